package callgateway.admission;

import callgateway.admission.share.ToNode;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides whether a caller gets an agent now: the {@link Ledger} of slots and lines, what the agent's service
 * allows ({@link PlanLimit}), and whether it takes the key at all ({@link KeyBreaker}).
 *
 * <p>Times are milliseconds of one clock that does not go back. Belongs to one thread.
 */
final class FrontDesk {
    private static final Duration KEY_FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration KEY_LONGEST_PAUSE = Duration.ofMinutes(2);
    private static final Duration KEY_PROBE_WITHIN = Duration.ofSeconds(45);

    /**
     * A pause as short as this does not stop the line: whoever is let in meanwhile needs about as long to arrive, and waits
     * for the rest of it with the stream open.
     */
    private static final long SOON_MILLIS = 2000;

    private final AdmissionMonitor monitor;
    private final Ledger ledger;
    private final PlanLimit plan;
    private final KeyBreaker key = new KeyBreaker(KEY_FIRST_PAUSE, KEY_LONGEST_PAUSE, KEY_PROBE_WITHIN);
    private final Turnover turnover = new Turnover();
    private final int configuredPlan;
    /** Only where this node is one of several. */
    private final @Nullable Shares shares;

    private ClusterUse clusterUse = ClusterUse.UNKNOWN;

    /** @param limits with {@link Limits#UNLIMITED} as the plan when it is not known yet: then the node's cap holds */
    FrontDesk(Limits limits, PlanLimitSettings pace, AdmissionMonitor monitor) {
        this(limits, pace, monitor, null);
    }

    /** @param together what this node needs to be one of several; null when it is alone */
    FrontDesk(Limits limits, PlanLimitSettings pace, AdmissionMonitor monitor, @Nullable SharePlan together) {
        this.monitor = monitor;
        this.configuredPlan = limits.plan();
        Limits known = limits.withCap(Scope.PLAN, Math.min(limits.plan(), limits.node()));
        this.plan = new PlanLimit(Math.max(1, known.plan()), pace);
        this.ledger = new Ledger(known);
        this.shares = together == null ? null : new Shares(together, known, ledger, monitor);
    }

    // -- other nodes

    /** Word from whoever lends slots to this node. */
    void heard(ToNode said, long now) {
        if (shares != null) {
            sync(now);
            shares.heard(said, now);
            admitWaiting(now);
            shares.tick(now);
        }
    }

    /** To be called many times a second where there are other nodes. */
    void shareTick(long now) {
        if (shares != null) {
            sync(now);
            shares.tick(now);
        }
    }

    /** What all nodes have together. */
    void cluster(ClusterUse use, int planLimit, long pausedMillis, long now) {
        clusterUse = use;
        plan.ceiling(Math.max(1, planLimit));
        if (pausedMillis > 0) {
            plan.leaveAlone(now + pausedMillis, now);
            planChanged(now);
        }
    }

    /** Whether slots are wanted for callers to come. */
    void wantsSpare(boolean wanted) {
        if (shares != null) {
            shares.wantsSpare(wanted);
        }
    }

    /**
     * As {@link #ask}, for one who can wait a moment; empty when this node has no slot for it and another one may have: then it
     * is to be asked again soon, and is not to be forgotten.
     */
    Optional<Answer> askPatiently(String callSid, Claim claim, Place place, boolean last, long now) {
        boolean isNew = ledger.claim(callSid).isEmpty();
        Answer answer = decide(callSid, claim, place, now);
        if (shares != null) {
            Lend.Refused why = last ? Lend.Refused.TOO_LATE : nothingElsewhere(answer, claim, now);
            if (why == null) {
                shares.asks(callSid, claim, now);
                return Optional.empty();
            }
            shares.answered(callSid, answer, isNew, why);
        }
        return Optional.of(counted(claim, answer));
    }

    /** Why no other node's slot can change this answer; null when one may. */
    private Lend.@Nullable Refused nothingElsewhere(Answer answer, Claim claim, long now) {
        boolean ofUs = answer instanceof Answer.Queued
                || (answer instanceof Answer.Refused refused
                        && (refused.reason() == Answer.Reason.NO_LINE || refused.reason() == Answer.Reason.LINE_FULL));
        if (!ofUs || plan.state(now) != PlanLimit.State.OPEN) {
            return Lend.Refused.HELD_OFF;
        }
        return clusterUse.hasRoomFor(claim) ? null : Lend.Refused.NO_ROOM;
    }

