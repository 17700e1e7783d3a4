package callgateway.routing;

/**
 * When a pool takes calls, and what becomes of the others.
 *
 * @param hours when
 * @param closed where callers go outside of them
 */
public record PoolHours(Hours hours, Overflow closed) {}
