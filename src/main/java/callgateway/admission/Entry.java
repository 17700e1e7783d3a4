package callgateway.admission;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** One call as the ledger knows it. All of it belongs to the ledger and its parts. */
final class Entry {
    /** Where a call stands. */
    enum State {
        /** Has a slot; its media stream has not started. */
        UNCONFIRMED,
        /** Has a slot and lives. */
        PERMIT,
        /** Stands in its pool's line. */
        WAITING,
        /** Has waited for as long as its pool allows. */
        OVERFLOWED
    }

    String callSid;
    final Claim claim;
    final Pool pool;
    final CalledNumber number;
    State state = State.UNCONFIRMED;

    /** When it was last heard of; and its neighbours in the {@link Recency} of its state. */
    long heardMillis;

    @Nullable
    Entry heardBefore;

    @Nullable
    Entry heardAfter;

    /** The world's line: those who were turned away, then all others, each in the order of their coming. */
    static final Comparator<Entry> BY_PLACE = Comparator.<Entry>comparingInt(entry -> entry.first ? 0 : 1)
            .thenComparingLong(entry -> entry.sinceMillis)
            .thenComparingLong(entry -> entry.sequence);

    /** Whether it was turned away. */
    boolean first;
    /** When it came, as far as its place is concerned: before it came here, if it stood in line elsewhere. */
    long sinceMillis;
    /** Of two who came at once the lower was here first. */
    long sequence;
    /** Its slot in the ranks of its pool. */
    int rank;

    long joinedMillis;
    /** What it had waited before it joined the line this time. */
    long waitedMillis;
    /** When it has waited too long. */
    long overflowMillis;

    /** For an overflowed call: what it has waited for. */
    Scope full = Scope.PLAN;

    Entry(String callSid, Claim claim, Pool pool, CalledNumber number) {
        this.callSid = callSid;
        this.claim = claim;
        this.pool = pool;
        this.number = number;
    }

    boolean hasSlot() {
        return state == State.UNCONFIRMED || state == State.PERMIT;
    }

    long waitedUntil(long now) {
        return waitedMillis + now - joinedMillis;
    }
}
