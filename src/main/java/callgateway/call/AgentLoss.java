package callgateway.call;

import callgateway.omni.Refusal;
import java.time.Duration;
import java.util.Optional;

/**
 * How an agent's session failed or ended.
 *
 * @param reason what it means for the call if nothing else is tried
 * @param retryable whether another attempt may go better
 * @param retryAfter when the agent's service wants to be asked again, if it said so
 * @param what for the log and the call's record: what happened, without secrets
 */
record AgentLoss(EndReason reason, boolean retryable, Optional<Duration> retryAfter, String what) {

    static AgentLoss refused(Refusal refusal) {
        EndReason reason =
                switch (refusal.kind()) {
                    case UNREACHABLE -> EndReason.AGENT_UNREACHABLE;
                    case ENDED -> EndReason.AGENT_ENDED;
                    default -> EndReason.AGENT_REFUSED;
                };
        return new AgentLoss(reason, refusal.retryable(), refusal.retryAfter(), refusal.message());
    }

    static AgentLoss stalled(String what) {
        return new AgentLoss(EndReason.AGENT_STALLED, true, Optional.empty(), what);
    }

    static AgentLoss crashed() {
        return new AgentLoss(EndReason.GATEWAY_FAILED, true, Optional.empty(), "the agent leg failed");
    }
}
