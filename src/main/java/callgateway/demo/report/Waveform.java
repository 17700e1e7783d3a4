package callgateway.demo.report;

import callgateway.audio.MuLaw;

/**
 * A track's outline: the lowest and the highest sample of each piece of {@value #STEP_MS} ms, in thousandths of
 * {@code full}.
 */
record Waveform(int[] lowest, int[] highest) {
    static final int STEP_MS = 5;
    private static final int STEP = STEP_MS * MuLaw.RATE_HZ / 1000;

    /**
     * The outline of a mu-law track.
     *
     * @param full what is drawn as 1000
     */
    static Waveform of(byte[] mu, int full) {
        int pieces = (mu.length + STEP - 1) / STEP;
        int[] lowest = new int[pieces];
        int[] highest = new int[pieces];
        for (int piece = 0; piece < pieces; piece++) {
            int low = Integer.MAX_VALUE;
            int high = Integer.MIN_VALUE;
            for (int i = piece * STEP; i < Math.min(mu.length, (piece + 1) * STEP); i++) {
                int sample = MuLaw.decode(mu[i]);
                low = Math.min(low, sample);
                high = Math.max(high, sample);
            }
            lowest[piece] = low * 1000 / full;
            highest[piece] = high * 1000 / full;
        }
        return new Waveform(lowest, highest);
    }

    /** The loudest sample of a track; at least 1. */
    static int peak(byte[] mu) {
        int peak = 1;
        for (byte code : mu) {
            peak = Math.max(peak, Math.abs(MuLaw.decode(code)));
        }
        return peak;
    }
}
