package callgateway.audio;

import java.util.Arrays;

/**
 * The filter of one pair of rates, cut into one row of coefficients per output of a group and input of a group.
 *
 * <p>A Kaiser-windowed sinc at the rate both sides divide, with its half-amplitude point at half the lower rate and a
 * transition of 15 % of that to either side. Its length is odd, so that the zeros of the sinc fall on taps: one row of
 * each pair to or from 8 kHz shrinks to a single tap, and upwards the original samples pass unchanged. Immutable; the
 * few pairs are computed once and shared.
 */
final class ResamplerTaps {
    private static final int GROUPS_PER_SECOND = 8000;

    /** Prototype length per {@code max(in, out)}: enough for 58 dB with the given transition. */
    private static final int TAPS_PER_RATIO = 24;

    private static final double KAISER_BETA = 5.43;

    /** The filter loop takes coefficients in fours. */
    private static final int UNROLLED = 4;

    private static final ResamplerTaps[][] PAIRS = pairs(3);

    private final Row[][] rows;
    private final int pastGroups;
    private final int delayMicros;

    private ResamplerTaps(Row[][] rows, int pastGroups, double delaySeconds) {
        this.rows = rows;
        this.pastGroups = pastGroups;
        this.delayMicros = (int) Math.round(delaySeconds * 1e6);
    }

    /**
     * The filter from {@code inPerGroup} to {@code outPerGroup} samples per 1/8000 s; a filter without rows if equal.
     */
    static ResamplerTaps of(int inPerGroup, int outPerGroup) {
        return PAIRS[inPerGroup - 1][outPerGroup - 1];
    }

    /** What one lane, the inputs at one position of their groups, adds to the outputs at one position of theirs. */
    Row row(int branch, int phase) {
        return rows[branch][phase];
    }

    /** How many groups before the current one the filter looks at. */
    int pastGroups() {
        return pastGroups;
    }

    int delayMicros() {
        return delayMicros;
    }

    /**
     * Neighbouring coefficients of one lane, oldest group first.
     *
     * @param first which group of the past meets the first coefficient, counted from the oldest
     * @param coefficients none, one or a multiple of four
     */
    @SuppressWarnings("ArrayRecordComponent") // shared, never written after construction, never compared
    record Row(int first, float[] coefficients) {
        static Row of(float[] all) {
            int first = 0;
            int end = all.length;
            while (end > 0 && all[end - 1] == 0) {
                end--;
            }
            while (first < end && all[first] == 0) {
                first++;
            }
            if (end - first > 1) {
                first -= first % UNROLLED;
                end += (UNROLLED - end % UNROLLED) % UNROLLED;
            }
            return new Row(first, Arrays.copyOfRange(all, first, end));
        }
    }

    private static ResamplerTaps[][] pairs(int largest) {
        ResamplerTaps[][] pairs = new ResamplerTaps[largest][largest];
        for (int in = 1; in <= largest; in++) {
            for (int out = 1; out <= largest; out++) {
                pairs[in - 1][out - 1] = in == out ? new ResamplerTaps(new Row[0][], 0, 0) : design(in, out);
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
        Row[][] rows = new Row[out][in];
        for (int branch = 0; branch < out; branch++) {
            double sum = 0;
            for (int at = (branch * in + lead) % out; at < prototype.length; at += out) {
                sum += prototype[at];
            }
            for (int phase = 0; phase < in; phase++) {
                float[] row = new float[length];
                for (int age = 0; age <= oldest; age++) {
                    int at = branch * in + lead - phase * out + age * period;
                    if (at >= 0 && at < prototype.length) {
                        row[length - 1 - age] = (float) (prototype[at] / sum);
                    }
                }
                rows[branch][phase] = Row.of(row);
            }
        }
        double delay = (prototype.length - 1) / 2.0 - lead;
        return new ResamplerTaps(rows, length - 1, delay / period / GROUPS_PER_SECOND);
    }

    private static double[] prototype(int in, int out) {
        int zeroEvery = Math.max(in, out);
        double[] taps = new double[TAPS_PER_RATIO * zeroEvery - 1];
        int middle = taps.length / 2;
        for (int i = 0; i < taps.length; i++) {
            double inWindow = (double) (i - middle) / (middle + 1);
            double window = bessel(KAISER_BETA * Math.sqrt(1 - inWindow * inWindow)) / bessel(KAISER_BETA);
            taps[i] = sinc(i - middle, zeroEvery) * window;
        }
        return taps;
    }

    /** Exactly zero where it should be, which the sine of a multiple of pi is not. */
    private static double sinc(int x, int zeroEvery) {
        if (x % zeroEvery == 0) {
            return x == 0 ? 1 : 0;
        }
        double angle = Math.PI * x / zeroEvery;
        return Math.sin(angle) / angle;
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
