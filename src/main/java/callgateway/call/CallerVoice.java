package callgateway.call;

import callgateway.audio.MuLaw;

/**
 * Notices whether a caller makes a sound. Of five frames it looks at one, and at every fourth sample of that: enough to hear
 * somebody speak, and next to nothing for a thousand calls. Belongs to the call's loop.
 */
final class CallerVoice {
    private static final int EVERY = 5;
    private static final int STRIDE = 4;
    /** The power of -42 dBFS: people on the telephone are 5 to 20 dB louder, a quiet line is as much below. */
    private static final long POWER = (long) (32768.0 * 32768.0 * Math.pow(10, -4.2));

    private int untilLook = EVERY;
    private int loud;

    /** The caller has sent this. */
    void frame(byte[] mulaw, int length) {
        if (--untilLook == 0) {
            untilLook = EVERY;
            look(mulaw, length);
        }
    }

    private void look(byte[] mulaw, int length) {
        long energy = 0;
        for (int i = 0; i < length; i += STRIDE) {
            long sample = MuLaw.decode(mulaw[i]);
            energy += sample * sample;
        }
        if (energy * STRIDE > POWER * length) {
            loud++;
        }
    }

    /** How many loud frames it has seen since it was last asked; each stands for 100 ms. */
    int takeLoud() {
        int taken = loud;
        loud = 0;
        return taken;
    }
}
