package callgateway.omni;

import callgateway.omni.OmniEvent.Deviation;
import callgateway.omni.OmniEvent.Speaker;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Understands what one Omni session sends, in every framing seen so far. Which one it is shows in the first frame and
 * then holds: a tagged JSON frame or an odd-length audio frame makes the session tagged, an event in a text message makes
 * its binary messages bare PCM.
 *
 * <p>Takes whole WebSocket messages and never throws on any bytes: what cannot be used is reported as a
 * {@link DropReason}. One per session, not thread-safe. Audio in a tagged session is passed on without allocation.
 *
 * <p>Source: PyAI docs, realtime/omni-protocol, and what the official examples send and accept.
 */
public final class OmniReader {
    /** Largest event, in bytes without the tag. */
    public static final int MAX_EVENT_BYTES = 256 * 1024;

    /** Largest transcript message, in bytes without the tag. */
    public static final int MAX_TRANSCRIPT_BYTES = 16_384;

    private static final int MAX_ERROR_ON_AUDIO_TAG = 4_096;
    private static final int MIN_AUDIO_ON_TRANSCRIPT_TAG = 66;
    private static final int MAX_UTF8_BYTES = 4;

    private final Set<Deviation> reported = EnumSet.noneOf(Deviation.class);
    private final byte[] unfinished = new byte[MAX_UTF8_BYTES];
    private int unfinishedLength;
    private @Nullable Dialect dialect;
    private @Nullable String callId;

    /** How the session turned out to be framed, {@link Dialect#TEXT} or {@link Dialect#TAGGED}; empty until it shows. */
    public Optional<Dialect> dialect() {
        return Optional.ofNullable(dialect);
    }

    /** Omni's own id of the call, once any event has carried it. */
    public Optional<String> callId() {
        return Optional.ofNullable(callId);
    }

    /** One whole binary message. */
    public void binary(byte[] b, int off, int len, OmniListener to) {
        if (len == 0) {
            to.dropped(DropReason.EMPTY);
        } else if (dialect == Dialect.TAGGED) {
            tagged(b, off, len, to);
        } else if (dialect == Dialect.TEXT) {
            bare(b, off, len, to);
        } else {
            undecided(b, off, len, to);
        }
    }

    /** One whole text message. */
    public void text(byte[] utf8, int off, int len, OmniListener to) {
        ObjectNode json = requireObject(utf8, off, len, to);
        if (json == null) {
            return;
        }
        if (dialect == null && EventParser.name(json) != null) {
            dialect = Dialect.TEXT;
        } else if (dialect == Dialect.TAGGED) {
            remark(Deviation.TEXT_IN_TAGGED_SESSION, to);
        }
        event(json, Speaker.AGENT, to);
    }

    private void undecided(byte[] b, int off, int len, OmniListener to) {
        byte tag = b[off];
        boolean odd = (len & 1) == 1;
        boolean known = tag == Wire.AUDIO_TAG || tag == Wire.TRANSCRIPT_TAG || tag == Wire.CONTROL_TAG;
        if ((odd && tag == Wire.AUDIO_TAG) || (known && objectAfterTag(b, off, len) != null)) {
            dialect = Dialect.TAGGED;
            tagged(b, off, len, to);
        } else if (odd) {
            to.dropped(DropReason.UNDECIDED);
        } else {
            to.audio(b, off, len);
        }
    }

    private void bare(byte[] b, int off, int len, OmniListener to) {
        ObjectNode json = b[off] == Wire.CONTROL_TAG ? objectAfterTag(b, off, len) : null;
        if (json == null || EventParser.name(json) == null) {
            to.audio(b, off, len);
            return;
        }
        // A service in transition: the event is unmistakable, and so is the audio, which stays bare.
        remark(Deviation.TAG_IN_TEXT_SESSION, to);
        event(json, Speaker.AGENT, to);
    }

    private void tagged(byte[] b, int off, int len, OmniListener to) {
        int payload = len - 1;
        if (payload == 0) {
            to.dropped(DropReason.EMPTY);
            return;
        }
        switch (b[off]) {
            case Wire.AUDIO_TAG -> audio(b, off + 1, payload, to);
            case Wire.TRANSCRIPT_TAG -> transcript(b, off + 1, payload, to);
            case Wire.CONTROL_TAG -> {
                ObjectNode json = requireObject(b, off + 1, payload, to);
                if (json != null) {
                    event(json, Speaker.AGENT, to);
                }
            }
            default -> to.dropped(DropReason.UNKNOWN_TAG);
        }
    }

