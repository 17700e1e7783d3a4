package callgateway.admission;

import callgateway.admission.share.Amounts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Caps and reserved parts as budgets of a cluster, and back. A reserved part is a budget of its own, beside what is left of the
 * plan for everybody: a call of its pool takes a slot of either, all others of the latter only. So a part is kept over the whole
 * cluster, and never has to lie idle on a node where nobody of its pool calls.
 *
 * <pre>
 *   plan            the plan without the parts of pools     part:POOL     the part of the plan reserved for a pool
 *   pool:POOL       a pool's cap without parts of numbers   kept:NUMBER   the part of its pool reserved for a number
 *   number:NUMBER   a number's cap
 * </pre>
 */
public final class Budgets {
    /** The plan without reserved parts. */
    public static final String PLAN = "plan";

    private static final String PART = "part:";
    private static final String POOL = "pool:";
    private static final String KEPT = "kept:";
    private static final String NUMBER = "number:";

    private Budgets() {}

    /**
     * The caps of all budgets.
     *
     * @param limits as configured, for the whole cluster
     * @param effectivePlan what the plan allows by experience; parts shrink with it in proportion
     */
    public static Map<String, Integer> of(Limits limits, int effectivePlan) {
        Map<String, Integer> budgets = new TreeMap<>();
        int plan = Math.min(limits.plan(), effectivePlan);
        Map<String, Integer> parts = new HashMap<>();
        limits.pools().forEach((name, pool) -> parts.put(PART + name, pool.part()));
        budgets.put(PLAN, divided(parts, plan, limits.plan(), budgets));
        limits.pools().forEach((name, pool) -> {
            if (pool.cap() != Limits.UNLIMITED) {
                Map<String, Integer> kept = new HashMap<>();
                limits.numbers().forEach((number, own) -> {
                    if (own.pool().equals(name)) {
                        kept.put(KEPT + number, own.part());
                    }
                });
                budgets.put(POOL + name, divided(kept, pool.cap(), pool.cap(), budgets));
            }
        });
        limits.numbers().forEach((number, own) -> {
            if (own.cap() != Limits.UNLIMITED) {
                budgets.put(NUMBER + number, own.cap());
            }
        });
        return budgets;
    }

    /** Puts the parts of {@code cap} into {@code budgets}, in proportion where it is less than the whole; returns what is left. */
    private static int divided(Map<String, Integer> parts, int cap, int whole, Map<String, Integer> budgets) {
        long together = parts.values().stream().mapToLong(Integer::longValue).sum();
        long of = Math.max(whole, together);
        int left = cap;
        for (Map.Entry<String, Integer> part : parts.entrySet()) {
            if (part.getValue() > 0) {
                int scaled = (int) ((long) part.getValue() * cap / of);
                budgets.put(part.getKey(), scaled);
                left -= scaled;
            }
        }
        return left;
    }

    /** Whether a slot of it is one of the plan's. */
    static boolean isOfThePlan(String budget) {
        return budget.equals(PLAN) || budget.startsWith(PART);
    }

    /** What a scope has of all budgets together; {@link Limits#UNLIMITED} when it has no cap. */
    public static int sum(Scope scope, Limits limits, Amounts amounts) {
        return switch (scope.kind()) {
            case PLAN ->
                amounts.slots().entrySet().stream()
                        .filter(one -> isOfThePlan(one.getKey()))
                        .mapToInt(Map.Entry::getValue)
                        .reduce(0, Budgets::saturated);
            case POOL -> {
                int own = amounts.of(POOL + scope.name());
                yield own == Amounts.UNLIMITED ? own : saturated(own, keptIn(scope.name(), limits, amounts));
            }
            case NUMBER -> amounts.of(NUMBER + scope.name());
            case NODE -> Limits.UNLIMITED;
        };
    }

