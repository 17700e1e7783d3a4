package callgateway.admission;

import org.jspecify.annotations.Nullable;

/** Calls in the order in which they were last heard of, so that the silent ones are found without a look at the others. */
final class Recency {
    private @Nullable Entry oldest;
    private @Nullable Entry newest;

    void add(Entry entry, long now) {
        entry.heardMillis = now;
        entry.heardBefore = newest;
        entry.heardAfter = null;
        if (newest == null) {
            oldest = entry;
        } else {
            newest.heardAfter = entry;
        }
        newest = entry;
    }

    void remove(Entry entry) {
        Entry before = entry.heardBefore;
        Entry after = entry.heardAfter;
        if (before == null) {
            oldest = after;
        } else {
            before.heardAfter = after;
        }
        if (after == null) {
            newest = before;
        } else {
            after.heardBefore = before;
        }
    }

    void heard(Entry entry, long now) {
        remove(entry);
        add(entry, now);
    }

    /** One that was last heard of at {@code then} or before; null when there is none. */
    @Nullable
    Entry silentSince(long then) {
        return oldest != null && oldest.heardMillis <= then ? oldest : null;
    }
}
