package callgateway.simulator.omni;

import java.util.Arrays;

/** The first so many bytes of audio, one after the other. */
final class PcmTape {
    private final int maxBytes;
    private byte[] pcm = new byte[0];
    private int kept;
    private long total;

    PcmTape(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    void add(byte[] bytes, int off, int len) {
        total += len;
        int count = Math.min(len, maxBytes - kept);
        if (count > 0) {
            if (kept + count > pcm.length) {
                pcm = Arrays.copyOf(pcm, (int) Math.min(maxBytes, Math.max(kept + count, 2L * pcm.length)));
            }
            System.arraycopy(bytes, off, pcm, kept, count);
            kept += count;
        }
    }

    byte[] copy() {
        return Arrays.copyOf(pcm, kept);
    }

    /** All that was offered, kept or not. */
    long total() {
        return total;
    }
}
