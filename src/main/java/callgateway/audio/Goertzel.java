package callgateway.audio;

import java.util.Objects;

/**
 * How much of one frequency a piece of audio holds. Feed it any number of samples, then ask for the level.
 *
 * <p>The window is rectangular: exact when the piece holds whole periods of everything in it, else other tones leak
 * in. Belongs to one thread.
 */
public final class Goertzel {
    private final double coefficient;
    private double newest;
    private double older;
    private long samples;

    /**
     * A detector for {@code hz}.
     *
     * @param rateHz sample rate, at least 1
     * @param hz above 0 and below half the sample rate
     */
    public Goertzel(int rateHz, double hz) {
        this.coefficient = 2 * Math.cos(2 * Math.PI * Tones.checkFrequency(rateHz, hz) / rateHz);
    }

    /** Listens to {@code count} PCM16 samples from byte {@code off}. */
    public Goertzel pcm(byte[] pcmLe, int off, int count) {
        Pcm.checkRange(pcmLe, off, count);
        for (int i = 0; i < count; i++) {
            add(Pcm.get(pcmLe, off + 2 * i));
        }
        return this;
    }

    /** Listens to {@code count} mu-law codes from {@code off}. */
    public Goertzel muLaw(byte[] mu, int off, int count) {
        Objects.checkFromIndexSize(off, count, mu.length);
        for (int i = 0; i < count; i++) {
            add(MuLaw.decode(mu[off + i]));
        }
        return this;
    }

    /** The level of this frequency since the last reset, on the scale of {@link Level}. */
    public double dbfs() {
        if (samples == 0) {
            return Level.SILENCE_DBFS;
        }
        double power = newest * newest + older * older - coefficient * newest * older;
        return Level.dbfs(2 * power / ((double) samples * samples));
    }

    /** How many samples were heard since the last reset. */
    public long samples() {
        return samples;
    }

    /** Starts anew. */
    public void reset() {
        newest = 0;
        older = 0;
        samples = 0;
    }

    private void add(int sample) {
        double next = sample + coefficient * newest - older;
        older = newest;
        newest = next;
        samples++;
    }
}
