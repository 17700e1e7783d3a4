package callgateway.admission;

import java.time.Duration;

/**
 * What a pool may have.
 *
 * @param cap calls at once; 0 admits nobody, {@link Limits#UNLIMITED} leaves it to the plan and the node
 * @param reserved slots of the plan that others may not use even when they are free; counts up to {@code cap}
 * @param maxDepth callers waiting at once; 0 for a pool without a line
 * @param maxWait how long a caller may wait, all turns together; at most 24 h
 */
public record PoolLimits(int cap, int reserved, int maxDepth, Duration maxWait) {
    /** Holds the ranges. */
    public PoolLimits {
        Checks.notNegative("cap", cap);
        Checks.notNegative("reserved", reserved);
        Checks.notNegative("max-depth", maxDepth);
        if (maxDepth > 0 || !maxWait.isZero()) {
            Checks.duration("max-wait", maxWait);
        }
    }

    /** No cap and nothing reserved: only the plan and the node hold. */
    public static PoolLimits unlimited(int maxDepth, Duration maxWait) {
        return new PoolLimits(Limits.UNLIMITED, 0, maxDepth, maxWait);
    }

    /** What is really kept: a part cannot be larger than the cap. */
    int part() {
        return Math.min(reserved, cap);
    }

    /** The same with another cap. */
    PoolLimits withCap(int other) {
        return new PoolLimits(other, reserved, maxDepth, maxWait);
    }
}
