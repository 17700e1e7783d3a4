package callgateway.admission;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where admission stands at one moment.
 *
 * @param snapshot caps and use
 * @param state whether calls may knock at the agent's service
 * @param planLimit sessions it is believed to allow now
 * @param planCeiling the most that may become
 * @param fault what is wrong with the key, if something is
 * @param cluster what all nodes have together; null when this one is alone
 */
public record Capacity(
        Snapshot snapshot,
        PlanLimit.State state,
        int planLimit,
        int planCeiling,
        Optional<KeyFault> fault,
        @Nullable ClusterUse cluster) {
    /** Of a node that is alone. */
    public Capacity(
            Snapshot snapshot, PlanLimit.State state, int planLimit, int planCeiling, Optional<KeyFault> fault) {
        this(snapshot, state, planLimit, planCeiling, fault, null);
    }
}
