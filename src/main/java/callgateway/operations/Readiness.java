package callgateway.operations;

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

    /** What it is doing now. */
    public State state() {
        return state;
    }

    /** It does something else from now on. */
    public void become(State next) {
        state = next;
    }
}
