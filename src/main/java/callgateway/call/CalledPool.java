package callgateway.call;

import callgateway.routing.Guards;
import callgateway.routing.Pool;
import callgateway.routing.PoolAgent;

/**
 * What a call's pool wants of it.
 *
 * @param name the pool's name, for logs
 * @param agent who answers
 * @param guards what ends a forgotten call
 */
public record CalledPool(String name, PoolAgent agent, Guards guards) {
    /** As the pool says at this moment; a later reload does not change calls that are under way. */
    public static CalledPool of(Pool pool) {
        return new CalledPool(pool.name(), pool.agent(), pool.guards());
    }
}
