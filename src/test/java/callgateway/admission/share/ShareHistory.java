package callgateway.admission.share;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * What happened, as somebody saw it who knows nothing of shares: who got a slot and when, and when it was over. Says what is
 * wrong with it.
 *
 * <p>Two pools: {@code a} has a cap and a part of the plan reserved, {@code b} has neither.
 */
final class ShareHistory {
    static final int PLAN = 12;
    static final int POOL_A = 8;
    private static final int PART_A = 3;

    private record Held(String node, String pool) {}

    private final Map<Long, Held> held = new HashMap<>();
    /** Plan caps that may be in force: the last one that was complete, and those commanded since. */
    private final TreeSet<Integer> plans = new TreeSet<>();

    private final StringBuilder last = new StringBuilder();
    private int admissions;

    ShareHistory() {
        plans.add(PLAN);
    }

    static final class Wrong extends AssertionError {
        private static final long serialVersionUID = 1;

        Wrong(String message) {
            super(message);
        }
    }

    static int part(int plan) {
        return PART_A * plan / PLAN;
    }

    void admitted(long at, String node, String pool, long call) {
        note(at, node + " admits " + call + " of " + pool);
        admissions++;
        if (held.put(call, new Held(node, pool)) != null) {
            throw wrong("call " + call + " was admitted twice");
        }
        long ofA = count("a");
        long ofB = count("b");
        if (ofA + ofB > plans.last()) {
            throw wrong((ofA + ofB) + " slots taken, the plan has " + plans);
        }
        if (ofA > POOL_A) {
            throw wrong(ofA + " slots of pool a taken, its cap is " + POOL_A);
        }
        if (plans.stream().noneMatch(plan -> Math.max(0, ofA - part(plan)) + ofB <= plan - part(plan))) {
            throw wrong(ofA + " of a and " + ofB + " of b: what is reserved for a was not kept, of " + plans);
        }
    }

    void ended(long at, String node, long call) {
        note(at, node + " is rid of " + call);
        if (held.remove(call) == null) {
            throw wrong("call " + call + " ended twice");
        }
    }

    void died(long at, String node) {
        note(at, node + " dies");
        held.values().removeIf(one -> one.node.equals(node));
    }

    void commanded(long at, int plan) {
        note(at, "plan is to be " + plan);
        plans.add(plan);
    }

    void complete(long at, int plan) {
        if (plans.size() > 1) {
            note(at, "plan is " + plan);
        }
        plans.clear();
        plans.add(plan);
    }

    void note(long at, String what) {
        last.append(at).append(' ').append(what).append('\n');
        if (last.length() > 40_000) {
            last.delete(0, 20_000);
        }
    }

    int admissions() {
        return admissions;
    }

    int held() {
        return held.size();
    }

    Wrong wrong(String what) {
        String tail = last.substring(Math.max(0, last.length() - 3000));
        return new Wrong(what + "; before that:\n" + tail);
    }

    private long count(String pool) {
        return held.values().stream().filter(one -> one.pool.equals(pool)).count();
    }
}
