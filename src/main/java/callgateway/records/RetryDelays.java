package callgateway.records;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses between attempts: each about twice as long as the one before, and no two senders in step. */
final class RetryDelays {
    private final long firstMs;
    private final long longestMs;
    private final RandomGenerator random;

    RetryDelays(Duration first, Duration longest, RandomGenerator random) {
        this.firstMs = first.toMillis();
        this.longestMs = longest.toMillis();
        this.random = random;
    }

    /**
     * After so many failures, at least one: between half and all of what is due.
     *
     * @return milliseconds
     */
    long after(int failures) {
        long whole = firstMs;
        for (int i = 1; i < failures && whole < longestMs; i++) {
            whole *= 2;
        }
        whole = Math.min(whole, longestMs);
        return whole - random.nextLong(whole / 2 + 1);
    }
}
