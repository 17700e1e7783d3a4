package callgateway.admission;

import java.time.Duration;

/** What a caller is told who asks for an agent. */
public sealed interface Answer {
    /** There is a slot for this call; it is kept for a while. */
    record Granted() implements Answer {}

    /**
     * The caller waits.
     *
     * @param position place in the pool's line; 1 is the head
     * @param depth callers in that line, this one included
     * @param eta how long it will probably take, from how fast slots came free of late
     * @param place the same, for another node
     */
    record Queued(int position, int depth, Duration eta, Place place) implements Answer {}

    /**
     * There is no slot and no place in a line: the caller goes where the pool sends such callers.
     *
     * @param full what has no room; of several the widest
     * @param retryAfter when it may be worth asking again
     */
    record Refused(Reason reason, Scope full, Duration retryAfter) implements Answer {}

    /** Why a caller may not even wait. */
    enum Reason {
        /** The pool has no line. */
        NO_LINE,
        /** The line is as long as it may be. */
        LINE_FULL,
        /** The caller has waited for as long as the pool allows. */
        WAITED_TOO_LONG,
        /** The agent's service refuses the key: nobody gets through. */
        KEY_REFUSED,
        /** The agent's service takes nobody for longer than this caller would wait. */
        SERVICE_CLOSED
    }
}
