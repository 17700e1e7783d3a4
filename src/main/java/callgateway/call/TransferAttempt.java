package callgateway.call;

import callgateway.routing.TransferTarget;
import org.jspecify.annotations.Nullable;

/**
 * A caller is handed over to somebody else.
 *
 * @param number which time it is in this phone call, from 1
 * @param target to whom; allowed by the pool
 * @param reason the agent's, for the human; at most {@value #MAX_REASON} characters
 */
public record TransferAttempt(
        int number, TransferTarget target, @Nullable String reason) {
    private static final int MAX_REASON = 200;

    /** Cuts what would keep a human listening instead of talking. */
    public TransferAttempt {
        reason = reason == null || reason.isBlank()
                ? null
                : reason.strip()
                        .substring(0, Math.min(MAX_REASON, reason.strip().length()));
    }
}
