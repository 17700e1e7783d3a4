package callgateway.rest;

import java.time.Duration;

/** What requests to Twilio tell whoever counts them. Called on the actor: must not block. */
public interface RestMonitor {
    /**
     * A request has its outcome.
     *
     * @param took from the request to the outcome, waiting and repetitions included
     */
    void finished(RestOperation operation, RestOutcome.Kind outcome, Duration took);

    /**
     * As {@link #finished}, of a request about a call that is known.
     *
     * @param callSid the call; empty when it was still to be placed
     */
    default void finished(String callSid, RestOperation operation, RestOutcome.Kind outcome, Duration took) {
        finished(operation, outcome, took);
    }

    /** A request is going to be made again. */
    void repeated(RestOperation operation);

    /** So many requests wait now, for a thread or for their next attempt. */
    void waiting(int requests);
}
