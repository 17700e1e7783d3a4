package callgateway.twilio;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message that Twilio sends on a media stream (Twilio docs: media-streams/websocket-messages). */
public sealed interface TwilioMessage {

    /** The first message of a socket; says nothing about the call yet. Fields that are absent are empty. */
    record Connected(String protocol, String version) implements TwilioMessage {}

    /**
     * The stream and its call; once per stream, before any media.
     *
     * @param tracks {@code inbound} alone on a bidirectional stream
     * @param customParameters what the TwiML's {@code <Parameter>}s said, in order
     */
    record Start(
            String streamSid,
            String callSid,
            String accountSid,
            List<String> tracks,
            Map<String, String> customParameters,
            MediaFormat mediaFormat)
            implements TwilioMessage {
        public Start {
            tracks = List.copyOf(tracks);
            customParameters = Collections.unmodifiableMap(new LinkedHashMap<>(customParameters));
        }

        /** Without the parameters' values: one of them is the stream's token. */
        @Override
        public String toString() {
            return "Start[" + streamSid + ", " + callSid + ", " + accountSid + ", " + tracks + ", "
                    + customParameters.keySet() + ", " + mediaFormat + "]";
        }
    }

    /**
     * Caller's audio.
     *
     * @param track {@code inbound}, except on streams that also carry the other side
     * @param frame a holder of its own, never reused
     */
    record Media(String track, MediaFrame frame) implements TwilioMessage {}

    /** A key the caller pressed: 0-9, *, # or A-D. */
    record Dtmf(char digit) implements TwilioMessage {
        /** Without the digit: callers type card numbers. */
        @Override
        public String toString() {
            return "Dtmf[*]";
        }
    }

    /** The echo of a mark of ours: played, flushed by {@code clear}, or nothing was buffered; it does not say which. */
    record Mark(String name) implements TwilioMessage {}

    /** The stream or the call is over; gives no reason. Some carriers leave the call out. */
    record Stop(@Nullable String callSid) implements TwilioMessage {}

    /** An event that this version does not know; to be counted and ignored. The name is cut to 64 characters. */
    record Unknown(String event) implements TwilioMessage {}
}
