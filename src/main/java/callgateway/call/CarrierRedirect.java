package callgateway.call;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes live calls out of their streams, by the carrier's own API. Any thread; must not block. */
public interface CarrierRedirect {
    /** There is no such API: streams are closed, and the carrier asks. */
    CarrierRedirect NONE = (id, pool, attempt) -> CompletableFuture.completedStage(Result.NOT_DONE);

    /** How it went. */
    enum Result {
        /** The call has left its stream. */
        DONE,
        /** The phone call is over. */
        GONE,
        /** Certainly not. */
        NOT_DONE,
        /** Perhaps. */
        UNKNOWN
    }

    /**
     * Dials a human for the caller; the stream ends with it. Never fails, and is decided within a few seconds.
     *
     * @param attempt to a number or a SIP address
     */
    CompletionStage<Result> dial(CallId id, CalledPool pool, TransferAttempt attempt);
}
