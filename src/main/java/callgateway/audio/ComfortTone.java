package callgateway.audio;

import java.time.Duration;

/**
 * A sound that tells a caller somebody is being fetched: two soft notes, then a quiet line. To be played in a loop.
 * Starts with the notes, so that they are heard at once. Safe from any thread.
 */
public final class ComfortTone {
    private static final double FIRST_HZ = 587.33;
    private static final double SECOND_HZ = 440;
    private static final double SECOND_FROM_SECONDS = 0.18;
    /** The notes at their loudest: as loud as the hold piece, softer than speech. */
    private static final double PEAK_DBFS = -21;

    private static final double LINE_DBFS = -60;
    private static final double ATTACK_SECONDS = 0.012;
    private static final double DECAY_SECONDS = 0.16;
    private static final long SEED = 1;

    private ComfortTone() {}

    /**
     * One turn of it as mu-law.
     *
     * @param length from one pair of notes to the next, 1..60 s
     */
    public static byte[] muLaw(Duration length) {
        if (length.toMillis() < 1000 || length.toMillis() > 60_000) {
            throw new IllegalArgumentException("length: " + length.toMillis() + " ms (expected: 1000..60000 ms)");
        }
        int samples = (int) (length.toMillis() * MuLaw.RATE_HZ / 1000);
        byte[] pcm = new byte[2 * samples];
        Tones.noise(LINE_DBFS, SEED).pcm(pcm, 0, samples);
        double peak = Math.sqrt(2) * Level.rms(PEAK_DBFS);
        for (int i = 0; i < samples; i++) {
            double at = (double) i / MuLaw.RATE_HZ;
            double notes = note(FIRST_HZ, at) + note(SECOND_HZ, at - SECOND_FROM_SECONDS);
            Pcm.put(pcm, 2 * i, Pcm.clip(Pcm.get(pcm, 2 * i) + peak * notes));
        }
        byte[] mu = new byte[samples];
        MuLaw.encode(pcm, 0, samples, mu, 0);
        return mu;
    }

    /** A struck note: quickly there, slowly gone. */
    private static double note(double hz, double seconds) {
        if (seconds <= 0) {
            return 0;
        }
        double attack = Math.min(1, seconds / ATTACK_SECONDS);
        return attack * Math.exp(-seconds / DECAY_SECONDS) * Math.sin(2 * Math.PI * hz * seconds);
    }
}
