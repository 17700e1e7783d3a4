package callgateway.call.media;

/**
 * Counts the flushes of a call. Agent audio is stamped when it comes in, and checked last before it leaves: what was
 * stamped before the latest flush never reaches the caller, wherever in the graph it was.
 */
final class Epoch {
    private int current;

    int current() {
        return current;
    }

    void advance() {
        current++;
    }

    boolean isOver(int epoch) {
        return epoch != current;
    }
}
