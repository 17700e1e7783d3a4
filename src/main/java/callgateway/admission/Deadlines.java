package callgateway.admission;

import callgateway.admission.Entry.State;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Every call by the time at which something is due, so that what is due is found without a look at the rest. */
final class Deadlines {
    private final Map<State, Recency> bySilence = new EnumMap<>(State.class);
    private final TreeSet<Entry> byOverflow = new TreeSet<>(
            Comparator.<Entry>comparingLong(entry -> entry.overflowMillis).thenComparingLong(entry -> entry.sequence));

    Deadlines() {
        for (State state : State.values()) {
            bySilence.put(state, new Recency());
        }
    }

    /** From now on, in the state it has. */
    void add(Entry entry, long now) {
        in(entry.state).add(entry, now);
        if (entry.state == State.WAITING) {
            setOverflow(entry);
        }
    }

    /** Before its state changes. */
    void remove(Entry entry) {
        in(entry.state).remove(entry);
        if (entry.state == State.WAITING) {
            byOverflow.remove(entry);
        }
    }

    void heard(Entry entry, long now) {
        in(entry.state).heard(entry, now);
    }

    /** The call of this state that was heard of least recently, if that was at {@code then} or before. */
    @Nullable
    Entry silentSince(long then, State state) {
        return in(state).silentSince(then);
    }

    /** A caller who has waited too long by now. */
    @Nullable
    Entry overdue(long now) {
        return byOverflow.isEmpty() || byOverflow.first().overflowMillis > now ? null : byOverflow.first();
    }

    /** After pools have got other limits. */
    void limitsChanged() {
        List<Entry> all = List.copyOf(byOverflow);
        byOverflow.clear();
        all.forEach(this::setOverflow);
    }

    boolean nobodyWaits() {
        return byOverflow.isEmpty();
    }

    private void setOverflow(Entry entry) {
        entry.overflowMillis = entry.joinedMillis + entry.pool.limits.maxWait().toMillis() - entry.waitedMillis;
        byOverflow.add(entry);
    }

    private Recency in(State state) {
        return Objects.requireNonNull(bySilence.get(state));
    }
}
