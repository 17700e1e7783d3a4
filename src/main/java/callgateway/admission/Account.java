package callgateway.admission;

import org.jspecify.annotations.Nullable;

/**
 * What one scope has and what of it is taken. Accounts stand inside one another, and an inner one may have a part of the
 * outer one kept for it: as long as it has not taken all of that, the rest of it is promised and nobody else gets it.
 */
final class Account {
    final Scope scope;
    private @Nullable Account outer;
    private int cap = Limits.UNLIMITED;
    private int part;
    private int unconfirmed;
    private int permits;
    private int waiting;
    /** What is kept for inner accounts and not taken yet, together. */
    private long promised;

    Account(Scope scope) {
        this.scope = scope;
    }

    /** Whether one more call of {@code inner}, one of the accounts inside this one, leaves all promises whole. */
    boolean admits(Account inner) {
        // Inside its own part a call needs no more than a free slot: where lowered caps have left more promised than
        // there
        // is, those it was promised to must not block each other.
        return hasUnpromised() || (free() >= 1 && inner.hasPartLeftIn(this));
    }

    /** Whether there is a free slot that is kept for nobody. */
    boolean hasUnpromised() {
        return free() - promised >= 1;
    }

    /** Whether {@code other} keeps a part for this account that is not all taken. */
    boolean hasPartLeftIn(Account other) {
        return outer == other && used() < part;
    }

    long free() {
        return (long) cap - used();
    }

    int used() {
        return unconfirmed + permits;
    }

    int cap() {
        return cap;
    }

    int unconfirmed() {
        return unconfirmed;
    }

    int permits() {
        return permits;
    }

    int waiting() {
        return waiting;
    }

    boolean isIdle() {
        return unconfirmed == 0 && permits == 0 && waiting == 0;
    }

    void cap(int cap) {
        this.cap = cap;
    }

    /** Keeps this much of {@code in} for this account from now on, and nothing of the one before. */
    void keep(int slots, @Nullable Account in) {
        if (outer != null) {
            outer.promised -= promise();
        }
        outer = in;
        part = slots;
        if (outer != null) {
            outer.promised += promise();
        }
    }

    void waiting(int by) {
        waiting += by;
    }

    /** Counts slots taken, or given back when {@code by} is negative. */
    void count(boolean confirmed, int by) {
        int before = promise();
        if (confirmed) {
            permits += by;
        } else {
            unconfirmed += by;
        }
        if (outer != null) {
            outer.promised += promise() - before;
        }
    }

    void confirm() {
        unconfirmed--;
        permits++;
    }

    private int promise() {
        return Math.max(0, part - used());
    }
}