    /** What a ledger is to be held to that may use these: configured times, lines and the node's cap stay. */
    static Limits held(Limits configured, Amounts amounts) {
        Map<String, PoolLimits> pools = new HashMap<>(configured.pools());
        amounts.slots().keySet().forEach(budget -> {
            if (budget.startsWith(PART) || budget.startsWith(POOL)) {
                pools.computeIfAbsent(budget.substring(PART.length()), configured::pool);
            }
        });
        Map<String, NumberLimits> numbers = new HashMap<>(configured.numbers());
        numbers.replaceAll((number, own) -> {
            int kept = amounts.of(POOL + own.pool()) == Amounts.UNLIMITED ? 0 : amounts.of(KEPT + number);
            // A number that the coordinator does not know has its cap on each node.
            int cap = amounts.slots().getOrDefault(NUMBER + number, own.cap());
            return new NumberLimits(own.pool(), cap, finite(kept));
        });
        int[] plan = {amounts.of(PLAN)};
        pools.replaceAll((name, own) -> {
            int cap = amounts.of(POOL + name);
            if (cap != Amounts.UNLIMITED) {
                for (Map.Entry<String, NumberLimits> number : numbers.entrySet()) {
                    if (number.getValue().pool().equals(name)) {
                        cap = saturated(cap, number.getValue().part());
                    }
                }
            }
            int part = Math.min(finite(amounts.of(PART + name)), cap);
            plan[0] = saturated(plan[0], part);
            return new PoolLimits(cap, part, own.maxDepth(), own.maxWait());
        });
        return configured.withPools(pools).withNumbers(numbers).withCap(Scope.PLAN, plan[0]);
    }

    /** A part of nothing is none. */
    private static int finite(int part) {
        return part == Amounts.UNLIMITED ? 0 : part;
    }

    /** What calls use of the budgets named in {@code belief} and {@code more}; own parts are used up first. */
    static Amounts use(Ledger ledger, Limits limits, Amounts belief, Amounts more) {
        Map<String, Integer> use = new HashMap<>();
        int inParts = 0;
        for (String budget : names(belief, more)) {
            if (budget.startsWith(PART)) {
                int used = Math.min(ledger.use(Scope.pool(budget.substring(PART.length()))), finite(belief.of(budget)));
                use.put(budget, used);
                inParts += used;
            } else if (budget.startsWith(KEPT)) {
                use.put(budget, Math.min(number(ledger, budget, KEPT), finite(belief.of(budget))));
            } else if (budget.startsWith(NUMBER)) {
                use.put(budget, number(ledger, budget, NUMBER));
            }
        }
        for (String budget : names(belief, more)) {
            if (budget.equals(PLAN)) {
                use.put(PLAN, ledger.use(Scope.PLAN) - inParts);
            } else if (budget.startsWith(POOL)) {
                String pool = budget.substring(POOL.length());
                use.put(budget, ledger.use(Scope.pool(pool)) - keptIn(pool, limits, Amounts.only(use)));
            }
        }
        return Amounts.only(use);
    }

    private static int number(Ledger ledger, String budget, String prefix) {
        return ledger.use(Scope.number(budget.substring(prefix.length())));
    }

    private static int keptIn(String pool, Limits limits, Amounts amounts) {
        int sum = 0;
        for (Map.Entry<String, NumberLimits> number : limits.numbers().entrySet()) {
            if (number.getValue().pool().equals(pool)) {
                sum = saturated(sum, finite(amounts.of(KEPT + number.getKey())));
            }
        }
        return sum;
    }

    private static List<String> names(Amounts belief, Amounts more) {
        List<String> names = new ArrayList<>(belief.slots().keySet());
        more.slots().keySet().stream().filter(name -> !names.contains(name)).forEach(names::add);
        return names;
    }

    /** Parts that calls would fill at once, and make room for others outside of them. */
    static Amounts wishes(Ledger ledger, Amounts belief) {
        Map<String, Integer> wishes = new HashMap<>();
        belief.slots().forEach((budget, slots) -> {
            if (budget.startsWith(PART) || budget.startsWith(KEPT)) {
                String name = budget.substring(PART.length());
                int more = ledger.use(budget.startsWith(PART) ? Scope.pool(name) : Scope.number(name)) - slots;
                if (more > 0) {
                    wishes.put(budget, more);
                }
            }
        });
        return Amounts.only(wishes);
    }

    /** What a call needs, of each inner list one. */
    static List<List<String>> needs(Claim claim, Limits limits) {
        List<List<String>> needs = new ArrayList<>();
        needs.add(limits.pool(claim.pool()).part() > 0 ? List.of(PART + claim.pool(), PLAN) : List.of(PLAN));
        NumberLimits number = limits.numbers().get(claim.number());
        boolean kept = number != null && number.pool().equals(claim.pool()) && number.part() > 0;
        needs.add(kept ? List.of(KEPT + claim.number(), POOL + claim.pool()) : List.of(POOL + claim.pool()));
        if (number != null) {
            needs.add(List.of(NUMBER + claim.number()));
        }
        return needs;
    }

    private static int saturated(int one, int other) {
        return (int) Math.min(Limits.UNLIMITED, (long) one + other);
    }
}