    /** To be called before anything is decided: what this node may have changes with time. */
    private void sync(long now) {
        if (shares != null) {
            shares.sync(now);
        }
    }

    // -- callers

    Answer ask(String callSid, Claim claim, long now) {
        return counted(claim, decide(callSid, claim, Place.NEW, now));
    }

    /** Whoever is refused goes elsewhere with this answer. */
    private Answer counted(Claim claim, Answer answer) {
        if (answer instanceof Answer.Refused refused) {
            monitor.overflowed(claim.pool(), refused.reason());
        }
        return answer;
    }

    /**
     * A caller comes back who had an agent, or a slot, before: if there is none now it stands before all others who wait, and
     * never above a cap. What becomes of it is for {@link #ask} to say.
     */
    void comesBack(String callSid, Claim claim, long now) {
        sync(now);
        boolean line = ledger.limits().pool(claim.pool()).maxDepth() > 0;
        if (!line || ledger.claim(callSid).isPresent() || barred(callSid, claim, now) != null) {
            return;
        }
        ledger.askFirst(callSid, claim, now);
        admitWaiting(now);
        if (!ledger.holds(callSid)) {
            monitor.queued(claim.pool());
        }
    }

    private Answer decide(String callSid, Claim claim, Place place, long now) {
        sync(now);
        Answer.Refused barred = barred(callSid, claim, now);
        if (barred != null) {
            return barred;
        }
        boolean held = ledger.holds(callSid);
        boolean waited = ledger.claim(callSid).isPresent();
        Outcome outcome = ledger.ask(callSid, claim, place, now);
        if (outcome instanceof Outcome.Queued) {
            admitWaiting(now);
            outcome = ledger.ask(callSid, claim, now);
        }
        if (outcome instanceof Outcome.Granted && !held && !key.mayKnock(callSid, now)) {
            ledger.release(callSid);
            return keyRefused(now);
        }
        if (shares != null && !waited) {
            shares.came(outcome instanceof Outcome.Granted);
        }
        if (!waited && outcome instanceof Outcome.Granted granted && granted.fresh()) {
            monitor.admitted(claim.pool(), Duration.ZERO);
        } else if (!waited && outcome instanceof Outcome.Queued) {
            monitor.queued(claim.pool());
        }
        return answer(outcome, ledger.place(callSid, now));
    }

    /** Asks for one who would not wait: for a call that is still to be placed. */
    Answer reserve(String id, Claim claim, long now) {
        sync(now);
        Answer.Refused barred = barred(id, claim, now);
        if (barred != null) {
            return counted(claim, barred);
        }
        if (ledger.ask(id, claim, now) instanceof Outcome.Granted) {
            monitor.admitted(claim.pool(), Duration.ZERO);
            return new Answer.Granted();
        }
        ledger.leave(id);
        return counted(claim, refused(Answer.Reason.NO_LINE, fullFor(claim), turnover.eta(1)));
    }

    /** The widest scope without room for this claim; the plan, when it is what others wait for. */
    private Scope fullFor(Claim claim) {
        Set<Scope> asked = Set.of(Scope.NODE, Scope.pool(claim.pool()), Scope.number(claim.number()));
        return ledger.snapshot().scopes().stream()
                .filter(row -> asked.contains(row.scope()) && row.used() >= row.effectiveCap())
                .map(Snapshot.Row::scope)
                .findFirst()
                .filter(scope -> ledger.use(Scope.PLAN) < plan.limit())
                .orElse(Scope.PLAN);
    }

    /** The call that a slot was reserved for is being placed; it lives from now on, though nobody has answered. */
    void placed(String id, String callSid, long now) {
        if (ledger.rename(id, callSid)) {
            ledger.confirm(callSid, now);
        } else {
            over(id, now);
        }
    }

