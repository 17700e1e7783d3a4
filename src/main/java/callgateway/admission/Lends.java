package callgateway.admission;

import callgateway.admission.share.Amounts;

/** Counts what a node is lent and gives back, from what it believes before and after. Belongs to one thread. */
final class Lends {
    private final AdmissionMonitor monitor;

    Lends(AdmissionMonitor monitor) {
        this.monitor = monitor;
    }

    void count(Lend what) {
        monitor.lent(what, 1);
    }

    /** It was told what it may have. */
    void told(Amounts before, Amounts after, boolean anyoneWaits) {
        int more = 0;
        int less = 0;
        for (String budget : after.slots().keySet()) {
            if (Budgets.isOfThePlan(budget)) {
                int had = before.slots().containsKey(budget) ? before.of(budget) : 0;
                int change = after.of(budget) - had;
                more += Math.max(0, change);
                less += Math.max(0, -change);
            }
        }
        count(anyoneWaits ? Lend.Granted.WANTED : Lend.Granted.SPARE, more);
        count(Lend.Returned.RECALLED, less);
    }

    /**
     * It came down by itself.
     *
     * @param most what it was told it may have
     */
    void cameDown(Amounts before, Amounts after, Amounts most) {
        int recalled = 0;
        int free = 0;
        for (String budget : before.slots().keySet()) {
            if (Budgets.isOfThePlan(budget)) {
                int down = before.of(budget) - after.of(budget);
                int wanted =
                        before.of(budget) - Math.max(after.of(budget), Math.min(before.of(budget), most.of(budget)));
                recalled += wanted;
                free += down - wanted;
            }
        }
        count(Lend.Returned.RECALLED, recalled);
        count(Lend.Returned.CAME_FREE, free);
    }

    private void count(Lend what, int slots) {
        if (slots > 0) {
            monitor.lent(what, slots);
        }
    }
}
