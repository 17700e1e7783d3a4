package callgateway.admission;

import java.util.Optional;

/**
 * Where admission stands at one moment.
 *
 * @param snapshot caps and use
 * @param state whether calls may knock at the agent's service
 * @param planLimit sessions it is believed to allow now
 * @param planCeiling the most that may become
 * @param fault what is wrong with the key, if something is
 */
public record Capacity(
        Snapshot snapshot, PlanLimit.State state, int planLimit, int planCeiling, Optional<KeyFault> fault) {}
