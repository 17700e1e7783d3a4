package callgateway.admission.share;

import java.util.List;

/**
 * Callers who wait at one node for the same.
 *
 * @param needs of each inner list they need one slot, of whichever budget has one
 * @param ages how long each has waited, ms, the longest first; only as many as matter
 */
public record Wait(List<List<String>> needs, List<Long> ages) {
    /** Keeps its own. */
    public Wait {
        needs = needs.stream().map(List::copyOf).toList();
        ages = List.copyOf(ages);
    }
}
