package callgateway.simulator.caller;

import callgateway.audio.MuLaw;

/**
 * Tells sound from silence on one track, to the sample. Sound is a sample of at least {@value #LOUD} (of 32767), about
 * -42 dBFS: above any comfort noise, below the softest consonant that matters.
 */
final class Ear {
    static final long NEVER = -1;
    private static final int LOUD = 256;
    private static final boolean[] IS_LOUD = loud();

    private long lastSound = NEVER;
    private long since;
    private long firstSoundSince = NEVER;

    /** Takes audio; samples come in order. */
    void hear(long atSample, byte[] mu, int off, int len) {
        for (int i = 0; i < len; i++) {
            if (IS_LOUD[mu[off + i] & 0xff]) {
                lastSound = atSample + i;
                if (firstSoundSince == NEVER && lastSound >= since) {
                    firstSoundSince = lastSound;
                }
            }
        }
    }

    /** From now on {@link #firstSound} is the first at or after {@code sample}. */
    void listenFrom(long sample) {
        since = sample;
        firstSoundSince = NEVER;
    }

    /** The first sound since {@link #listenFrom}, or {@link #NEVER}. */
    long firstSound() {
        return firstSoundSince;
    }

    /** The latest sound, or {@link #NEVER}. */
    long lastSound() {
        return lastSound;
    }

    /** Whether there has been no sound in the {@code samples} before {@code now}. */
    boolean isQuiet(long now, long samples) {
        return lastSound == NEVER || now - lastSound > samples;
    }

    static boolean isLoud(byte mu) {
        return IS_LOUD[mu & 0xff];
    }

    private static boolean[] loud() {
        boolean[] loud = new boolean[256];
        for (int code = 0; code < 256; code++) {
            loud[code] = Math.abs(MuLaw.decode((byte) code)) >= LOUD;
        }
        return loud;
    }
}
