package callgateway.admission;

/** What a call that asked for a slot gets. */
public sealed interface Outcome {
    /**
     * It has a slot.
     *
     * @param fresh false when it had it before it asked
     */
    record Granted(boolean fresh) implements Outcome {}

    /**
     * It waits.
     *
     * @param position in its pool's line; 1 is the head
     * @param depth callers in that line, this one included
     */
    record Queued(int position, int depth) implements Outcome {}

    /**
     * It gets none, and is sent elsewhere.
     *
     * @param full what had no room; of several the widest
     */
    record Refused(Scope full, Why why) implements Outcome {}

    /** Why a call is not even allowed to wait. */
    enum Why {
        /** Its pool has no line. */
        NO_LINE,
        /** The line is as long as it may be. */
        LINE_FULL,
        /** It has waited for as long as its pool allows. */
        WAITED_TOO_LONG
    }
}
