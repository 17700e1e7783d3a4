package callgateway.operations;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Whether this node should be sent calls. Any thread. */
public final class Readiness {
    /** What a node is doing. */
    public enum State {
        /** Not yet listening. */
        STARTING,
        /** Taking calls. */
        READY,
        /** Taking no new calls, because an operator empties it; those it has go on. */
        DRAINING,
        /** Taking no more calls. */
        STOPPING
    }

    private volatile State state = State.STARTING;
    private volatile @Nullable Instant drainingSince;
    private volatile boolean forGood;
    private final List<Consumer<State>> watchers = new CopyOnWriteArrayList<>();
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
    public synchronized void become(State next) {
        state = next;
        watchers.forEach(watcher -> watcher.accept(next));
    }

    /** It is ready, unless it has been told to do something else meanwhile. */
    public synchronized void started() {
        if (state == State.STARTING) {
            become(State.READY);
        }
    }

    /** Tells of every change; on the thread that makes it, which must not be kept. */
    public void watch(Consumer<State> watcher) {
        watchers.add(watcher);
    }

    /** Empties the node, and no operator makes it take calls again: the process is going to end. */
    public synchronized void drainForGood() {
        forGood = true;
        if (state != State.STOPPING) {
            drainingSince = isDraining() ? drainingSince : Instant.now();
            become(State.DRAINING);
        }
    }

    /** Whether new calls are to go elsewhere. */
    public boolean isDraining() {
        return state == State.DRAINING;
    }

    /** Since when; null when it is not being emptied. */
    public @Nullable Instant drainingSince() {
        return isDraining() ? drainingSince : null;
    }

    /** For how long it has been emptied, seconds; 0 when it is not. */
    double secondsOfDraining() {
        Instant since = drainingSince();
        return since == null
                ? 0
                : Math.max(0, Duration.between(since, Instant.now()).toMillis() / 1000.0);
    }

    /** Empties the node, or lets it take calls again. Returns false when it is neither ready nor being emptied. */
    public synchronized boolean drain(boolean on) {
        if ((state != State.READY && state != State.DRAINING) || (forGood && !on)) {
            return false;
        }
        if (on != isDraining()) {
            drainingSince = on ? Instant.now() : null;
            become(on ? State.DRAINING : State.READY);
        }
        return true;
    }
}
