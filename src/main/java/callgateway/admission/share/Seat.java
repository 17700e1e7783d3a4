package callgateway.admission.share;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** A node while it is considered who should have what. */
final class Seat {
    final Apportion.Party party;
    /** What it should have at least: what it uses, and what its waiting callers get. Starts with the use. */
    final Map<String, Long> floor = new HashMap<>();
    /** The outcome. */
    final TreeMap<String, Integer> target = new TreeMap<>();
    /** Since when the earliest of its waiting callers waits who gets a slot. */
    long earliest = Long.MAX_VALUE;

    /** Slots to spare of the budget that is being looked at: now, and if they were spread evenly. */
    long spare;

    long ideal;

    Seat(Apportion.Party party) {
        this.party = party;
    }

    long floor(String budget) {
        Long known = floor.get(budget);
        return known != null ? known : (party.listens() ? party.use() : party.has()).of(budget);
    }

    /** Takes up to {@code most} of what it has to spare above {@code least}. */
    long cut(long least, long most) {
        long cut = Math.max(0, Math.min(most, spare - least));
        spare -= cut;
        return cut;
    }
}
