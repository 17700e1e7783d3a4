package callgateway.call;

import callgateway.routing.Guards;
import callgateway.routing.Pool;
import callgateway.routing.PoolAgent;
import callgateway.routing.Recording;
import callgateway.routing.Transfers;

/**
 * What a call's pool wants of it.
 *
 * @param name the pool's name, for logs
 * @param agent who answers
 * @param guards what ends a forgotten call
 * @param transfers whom the caller may be handed over to
 * @param recording whether and how it is recorded
 */
public record CalledPool(String name, PoolAgent agent, Guards guards, Transfers transfers, Recording recording) {
    /** One that is not recorded. */
    public CalledPool(String name, PoolAgent agent, Guards guards, Transfers transfers) {
        this(name, agent, guards, transfers, Recording.OFF);
    }

    /** As the pool says at this moment; a later reload does not change calls that are under way. */
    public static CalledPool of(Pool pool) {
        return new CalledPool(pool.name(), pool.agent(), pool.guards(), pool.transfers(), pool.recording());
    }
}
