package callgateway.routing;

import java.time.Duration;

/**
 * What keeps a forgotten call from costing money.
 *
 * @param maxCall the longest call with the agent; zero for no limit
 * @param maxSilence how long neither side may speak; zero for no limit
 * @param maxSetup how long the agent may take to be ready, all attempts together
 */
public record Guards(Duration maxCall, Duration maxSilence, Duration maxSetup) {
    /** Refuses what would end calls that have just begun. */
    public Guards {
        limit("max-call", maxCall, Duration.ofSeconds(10));
        limit("max-silence", maxSilence, Duration.ofSeconds(5));
        if (maxSetup.isZero() || maxSetup.isNegative()) {
            throw new IllegalArgumentException("max-setup: " + maxSetup.toMillis() + " ms (expected: > 0)");
        }
    }

    private static void limit(String name, Duration value, Duration least) {
        if (value.isNegative() || (!value.isZero() && value.compareTo(least) < 0)) {
            throw new IllegalArgumentException(name + ": " + value.toMillis() + " ms (expected: at least "
                    + least.toSeconds() + "s, or 0s for no limit)");
        }
    }
}
