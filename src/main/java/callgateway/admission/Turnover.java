package callgateway.admission;

import java.time.Duration;

/**
 * How fast slots come free, learnt from those that did: what a waiting caller can expect. Times are milliseconds of one
 * clock. Belongs to one thread.
 */
final class Turnover {
    /** Of each new gap this much goes into the mean: about the last ten count. */
    private static final double NEW = 0.2;

    private static final long FIRST_GUESS_MILLIS = 30_000;
    private static final long LONGEST_MILLIS = Duration.ofHours(1).toMillis();

    private double meanGapMillis = FIRST_GUESS_MILLIS;
    private long last = Long.MIN_VALUE;

    /** A slot came free. */
    void freed(long nowMillis) {
        if (last != Long.MIN_VALUE) {
            meanGapMillis += NEW * (Math.min(nowMillis - last, LONGEST_MILLIS) - meanGapMillis);
        }
        last = nowMillis;
    }

    /** How long the caller at this place will probably wait; 1 is the head. */
    Duration eta(int position) {
        return Duration.ofMillis(Math.min(LONGEST_MILLIS, Math.max(1000, Math.round(position * meanGapMillis))));
    }
}
