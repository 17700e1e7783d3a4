package callgateway.twilio;

import java.util.Map;

/**
 * Writes what Twilio sends on a media stream, byte for byte as Twilio does: numbers as texts, one sequence number over all
 * events but {@code connected} (Twilio docs: media-streams/websocket-messages). For simulated callers.
 *
 * <p>Not thread-safe: one per stream. Media is written without allocation, so that thousands of callers fit in one process.
 */
public final class CallerFrames {
    private static final byte[] CONNECTED =
            Wire.ascii("{\"event\":\"connected\",\"protocol\":\"Call\",\"version\":\"1.0.0\"}");
    private static final byte[] MEDIA_START = Wire.ascii("{\"event\":\"media\",\"sequenceNumber\":\"");
    private static final byte[] CHUNK = Wire.ascii("\",\"media\":{\"track\":\"inbound\",\"chunk\":\"");
    private static final byte[] TIMESTAMP = Wire.ascii("\",\"timestamp\":\"");
    private static final byte[] PAYLOAD = Wire.ascii("\",\"payload\":\"");
    private static final int MAX_DIGITS = 19;

    private final String streamSid;
    private final String callSid;
    private final String accountSid;
    private final byte[] mediaEnd;
    private long sequenceNumber;
    private long chunk;

    public CallerFrames(String streamSid, String callSid, String accountSid) {
        this.streamSid = Wire.quoted(streamSid);
        this.callSid = Wire.quoted(callSid);
        this.accountSid = Wire.quoted(accountSid);
        mediaEnd = Wire.utf8("\"},\"streamSid\":" + this.streamSid + "}");
    }

    /** The first message of a socket. */
    public byte[] connected() {
        return CONNECTED.clone();
    }

    /**
     * The second message: the stream and its call.
     *
     * @param customParameters as the TwiML's {@code <Parameter>}s said
     */
    public byte[] start(Map<String, String> customParameters) {
        StringBuilder parameters = new StringBuilder();
        customParameters.forEach((name, value) -> parameters
                .append(parameters.length() == 0 ? "" : ",")
                .append(Wire.quoted(name))
                .append(':')
                .append(Wire.quoted(value)));
        MediaFormat format = MediaFormat.MU_LAW_8000;
        return event(
                "start",
                "{\"accountSid\":" + accountSid + ",\"streamSid\":" + streamSid + ",\"callSid\":" + callSid
                        + ",\"tracks\":[\"inbound\"],\"mediaFormat\":{\"encoding\":" + Wire.quoted(format.encoding())
                        + ",\"sampleRate\":" + format.sampleRateHz() + ",\"channels\":" + format.channels()
                        + "},\"customParameters\":{" + parameters + "}}");
    }

    /** The most bytes that a media message with so many bytes of audio takes. */
    public int maxMediaBytes(int muLen) {
        return MEDIA_START.length
                + CHUNK.length
                + TIMESTAMP.length
                + PAYLOAD.length
                + 3 * MAX_DIGITS
                + MediaBase64.encodedLength(muLen)
                + mediaEnd.length;
    }

    /**
     * Writes a media message.
     *
     * @param timestampMs since the start of the stream, not negative
     * @param out has room for {@link #maxMediaBytes} from {@code outOff}
     * @return bytes written
     */
    public int media(byte[] mu, int off, int len, long timestampMs, byte[] out, int outOff) {
        int end = append(MEDIA_START, out, outOff);
        end = decimal(++sequenceNumber, out, end);
        end = append(CHUNK, out, end);
        end = decimal(++chunk, out, end);
        end = append(TIMESTAMP, out, end);
        end = decimal(timestampMs, out, end);
        end = append(PAYLOAD, out, end);
        end = MediaBase64.encode(mu, off, len, out, end);
        return append(mediaEnd, out, end) - outOff;
    }

    /** A key press; the track's name differs from that of media, as it does at Twilio. */
    public byte[] dtmf(char digit) {
        return event("dtmf", "{\"track\":\"inbound_track\",\"digit\":" + Wire.quoted(String.valueOf(digit)) + "}");
    }

    /** The echo of a mark. */
    public byte[] mark(String name) {
        return event("mark", "{\"name\":" + Wire.quoted(name) + "}");
    }

    /** The stream is over. */
    public byte[] stop() {
        return event("stop", "{\"accountSid\":" + accountSid + ",\"callSid\":" + callSid + "}");
    }

    private byte[] event(String event, String content) {
        return Wire.utf8("{\"event\":\"" + event + "\",\"sequenceNumber\":\"" + ++sequenceNumber + "\",\"" + event
                + "\":" + content + ",\"streamSid\":" + streamSid + "}");
    }

    private static int append(byte[] part, byte[] out, int at) {
        System.arraycopy(part, 0, out, at, part.length);
        return at + part.length;
    }

    private static int decimal(long number, byte[] out, int at) {
        int digits = 1;
        for (long rest = number / 10; rest != 0; rest /= 10) {
            digits++;
        }
        long rest = number;
        for (int i = at + digits - 1; i >= at; i--) {
            out[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return at + digits;
    }
}