    private void audio(byte[] b, int off, int len, OmniListener to) {
        if (len < MAX_ERROR_ON_AUDIO_TAG && Json.looksLikeObject(b, off, len)) {
            ObjectNode json = Json.object(b, off, len);
            if (json != null) {
                to.event(EventParser.error(json, true));
                return;
            }
        }
        to.audio(b, off, len);
    }

    private void transcript(byte[] b, int off, int len, OmniListener to) {
        byte[] said = b;
        int from = off;
        int length = len;
        if (unfinishedLength > 0) {
            boolean continues = (b[off] & 0xC0) == 0x80;
            if (continues) {
                said = new byte[unfinishedLength + len];
                System.arraycopy(unfinished, 0, said, 0, unfinishedLength);
                System.arraycopy(b, off, said, unfinishedLength, len);
                from = 0;
                length = said.length;
            } else {
                to.dropped(DropReason.NOT_UTF8);
            }
            unfinishedLength = 0;
        }
        int tail = Text.unfinishedTail(said, from, length);
        String text = Text.utf8(said, from, length - tail);
        if (text != null && Text.isPrintable(text)) {
            words(text, length, to);
            System.arraycopy(said, from + length - tail, unfinished, 0, tail);
            unfinishedLength = tail;
        } else if ((len & 1) == 0 && len >= MIN_AUDIO_ON_TRANSCRIPT_TAG) {
            remark(Deviation.AUDIO_ON_TRANSCRIPT_TAG, to);
            to.audio(b, off, len);
        } else {
            to.dropped(text == null ? DropReason.NOT_UTF8 : DropReason.UNPRINTABLE);
        }
    }

    private void words(String text, int bytes, OmniListener to) {
        if (bytes > MAX_TRANSCRIPT_BYTES) {
            to.dropped(DropReason.TOO_LARGE);
            return;
        }
        if (text.stripLeading().startsWith("{") && Json.parse(text) instanceof ObjectNode json) {
            event(json, Speaker.CALLER, to);
        } else if (text.length() > EventParser.MAX_TRANSCRIPT_CHARS) {
            to.dropped(DropReason.TOO_LARGE);
        } else if (!text.isEmpty()) {
            to.event(new OmniEvent.Transcript(Speaker.CALLER, text, false, true));
        }
    }

    private void event(ObjectNode json, Speaker unnamedSpeaker, OmniListener to) {
        String name = EventParser.name(json);
        if (name == null) {
            unnamed(json, unnamedSpeaker, to);
            return;
        }
        if (callId == null && !name.equals(Wire.Frame.TOOL_CALL)) {
            callId = Json.text(json, Wire.Field.CALL_ID);
        }
        OmniEvent event = EventParser.parse(name, json, unnamedSpeaker);
        if (event == null) {
            to.dropped(DropReason.MISSING_FIELD);
        } else {
            to.event(event);
        }
    }

    private static void unnamed(ObjectNode json, Speaker speaker, OmniListener to) {
        OmniEvent.Transcript said = speaker == Speaker.CALLER ? EventParser.transcript(json, speaker) : null;
        if (said != null) {
            to.event(said);
        } else if (EventParser.isError(json)) {
            to.event(EventParser.error(json, false));
        } else {
            to.dropped(DropReason.NO_EVENT_NAME);
        }
    }

    private static @Nullable ObjectNode requireObject(byte[] b, int off, int len, OmniListener to) {
        if (len > MAX_EVENT_BYTES) {
            to.dropped(DropReason.TOO_LARGE);
            return null;
        }
        String text = Text.utf8(b, off, len);
        if (text == null) {
            to.dropped(DropReason.NOT_UTF8);
            return null;
        }
        JsonNode json = Json.parse(text);
        if (json instanceof ObjectNode object) {
            return object;
        }
        to.dropped(text.isBlank() ? DropReason.EMPTY : json == null ? DropReason.NOT_JSON : DropReason.NOT_AN_OBJECT);
        return null;
    }

    private static @Nullable ObjectNode objectAfterTag(byte[] b, int off, int len) {
        boolean plausible = len - 1 <= MAX_EVENT_BYTES && Json.looksLikeObject(b, off + 1, len - 1);
        return plausible ? Json.object(b, off + 1, len - 1) : null;
    }

    private void remark(Deviation deviation, OmniListener to) {
        if (reported.add(deviation)) {
            to.event(new OmniEvent.Deviated(deviation));
        }
    }
}
