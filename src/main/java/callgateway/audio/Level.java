package callgateway.audio;

import java.util.Objects;

/** How loud a piece of audio is: RMS in dBFS, where a full-scale square wave is 0 and a full-scale sine -3.01. */
public final class Level {
    /** What digital silence and an empty piece read as; nothing reads lower. */
    public static final double SILENCE_DBFS = -120;

    private Level() {}

    /** The level of {@code samples} PCM16 samples from byte {@code off}. */
    public static double ofPcm(byte[] pcmLe, int off, int samples) {
        Pcm.checkRange(pcmLe, off, samples);
        long energy = 0;
        for (int i = 0; i < samples; i++) {
            int sample = Pcm.get(pcmLe, off + 2 * i);
            energy += (long) sample * sample;
        }
        return dbfs((double) energy / samples);
    }

    /** The level of {@code samples} mu-law codes from {@code off}. */
    public static double ofMuLaw(byte[] mu, int off, int samples) {
        Objects.checkFromIndexSize(off, samples, mu.length);
        long energy = 0;
        for (int i = 0; i < samples; i++) {
            int sample = MuLaw.decode(mu[off + i]);
            energy += (long) sample * sample;
        }
        return dbfs((double) energy / samples);
    }

    /** From a mean of squared samples; NaN, the mean of nothing, is silence too. */
    static double dbfs(double meanSquare) {
        return meanSquare > 0
                ? Math.max(SILENCE_DBFS, 10 * Math.log10(meanSquare / (32768.0 * 32768.0)))
                : SILENCE_DBFS;
    }

    /** The RMS in sample units of a level in dBFS. */
    static double rms(double dbfs) {
        return 32768.0 * Math.pow(10, dbfs / 20);
    }
}
