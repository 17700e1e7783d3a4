package callgateway.operations;

import callgateway.admission.Scope;
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

    /** A place that is kept. */
    interface Place {
        /** The call that takes it is being placed. */
        void takenBy(String callSid);

        /** No call takes it: the carrier has certainly not placed it. */
        void givenBack();
    }
}
