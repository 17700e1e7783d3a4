package callgateway.operations;

import org.jspecify.annotations.Nullable;

/** Whether this node should be sent calls. Any thread. */
public final class Readiness {
    /** What a node is doing. */
    public enum State {
        /** Not yet listening. */
        STARTING,
        /** Taking calls. */
        READY,
        /** Taking no more calls. */
        STOPPING
    }

    private volatile State state = State.STARTING;
    private volatile @Nullable String warning;

    /** What it is doing now. */
    public State state() {
        return state;
    }

    /** What an operator has to mend though calls are taken; null when there is nothing. */
    public @Nullable String warning() {
        return warning;
    }

    /** Something needs mending, or with null nothing does any more. */
    public void warn(@Nullable String what) {
        warning = what;
    }

    /** It does something else from now on. */
    public void become(State next) {
        state = next;
    }
}
