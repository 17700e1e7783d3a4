package callgateway.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * To whom callers have been handed over and what became of it, for as long as their phone calls may last; of too many the
 * oldest is forgotten. Belongs to {@link Calls}.
 */
final class TransferLog {
    private static final int MOST = 20_000;
    private static final long KEEP_NANOS = Duration.ofHours(4).toNanos();

    private final Map<String, History> histories = new LinkedHashMap<>();

    private static final class History {
        private final List<Entry> entries = new ArrayList<>();
        private long untilNanos;

        Entry last() {
            return entries.get(entries.size() - 1);
        }
    }

    private record Entry(TransferAttempt attempt, @Nullable TransferOutcome outcome) {}

    /** A caller is to be handed over. */
    void begins(String callSid, TransferAttempt attempt, long nowNanos) {
        History history = histories.remove(callSid);
        if (history == null) {
            history = new History();
        }
        history.entries.add(new Entry(attempt, null));
        history.untilNanos = nowNanos + KEEP_NANOS;
        histories.put(callSid, history);
        if (histories.size() > MOST) {
            Iterator<String> oldest = histories.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** The latest; null when there was none. */
    @Nullable
    TransferAttempt latest(String callSid) {
        History history = histories.get(callSid);
        return history == null ? null : history.last().attempt;
    }

    /** What became of the latest; null while that is open. */
    @Nullable
    TransferOutcome outcome(String callSid) {
        History history = histories.get(callSid);
        return history == null ? null : history.last().outcome;
    }

    /** How often the caller has been handed over. */
    int count(String callSid) {
        History history = histories.get(callSid);
        return history == null ? 0 : history.entries.size();
    }

    /** Returns whether that is news: of the latest, and for the first time. */
    boolean ends(String callSid, int number, TransferOutcome outcome) {
        History history = histories.get(callSid);
        if (history == null
                || history.last().outcome != null
                || history.last().attempt.number() != number) {
            return false;
        }
        history.entries.set(history.entries.size() - 1, new Entry(history.last().attempt, outcome));
        return true;
    }

    void forget(String callSid) {
        histories.remove(callSid);
    }

    void sweep(long nowNanos) {
        // They are in the order of their times.
        Iterator<History> oldest = histories.values().iterator();
        while (oldest.hasNext() && oldest.next().untilNanos - nowNanos < 0) {
            oldest.remove();
        }
    }
}
