package callgateway.audio;

/**
 * The filter of one pair of rates, cut into one coefficient row per output of a group and input of a group.
 *
 * <p>A Kaiser-windowed sinc at the rate both sides divide, with its half-amplitude point at half the lower rate and a
 * transition of 15 % of that to either side. Immutable; the few pairs are computed once and shared.
 */
final class ResamplerTaps {
    private static final int GROUPS_PER_SECOND = 8000;

    /** Prototype length per {@code max(in, out)}: enough for 58 dB with the given transition. */
    private static final int TAPS_PER_RATIO = 24;

    private static final double KAISER_BETA = 5.43;

    /** The filter loop takes coefficients in fours. */
    private static final int UNROLLED = 4;

    private static final ResamplerTaps[][] PAIRS = pairs(3);

    private final float[][][] rows;
    private final int pastGroups;
    private final int delayMicros;

    private ResamplerTaps(float[][][] rows, int pastGroups, double delaySeconds) {
        this.rows = rows;
        this.pastGroups = pastGroups;
        this.delayMicros = (int) Math.round(delaySeconds * 1e6);
    }

    /** The filter from {@code inPerGroup} to {@code outPerGroup} samples per 1/8000 s; a filter without rows if equal. */
    static ResamplerTaps of(int inPerGroup, int outPerGroup) {
        return PAIRS[inPerGroup - 1][outPerGroup - 1];
    }

    /** Coefficients for one lane, oldest group first; the last one meets the group that is being converted. */
    float[] row(int branch, int phase) {
        return rows[branch][phase];
    }

    /** How many groups before the current one the filter looks at. */
    int pastGroups() {
        return pastGroups;
    }

    int delayMicros() {
        return delayMicros;
    }

    private static ResamplerTaps[][] pairs(int largest) {
        ResamplerTaps[][] pairs = new ResamplerTaps[largest][largest];
        for (int in = 1; in <= largest; in++) {
            for (int out = 1; out <= largest; out++) {
                pairs[in - 1][out - 1] = in == out ? new ResamplerTaps(new float[0][][], 0, 0) : design(in, out);
            }
        }
        return pairs;
    }

    private static ResamplerTaps design(int in, int out) {
        double[] prototype = prototype(in, out);
        int period = in * out;
        // Output b of a group stands at b * in + lead: as late as possible without needing a sample of the next group.
        int lead = in - 1;
        int oldest = (prototype.length - 1 + (in - 1) * out - lead) / period;
        int length = (oldest + UNROLLED) / UNROLLED * UNROLLED;
        float[][][] rows = new float[out][in][length];
        for (int branch = 0; branch < out; branch++) {
            double sum = 0;
            for (int at = (branch * in + lead) % out; at < prototype.length; at += out) {
                sum += prototype[at];
            }
            for (int phase = 0; phase < in; phase++) {
                for (int age = 0; age <= oldest; age++) {
                    int at = branch * in + lead - phase * out + age * period;
                    if (at >= 0 && at < prototype.length) {
                        rows[branch][phase][length - 1 - age] = (float) (prototype[at] / sum);
                    }
                }
            }
        }
        double delay = (prototype.length - 1) / 2.0 - lead;
        return new ResamplerTaps(rows, length - 1, delay / period / GROUPS_PER_SECOND);
    }

    private static double[] prototype(int in, int out) {
        double[] taps = new double[TAPS_PER_RATIO * Math.max(in, out)];
        double cutoff = Math.min(in, out) / (2.0 * in * out);
        double middle = (taps.length - 1) / 2.0;
        for (int i = 0; i < taps.length; i++) {
            double x = 2 * Math.PI * cutoff * (i - middle);
            double inWindow = (i - middle) / (middle + 0.5);
            double window = bessel(KAISER_BETA * Math.sqrt(1 - inWindow * inWindow)) / bessel(KAISER_BETA);
            taps[i] = (x == 0 ? 1 : Math.sin(x) / x) * window;
        }
        return taps;
    }

    /** The modified Bessel function of the first kind and order zero, by its series. */
    private static double bessel(double x) {
        double sum = 1;
        double term = 1;
        for (int k = 1; term > 1e-12 * sum; k++) {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }
        return sum;
    }
}
