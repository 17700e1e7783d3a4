package callgateway.audio;

/** One signed 16-bit little-endian sample in a byte array, for code where a few nanoseconds do not matter. */
final class Pcm {
    private Pcm() {}

    static int get(byte[] pcmLe, int at) {
        return (pcmLe[at + 1] << 8) | (pcmLe[at] & 0xFF);
    }

    static void put(byte[] pcmLe, int at, int sample) {
        pcmLe[at] = (byte) sample;
        pcmLe[at + 1] = (byte) (sample >> 8);
    }

    /** The nearest representable sample; what does not fit is clipped, never wrapped. */
    static int clip(double sample) {
        return (int) Math.max(-32768, Math.min(32767, Math.rint(sample)));
    }

    /** In long arithmetic, so that no huge sample count wraps around into a range that fits. */
    static void checkRange(byte[] pcmLe, int off, int samples) {
        if (off < 0 || samples < 0 || off + 2L * samples > pcmLe.length) {
            throw new IndexOutOfBoundsException(
                    samples + " samples at byte " + off + " (expected: inside " + pcmLe.length + " bytes)");
        }
    }
}
