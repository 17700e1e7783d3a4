package callgateway.twilio;

import java.util.Arrays;

/**
 * A reusable holder of one media message's audio: mu-law bytes and when they were heard.
 *
 * <p>Mutable and not thread-safe: whoever reads the socket owns it, and what it holds is valid until the next read into it.
 * The buffer grows to the largest frame seen and is longer than {@link #length()}.
 */
public final class MediaFrame {
    /** {@link #timestampMs()} of a message that carried none. */
    public static final long NO_TIMESTAMP = -1;

    private static final int USUAL_BYTES = 512;

    private byte[] payload = new byte[USUAL_BYTES];
    private int length;
    private long timestampMs = NO_TIMESTAMP;

    /** The buffer; only the first {@link #length()} bytes are audio. Not to be kept across reads. */
    public byte[] payload() {
        return payload;
    }

    /** Bytes of audio; at 8000 Hz mu-law eight of them are a millisecond. May be 0. */
    public int length() {
        return length;
    }

    /** Milliseconds since the start of the stream, or {@link #NO_TIMESTAMP}. */
    public long timestampMs() {
        return timestampMs;
    }

    /** Takes a copy of the given audio. */
    public void set(byte[] audio, int off, int len, long atMs) {
        System.arraycopy(audio, off, room(len), 0, len);
        filled(len, atMs);
    }

    /** A copy of the audio alone. */
    public byte[] copyOfPayload() {
        return Arrays.copyOf(payload, length);
    }

    /** A buffer with room for that many bytes; what was held is lost. */
    byte[] room(int bytes) {
        if (payload.length < bytes) {
            payload = new byte[Math.max(bytes, 2 * payload.length)];
        }
        return payload;
    }

    void filled(int bytes, long atMs) {
        length = bytes;
        timestampMs = atMs;
    }

    @Override
    public String toString() {
        return "MediaFrame[" + length + " bytes at " + timestampMs + " ms]";
    }
}
