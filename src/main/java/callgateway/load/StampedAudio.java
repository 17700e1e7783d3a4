package callgateway.load;

import callgateway.audio.MuLaw;

/**
 * Caller audio that is recognised when it comes back: each frame begins with two marking bytes and its sequence number in
 * three times six bits. These mu-law values survive decoding and encoding unchanged; resampling they do not.
 */
final class StampedAudio {
    /** Sequence numbers begin again after this many frames. */
    static final int MODULUS = 1 << 18;

    static final int STAMP_BYTES = 5;
    private static final byte FIRST = (byte) 0xA5;
    private static final byte SECOND = 0x11;

    private StampedAudio() {}

    /** A frame whose first bytes are to be stamped; none of its other bytes can begin a stamp. */
    static byte[] frame() {
        byte[] frame = new byte[MuLaw.FRAME_BYTES];
        for (int i = STAMP_BYTES; i < frame.length; i++) {
            frame[i] = (byte) (0xC0 | (i * 37 & 0x3F));
        }
        return frame;
    }

    static void stamp(byte[] frame, int sequence) {
        frame[0] = FIRST;
        frame[1] = SECOND;
        frame[2] = (byte) (sequence & 0x3F);
        frame[3] = (byte) (sequence >> 6 & 0x3F);
        frame[4] = (byte) (sequence >> 12 & 0x3F);
    }

    /** Where the next whole stamp begins, at or behind {@code from}; {@code length} if there is none. */
    static int find(byte[] audio, int from, int length) {
        for (int i = from; i <= length - STAMP_BYTES; i++) {
            if (audio[i] == FIRST && audio[i + 1] == SECOND) {
                return i;
            }
        }
        return length;
    }

    /** The sequence number of the stamp that begins at {@code at}. */
    static int sequence(byte[] audio, int at) {
        return (audio[at + 2] & 0x3F) | (audio[at + 3] & 0x3F) << 6 | (audio[at + 4] & 0x3F) << 12;
    }
}