    /** Asks for a caller that should be waiting. One that is not known any more is to ask anew; so says the empty answer. */
    Optional<Answer> poll(String callSid, long now) {
        if (ledger.holds(callSid)) {
            return Optional.of(new Answer.Granted());
        }
        Optional<Claim> claim = ledger.claim(callSid);
        if (claim.isEmpty()) {
            return Optional.empty();
        }
        // Whoever is refused here comes out of the line and asks.
        return Optional.of(decide(callSid, claim.get(), Place.NEW, now));
    }

    private Answer.@Nullable Refused barred(String callSid, Claim claim, long now) {
        if (ledger.holds(callSid)) {
            return null;
        }
        if (key.fault().isPresent() && !key.mayKnock(callSid, now)) {
            ledger.leave(callSid);
            return keyRefused(now);
        }
        long closedFor = plan.closedUntil() - now;
        boolean outlasts = plan.state(now) != PlanLimit.State.OPEN
                && closedFor > ledger.limits().pool(claim.pool()).maxWait().toMillis();
        // While it lasts single callers may still try whether it is over: the first in line does.
        boolean mayTry =
                plan.state(now) == PlanLimit.State.PROBING && plan.prober(now).isEmpty();
        if (outlasts && !mayTry) {
            ledger.leave(callSid);
            return refused(Answer.Reason.SERVICE_CLOSED, Scope.PLAN, Duration.ofMillis(closedFor));
        }
        return null;
    }

    private Answer.Refused keyRefused(long now) {
        return refused(Answer.Reason.KEY_REFUSED, Scope.PLAN, Duration.ofMillis(key.openUntil() - now));
    }

    private static Answer.Refused refused(Answer.Reason reason, Scope full, Duration retryAfter) {
        Duration least = Duration.ofSeconds(1);
        return new Answer.Refused(reason, full, retryAfter.compareTo(least) < 0 ? least : retryAfter);
    }

    private Answer answer(Outcome outcome, Place place) {
        if (outcome instanceof Outcome.Queued queued) {
            return new Answer.Queued(queued.position(), queued.depth(), turnover.eta(queued.position()), place);
        }
        if (outcome instanceof Outcome.Refused refused) {
            Answer.Reason reason =
                    switch (refused.why()) {
                        case NO_LINE -> Answer.Reason.NO_LINE;
                        case LINE_FULL -> Answer.Reason.LINE_FULL;
                        case WAITED_TOO_LONG -> Answer.Reason.WAITED_TOO_LONG;
                    };
            return refused(reason, refused.full(), turnover.eta(1));
        }
        return new Answer.Granted();
    }

    // -- calls

    /** The media stream has started: the slot is a permit from now on. */
    Knocking started(String callSid, long now) {
        if (!ledger.confirm(callSid, now)) {
            return Knocking.NEVER;
        }
        return mayKnock(callSid, now);
    }

    /** As {@link #started}, for one that was told to wait. */
    Knocking mayKnock(String callSid, long now) {
        if (!ledger.holds(callSid)) {
            return Knocking.NEVER;
        }
        if (plan.mayKnock(callSid, now) && key.mayKnock(callSid, now)) {
            return Knocking.NOW;
        }
        if (key.fault().isEmpty() && isSoonOver(now)) {
            return Knocking.LATER;
        }
        turnBack(callSid, now);
        return Knocking.NEVER;
    }

    /** A call that has a slot does not get to knock: it is in its line again, before all others. */
    void turnBack(String callSid, long now) {
        sync(now);
        backToLine(callSid, now);
        admitWaiting(now);
    }

    /** Whether somebody who is let in now will be able to knock by the time the media stream has started. */
    private boolean isSoonOver(long now) {
        return plan.closedUntil() - now <= SOON_MILLIS;
    }

    void alive(Set<String> callSids, long now) {
        callSids.forEach(callSid -> ledger.renew(callSid, now));
    }

    void over(String callSid, long now) {
        sync(now);
        if (shares != null) {
            shares.gone(callSid);
        }
        boolean freed = ledger.release(callSid).isPresent();
        boolean waited = ledger.position(callSid).isPresent();
        if (!freed && ledger.leave(callSid) && waited) {
            monitor.abandoned();
        }
        if (freed) {
            turnover.freed(now);
        }
        // One that was to try and is gone must not keep the others from trying.
        plan.knocked(callSid, new Knock.Undecided(), now);
        key.undecided(callSid);
        planChanged(now);
        admitWaiting(now);
    }

