package callgateway.audio;

import java.util.Objects;

/**
 * An endless sound that is drawn piece by piece, each piece continuing the one before: a sine, two sines, a telephone
 * key or comfort noise. Allocates nothing per piece. Belongs to one thread.
 */
public final class Tones {
    /** The sixteen keys of DTMF, row by row. */
    public static final String DTMF_KEYS = "123A456B789C*0#D";

    private static final int[] DTMF_ROWS = {697, 770, 852, 941};
    private static final int[] DTMF_COLUMNS = {1209, 1336, 1477, 1633};

    /** One turn of a sine; linear interpolation between 1024 points errs by less than -100 dB. */
    private static final int TABLE_BITS = 10;

    private static final float[] SINE = sineTable();

    /** Smoothing of the noise: its upper half is softened, as line noise is. */
    private static final double NOISE_SMOOTHING = 0.5;

    private final float amplitude;
    private final int firstStep;
    private final int secondStep;
    private final boolean noise;
    private int firstPhase;
    private int secondPhase;
    private long random;
    private float smoothed;

    private Tones(double amplitude, int firstStep, int secondStep, boolean noise, long seed) {
        this.amplitude = (float) amplitude;
        this.firstStep = firstStep;
        this.secondStep = secondStep;
        this.noise = noise;
        this.random = seed;
    }

    /**
     * One sine, starting at zero.
     *
     * @param rateHz sample rate, at least 1
     * @param hz above 0 and below half the sample rate
     * @param dbfs level on the scale of {@link Level}, at most -3.02 (full scale)
     */
    public static Tones sine(int rateHz, double hz, double dbfs) {
        return new Tones(peak(dbfs, 1), step(rateHz, hz), 0, false, 0);
    }

    /** Two sines of {@code dbfs} each, at most -9.04, so that together they fit; they sound 3 dB louder than one. */
    public static Tones dual(int rateHz, double oneHz, double otherHz, double dbfs) {
        return new Tones(peak(dbfs, 2), step(rateHz, oneHz), step(rateHz, otherHz), false, 0);
    }

    /**
     * The two sines of a telephone key (ITU-T Q.23).
     *
     * @param key one of {@link #DTMF_KEYS}
     * @param dbfs level of each sine, at most -9.04
     * @throws IllegalArgumentException if it is no such key
     */
    public static Tones dtmf(int rateHz, char key, double dbfs) {
        return dual(rateHz, dtmfLowHz(key), dtmfHighHz(key), dbfs);
    }

    /**
     * Soft noise that tells a listener the line is alive. Equal seeds give equal noise; peaks beyond full scale are
     * clipped.
     *
     * @param dbfs level on the scale of {@link Level}, at most -12; about -60 suits a telephone
     */
    public static Tones noise(double dbfs, long seed) {
        if (!(dbfs <= -12)) {
            throw new IllegalArgumentException("dbfs: " + dbfs + " (expected: <= -12)");
        }
        // A uniform value in -1..1 has variance 1/3; smoothing keeps s / (2 - s) of it.
        double variance = NOISE_SMOOTHING / (2 - NOISE_SMOOTHING) / 3;
        return new Tones(Level.rms(dbfs) / Math.sqrt(variance), 0, 0, true, seed);
    }

    /** The lower frequency of a telephone key, which names its row. */
    public static int dtmfLowHz(char key) {
        return DTMF_ROWS[keyIndex(key) / 4];
    }

    /** The higher frequency of a telephone key, which names its column. */
    public static int dtmfHighHz(char key) {
        return DTMF_COLUMNS[keyIndex(key) % 4];
    }

    /** Writes the next {@code samples} as PCM16, two bytes each, from byte {@code off}. */
    public void pcm(byte[] pcmLe, int off, int samples) {
        Pcm.checkRange(pcmLe, off, samples);
        for (int i = 0; i < samples; i++) {
            Pcm.put(pcmLe, off + 2 * i, next());
        }
    }

    /** Writes the next {@code samples} as mu-law, one byte each, from {@code off}. */
    public void muLaw(byte[] mu, int off, int samples) {
        Objects.checkFromIndexSize(off, samples, mu.length);
        for (int i = 0; i < samples; i++) {
            mu[off + i] = MuLaw.encode(next());
        }
    }

    static double checkFrequency(int rateHz, double hz) {
        if (rateHz < 1) {
            throw new IllegalArgumentException("rateHz: " + rateHz + " (expected: > 0)");
        }
        if (!(hz > 0 && hz < rateHz / 2.0)) {
            throw new IllegalArgumentException("hz: " + hz + " (expected: above 0, below half of " + rateHz + ")");
        }
        return hz;
    }

    private int next() {
        if (noise) {
            random = random * 6364136223846793005L + 1442695040888963407L;
            float uniform = (int) (random >> 32) * 0x1p-31f;
            smoothed += (float) NOISE_SMOOTHING * (uniform - smoothed);
            return Pcm.clip(amplitude * smoothed);
        }
        float sum = sineAt(firstPhase) + sineAt(secondPhase);
        firstPhase += firstStep;
        secondPhase += secondStep;
        return Pcm.clip(amplitude * sum);
    }

    private static float sineAt(int phase) {
        int index = phase >>> (32 - TABLE_BITS);
        float fraction = (phase << TABLE_BITS >>> TABLE_BITS) * (1f / (1 << (32 - TABLE_BITS)));
        return SINE[index] + fraction * (SINE[index + 1] - SINE[index]);
    }

    private static double peak(double dbfs, int sines) {
        double amplitude = Math.sqrt(2) * Level.rms(dbfs);
        if (!(amplitude * sines <= 32767.5)) {
            double most = Math.floor(2000 * Math.log10(32767.5 / 32768 / sines / Math.sqrt(2))) / 100;
            throw new IllegalArgumentException("dbfs: " + dbfs + " (expected: <= " + most + ")");
        }
        return amplitude;
    }

    /** A full turn is 2^32, so that the phase wraps by itself and never drifts. */
    private static int step(int rateHz, double hz) {
        return (int) Math.round(checkFrequency(rateHz, hz) / rateHz * 0x1p32);
    }

    private static int keyIndex(char key) {
        int index = DTMF_KEYS.indexOf(key);
        if (index < 0) {
            throw new IllegalArgumentException("key: '" + key + "' (expected: one of " + DTMF_KEYS + ")");
        }
        return index;
    }

    private static float[] sineTable() {
        float[] table = new float[(1 << TABLE_BITS) + 1];
        for (int i = 0; i < table.length; i++) {
            table[i] = (float) Math.sin(2 * Math.PI * i / (1 << TABLE_BITS));
        }
        return table;
    }
}
