package callgateway.simulator.caller;

import callgateway.audio.MuLaw;
import java.util.Arrays;

/** A recording on the call's time line, mu-law; what is not written is silence, what exceeds the bound is left out. */
final class AudioTrack {
    private final int maxSamples;
    private byte[] mu = new byte[0];
    private int length;

    AudioTrack(int maxSamples) {
        this.maxSamples = maxSamples;
    }

    void write(long atSample, byte[] src, int off, int len) {
        int skipped = (int) Math.min(len, Math.max(0, -atSample));
        long at = atSample + skipped;
        int count = (int) Math.min((long) len - skipped, maxSamples - at);
        if (count <= 0) {
            return;
        }
        int end = (int) at + count;
        if (end > mu.length) {
            int grown = (int) Math.min(maxSamples, Math.max(end, 2L * mu.length));
            mu = Arrays.copyOf(mu, grown);
            Arrays.fill(mu, length, grown, MuLaw.SILENCE);
        }
        System.arraycopy(src, off + skipped, mu, (int) at, count);
        length = Math.max(length, end);
    }

    int length() {
        return length;
    }

    /** The recording from sample 0, made {@code samples} long. */
    byte[] copy(int samples) {
        byte[] copy = Arrays.copyOf(mu, samples);
        Arrays.fill(copy, Math.min(length, samples), samples, MuLaw.SILENCE);
        return copy;
    }
}