    void knocked(String callSid, Knock knock, long now) {
        sync(now);
        if (knock instanceof Knock.Accepted && key.accepted()) {
            monitor.keyAccepted();
        }
        plan.knocked(callSid, knock, now);
        if (knock instanceof Knock.Refused refused) {
            monitor.turnedAway(refused.limit());
            backToLine(callSid, now);
        }
        planChanged(now);
        admitWaiting(now);
    }

    /** Returns whether that is news. */
    boolean keyRefused(String callSid, KeyFault fault, long now) {
        plan.knocked(callSid, new Knock.Undecided(), now);
        boolean news = key.refused(callSid, fault, now);
        if (news) {
            monitor.keyRefused(fault);
        }
        return news;
    }

    private void backToLine(String callSid, long now) {
        ledger.claim(callSid).ifPresent(claim -> {
            if (ledger.limits().pool(claim.pool()).maxDepth() > 0) {
                ledger.askFirst(callSid, claim, now);
            } else {
                // A pool without a line keeps nobody waiting, not even those who had a slot.
                ledger.release(callSid);
            }
        });
    }

    // -- time and limits

    /** To be called once a second: ends what was not heard of, lets the limit grow, lets in whom it can. */
    void tick(long now) {
        sync(now);
        for (Expired gone : ledger.expire(now)) {
            monitor.expired(gone.kind());
            if (gone.kind() == Expired.Kind.UNCONFIRMED || gone.kind() == Expired.Kind.NOT_RENEWED) {
                plan.knocked(gone.callSid(), new Knock.Undecided(), now);
                key.undecided(gone.callSid());
                turnover.freed(now);
            }
        }
        plan.tick(ledger.anyoneWaits() && ledger.use(Scope.PLAN) >= plan.limit(), now);
        planChanged(now);
        admitWaiting(now);
        monitor.capacity(capacity(now));
    }

    void limits(Limits limits, long now) {
        // The plan is not part of what is read again: it may have been discovered since.
        ledger.limits(limits.withCap(Scope.PLAN, ledger.limits().plan()));
        if (shares != null) {
            shares.configured(ledger.limits());
        }
        admitWaiting(now);
    }

    void cap(Scope scope, int slots, long now) {
        ledger.cap(scope, slots);
        if (scope.kind() == Scope.Kind.PLAN) {
            plan.ceiling(Math.max(1, slots));
        }
        if (shares != null) {
            shares.configured(ledger.limits());
        }
        planChanged(now);
        admitWaiting(now);
    }

    /** The agent's service says how many sessions the plan allows. */
    void discovered(int sessions, long now) {
        cap(Scope.PLAN, Math.min(sessions, configuredPlan), now);
    }

    Capacity capacity(long now) {
        ClusterUse together = shares == null ? null : clusterUse.seen(shares.heardMillis(now), shares.isValid(now));
        return new Capacity(ledger.snapshot(), plan.state(now), plan.limit(), plan.ceiling(), key.fault(), together);
    }

    private void planChanged(long now) {
        // Of several nodes the one that lends knows what the plan allows, and lends no more.
        ledger.effectivePlan(shares == null ? plan.limit() : Limits.UNLIMITED);
        ledger.open(plan.state(now) == PlanLimit.State.OPEN || isSoonOver(now));
    }

    private void admitWaiting(long now) {
        sync(now);
        if (plan.state(now) == PlanLimit.State.OPEN || isSoonOver(now)) {
            ledger.promote(now).forEach(this::admitted);
        } else if (plan.state(now) == PlanLimit.State.PROBING
                && plan.prober(now).isEmpty()) {
            ledger.promoteOne(now).ifPresent(one -> {
                plan.mayKnock(one.callSid(), now);
                admitted(one);
            });
        }
    }

    private void admitted(Promotion promotion) {
        monitor.admitted(promotion.claim().pool(), Duration.ofMillis(promotion.waitedMillis()));
    }
}
