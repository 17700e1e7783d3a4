package callgateway.call;

import java.time.Duration;

/**
 * How a call ends while the caller still has something to hear: the agent's last words are heard out, then the stream ends, or
 * the carrier takes the call out of it. Belongs to the call.
 */
final class LastWords {
    private static final String ENDING = "ending";

    private final CallParts parts;
    private boolean announced;

    LastWords(CallParts parts) {
        this.parts = parts;
    }

    /** The agent's service will end the session. It may go on speaking; how it will say goodbye, and whether at all, is open. */
    void announce() {
        announced = true;
        parts.timers.startSingleTimer(
                ENDING,
                new CallCommand.Finish(EndReason.SESSION_OVER),
                parts.plan.settings().endingGuard());
    }

    /** Whether the session has announced its end. */
    boolean areAnnounced() {
        return announced;
    }

    /** Lets the agent's last words be heard, then ends the call. */
    void begin(EndReason reason) {
        if (parts.progress.is(CallView.State.ENDING)) {
            return;
        }
        parts.progress.becomes(CallView.State.ENDING);
        parts.ticks.guard(null);
        parts.timers.cancel(ENDING);
        parts.succession.ends();
        parts.show();
        Duration atMost = parts.plan.settings().playOutWithin();
        parts.media.whenPlayedOut(atMost, () -> parts.context.getSelf().tell(new CallCommand.Finish(reason)));
    }

    /** They are heard. True: the carrier is taking the call out of its stream, and its answer is to be waited for. */
    boolean areOver(EndReason reason) {
        boolean redirects = reason == EndReason.TRANSFER && parts.transfer.redirects(CallCommand.Redirected::new);
        if (redirects) {
            parts.timers.startSingleTimer(
                    ENDING, new CallCommand.Redirected(CarrierRedirect.Result.UNKNOWN), Transfer.REDIRECT_WITHIN);
        }
        return redirects;
    }
}
