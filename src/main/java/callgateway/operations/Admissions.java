package callgateway.operations;

import callgateway.admission.Scope;
import callgateway.routing.Transfers;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Whether a call may be placed. Any thread; must not block. */
@FunctionalInterface
public interface Admissions {
    /**
     * Asks for a place before anybody's phone rings.
     *
     * @param from the gateway's number
     * @param to who is to be called
     */
    CompletionStage<Verdict> mayPlace(String from, String to);

    /** The answer. */
    sealed interface Verdict {}

    /**
     * It may.
     *
     * @param place kept for the call; one that is told nothing expires by itself
     */
    record Granted(Place place) implements Verdict {}

    /**
     * It may not.
     *
     * @param scope what is full
     * @param retryAfter when a place may be free
     */
    record Full(Scope scope, Duration retryAfter) implements Verdict {}

    /** That number may not be dialled, by the list of the pool that {@code from} belongs to. */
    record Barred(Transfers.Refusal why) implements Verdict {}

    /** A place that is kept. */
    interface Place {
        /** The call that takes it is being placed. */
        void takenBy(String callSid);

        /** No call takes it: the carrier has certainly not placed it. */
        void givenBack();
    }
}
