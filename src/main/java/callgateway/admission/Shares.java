package callgateway.admission;

import callgateway.admission.share.Amounts;
import callgateway.admission.share.NodeShare;
import callgateway.admission.share.Report;
import callgateway.admission.share.ToNode;
import callgateway.admission.share.Wait;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * This node's part of the cluster's caps: holds the ledger to it, and says what it is used for and who waits.
 *
 * <p>Times are milliseconds of one clock that does not go back. Belongs to one thread.
 */
final class Shares {
    private static final int MOST_WAITING = 64;
    private static final long HEARTBEAT_MILLIS = 250;

    private final NodeShare share;
    private final Ledger ledger;
    private final ShareLink link;
    private final Lends lends;
    /** Callers who are not to be turned away while there may be a slot elsewhere. */
    private final Map<String, Asking> asking = new LinkedHashMap<>();

    private Limits configured;
    private Amounts held = Amounts.NOTHING;
    private boolean stirred = true;
    private boolean wantsSpare = true;
    private long reportedAt = Long.MIN_VALUE / 2;
    private double coming;
    private int came;

    private record Asking(Claim claim, long since) {}

    Shares(SharePlan plan, Limits configured, Ledger ledger, AdmissionMonitor monitor) {
        this.share = new NodeShare(plan.node(), plan.incarnation());
        this.link = plan.link();
        this.ledger = ledger;
        this.lends = new Lends(monitor);
        this.configured = configured;
        ledger.hold(Budgets.held(configured, held));
    }

    /** Other pools and numbers. */
    void configured(Limits changed) {
        configured = changed;
        ledger.hold(Budgets.held(configured, held));
    }

    /** To be called before anybody is admitted, and after anybody has gone: what is held back may have changed. */
    void sync(long now) {
        Amounts before = share.belief();
        share.used(use(Amounts.NOTHING), now);
        if (!share.belief().equals(before)) {
            stirred = true;
            lends.cameDown(before, share.belief(), share.most());
        }
        Amounts may = share.allowed(now);
        if (!may.equals(held)) {
            held = may;
            ledger.hold(Budgets.held(configured, held));
        }
    }

    /** Word from the coordinator; {@link #sync} is due. */
    void heard(ToNode said, long now) {
        Amounts before = share.belief();
        boolean news = said instanceof ToNode.Told told
                ? share.heard(told, use(told.most()), now)
                : share.heard((ToNode.Hello) said, now);
        stirred |= news;
        if (news) {
            lends.told(before, share.belief(), ledger.anyoneWaits() || !asking.isEmpty());
        }
    }

    /** A caller came; if it did not get a slot, that is worth a word at once. */
    void came(boolean admitted) {
        came++;
        stirred |= !admitted;
    }

    /** A caller is to be told only when it is clear that no slot comes from elsewhere. */
    void asks(String callSid, Claim claim, long now) {
        if (asking.putIfAbsent(callSid, new Asking(claim, now)) == null) {
            lends.count(Lend.Asked.CALLER);
        }
        stirred = true;
    }

    /**
     * A caller is told now.
     *
     * @param isNew whether it had neither slot nor place before
     * @param why no slot was waited for, or no longer
     */
    void answered(String callSid, Answer answer, boolean isNew, Lend.Refused why) {
        boolean asked = asking.remove(callSid) != null;
        if (asked && !(answer instanceof Answer.Granted)) {
            lends.count(why);
        } else if (!asked && isNew && answer instanceof Answer.Queued) {
            lends.count(Lend.Asked.LINE);
        }
    }

    /** That caller is gone. */
    void gone(String callSid) {
        if (asking.remove(callSid) != null) {
            lends.count(Lend.Refused.CALLER_GONE);
        }
    }

    /** Whether slots are wanted for callers to come, or none but for those who are here. */
    void wantsSpare(boolean wanted) {
        wantsSpare = wanted;
        stirred = true;
    }

    /** To be called many times a second: says what there is to say. */
    void tick(long now) {
        if (stirred || now - reportedAt >= HEARTBEAT_MILLIS) {
            stirred = false;
            reportedAt = now;
            coming = coming * 0.9 + came;
            came = 0;
            link.report(report(now));
        }
    }

    boolean isValid(long now) {
        return share.isValid(now);
    }

    /** How long ago a coordinator was heard of; -1 when never. */
    long heardMillis(long now) {
        return share.heardAt() < 0 && share.term().number() == 0 ? -1 : now - share.heardAt();
    }

    private Report report(long now) {
        Amounts use = use(Amounts.NOTHING);
        int weight = wantsSpare ? 1 + (int) Math.min(1000, coming) : 0;
        return share.report(use, Budgets.wishes(ledger, share.belief()), waits(now), weight, now);
    }

    private Amounts use(Amounts more) {
        return Budgets.use(ledger, configured, share.belief(), more);
    }

    private List<Wait> waits(long now) {
        Map<List<List<String>>, List<Long>> waits = new LinkedHashMap<>();
        for (Ledger.Waiting one : ledger.waiting(MOST_WAITING, now)) {
            add(waits, one.claim(), one.ageMillis());
        }
        asking.forEach((callSid, one) -> {
            if (ledger.claim(callSid).isEmpty()) {
                add(waits, one.claim, now - one.since);
            }
        });
        return waits.entrySet().stream()
                .map(one -> new Wait(one.getKey(), one.getValue()))
                .toList();
    }

    private void add(Map<List<List<String>>, List<Long>> waits, Claim claim, long age) {
        waits.computeIfAbsent(Budgets.needs(claim, configured), absent -> new ArrayList<>())
                .add(age);
    }
}
