package callgateway.operations;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
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
    private final Map<String, String> warnings = new ConcurrentSkipListMap<>();

    /** What it is doing now. */
    public State state() {
        return state;
    }

    /** What an operator has to mend though calls are taken; null when there is nothing. */
    public @Nullable String warning() {
        return warnings.isEmpty() ? null : String.join("; ", warnings.values());
    }

    /**
     * Something needs mending, or with null nothing does any more.
     *
     * @param about what it is about: of each there is one warning at a time
     */
    public void warn(String about, @Nullable String what) {
        if (what == null) {
            warnings.remove(about);
        } else {
            warnings.put(about, what);
        }
    }

    /** It does something else from now on. */
    public void become(State next) {
        state = next;
    }
}
