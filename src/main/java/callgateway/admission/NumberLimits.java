package callgateway.admission;

/**
 * What a number may have.
 *
 * @param pool the pool of which a part may be reserved for this number
 * @param cap calls at once; 0 admits nobody, {@link Limits#UNLIMITED} leaves it to the pool
 * @param reserved slots of the pool's cap that other numbers may not use even when they are free; counts up to {@code cap}
 */
public record NumberLimits(String pool, int cap, int reserved) {
    /** Holds the ranges. */
    public NumberLimits {
        Scope.requirePool(pool);
        Checks.notNegative("cap", cap);
        Checks.notNegative("reserved", reserved);
    }

    /** What is really kept: a part cannot be larger than the cap. */
    int part() {
        return Math.min(reserved, cap);
    }
}
