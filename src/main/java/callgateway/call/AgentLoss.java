package callgateway.call;

import callgateway.admission.KeyFault;
import callgateway.admission.Knock.Limit;
import callgateway.omni.Refusal;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an agent's session failed or ended.
 *
 * @param reason what it means for the call if nothing else is tried
 * @param retryable whether another attempt of the same call may go better
 * @param retryAfter when the agent's service wants to be asked again, if it said so
 * @param what for the log and the call's record: what happened, without secrets
 * @param limit the limit that was reached; null when it was something else
 * @param fault what is wrong with the key; null when it was something else
 */
record AgentLoss(
        EndReason reason,
        boolean retryable,
        Optional<Duration> retryAfter,
        String what,
        @Nullable Limit limit,
        @Nullable KeyFault fault) {

    static AgentLoss refused(Refusal refusal) {
        Limit limit = limit(refusal.kind());
        KeyFault fault = fault(refusal.kind());
        EndReason reason =
                switch (refusal.kind()) {
                    case UNREACHABLE -> EndReason.AGENT_UNREACHABLE;
                    case ENDED -> EndReason.AGENT_ENDED;
                    default -> limit == null ? EndReason.AGENT_REFUSED : EndReason.AGENT_BUSY;
                };
        // A limit is not tried again by this call alone: admission decides whose turn it is.
        boolean retryable = limit == null && refusal.retryable();
        return new AgentLoss(reason, retryable, refusal.retryAfter(), refusal.message(), limit, fault);
    }

    private static @Nullable Limit limit(Refusal.Kind kind) {
        return switch (kind) {
            case RATE_LIMITED -> Limit.RATE;
            case CONCURRENCY -> Limit.CONCURRENCY;
            case DAILY_CAP -> Limit.DAILY_CAP;
            case TOO_MANY_UNKNOWN -> Limit.UNKNOWN;
            default -> null;
        };
    }

    private static @Nullable KeyFault fault(Refusal.Kind kind) {
        return switch (kind) {
            case UNAUTHORIZED -> KeyFault.UNAUTHORIZED;
            case PAYMENT -> KeyFault.PAYMENT;
            case FORBIDDEN -> KeyFault.FORBIDDEN;
            default -> null;
        };
    }

    static AgentLoss stalled(String what) {
        return new AgentLoss(EndReason.AGENT_STALLED, true, Optional.empty(), what, null, null);
    }

    static AgentLoss crashed() {
        return new AgentLoss(EndReason.GATEWAY_FAILED, true, Optional.empty(), "the agent leg failed", null, null);
    }
}
