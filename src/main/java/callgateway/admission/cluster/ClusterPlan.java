package callgateway.admission.cluster;

import callgateway.admission.Budgets;
import callgateway.admission.Knock;
import callgateway.admission.Limits;
import callgateway.admission.PlanLimit;
import callgateway.admission.PlanLimitSettings;
import callgateway.admission.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What all nodes together are held to: what is configured, what operators have changed since, what the agent's service says its
 * plan is, and what it really allows, learnt from its refusals on any node. Belongs to one thread.
 */
final class ClusterPlan {
    private static final String CAP = "cap:";
    private static final String DISCOVERED = "discovered";
    private static final String LEARNT = "learnt";
    private static final String PROBE = "";

    private final PlanLimitSettings pace;
    private PlanLimit plan;
    private Limits limits;
    private int used;

    ClusterPlan(PlanLimitSettings pace, Limits configured) {
        this.pace = pace;
        this.limits = configured;
        this.plan = new PlanLimit(1, pace);
    }

    /** What is configured on the coordinator's node, and what was changed and learnt before, by this coordinator or others. */
    void changed(Limits configured, SortedMap<String, Integer> settings) {
        Limits all = configured;
        int known = configured.plan() == Limits.UNLIMITED
                ? settings.getOrDefault(DISCOVERED, configured.node())
                : Math.min(configured.plan(), settings.getOrDefault(DISCOVERED, Limits.UNLIMITED));
        all = all.withCap(Scope.PLAN, known);
        for (Map.Entry<String, Integer> one : settings.entrySet()) {
            if (one.getKey().startsWith(CAP)) {
                all = with(all, one.getKey().substring(CAP.length()), one.getValue());
            }
        }
        int ceiling = Math.max(1, all.plan());
        if (plan.ceiling() != ceiling) {
            plan.ceiling(ceiling);
        }
        limits = all;
    }

    /** In office: goes on with what the one before has learnt. */
    void takeOver(Limits configured, SortedMap<String, Integer> settings) {
        plan = new PlanLimit(1, pace);
        changed(configured, settings);
        plan.learnt(settings.getOrDefault(LEARNT, Limits.UNLIMITED));
    }

    private static Limits with(Limits limits, String scope, int cap) {
        try {
            return limits.withCap(Scope.parse(scope), cap);
        } catch (IllegalArgumentException e) {
            // A number that this node's configuration does not have.
            return limits;
        }
    }

    /** What is to be changed for another cap. Throws {@link IllegalArgumentException} with what is wrong with it. */
    Map<String, Integer> cap(String scope, int slots) {
        Scope parsed = Scope.parse(scope);
        limits.withCap(parsed, slots);
        return Map.of(CAP + parsed, slots);
    }

    Map<String, Integer> discovered(int sessions) {
        return Map.of(DISCOVERED, sessions);
    }

    /** A call was turned away on some node, beside so many sessions on all of them. */
    void turnedAway(String limit, long retryAfterMillis, Instant wall, long now) {
        Optional<Duration> after =
                retryAfterMillis == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(retryAfterMillis));
        plan.knocked(PROBE, new Knock.Refused(Knock.Limit.valueOf(limit), after, used, wall), now);
    }

    /** Once a second. Returns what is to be changed for the next coordinator to know it. */
    Map<String, Integer> tick(int usedNow, boolean heldBack, long now) {
        used = usedNow;
        if (plan.state(now) != PlanLimit.State.OPEN && now >= plan.closedUntil()) {
            // Who knocks when is the nodes' business; here only the size is learnt.
            plan.mayKnock(PROBE, now);
            plan.knocked(PROBE, new Knock.Accepted(), now);
        }
        plan.tick(heldBack && used >= plan.limit(), now);
        return Map.of(LEARNT, plan.limit() == plan.ceiling() ? Limits.UNLIMITED : plan.limit());
    }

    /** How long the agent's service is to be left alone. */
    long pausedMillis(long now) {
        return plan.state(now) == PlanLimit.State.OPEN ? 0 : Math.max(0, plan.closedUntil() - now);
    }

    Limits limits() {
        return limits;
    }

    /** By budget. */
    Map<String, Integer> budgets() {
        return Budgets.of(limits, plan.limit());
    }
}
