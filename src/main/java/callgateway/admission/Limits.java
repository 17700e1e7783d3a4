package callgateway.admission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Everything a {@link Ledger} is held to.
 *
 * @param plan sessions the plan allows at once; 0 admits nobody
 * @param node calls at once on this node; in a cluster its share of the plan
 * @param otherPools what holds for a pool that {@code pools} does not name; nothing can be reserved for it
 * @param pools by name
 * @param numbers by number; a number that is absent has no cap of its own
 * @param unconfirmedFor how long a slot is kept for a call whose media stream has not started
 * @param permitFor how long a permit lives without being renewed
 * @param waiterUnseenFor how long a waiting caller may not be heard of before it counts as gone
 */
public record Limits(
        int plan,
        int node,
        PoolLimits otherPools,
        Map<String, PoolLimits> pools,
        Map<String, NumberLimits> numbers,
        Duration unconfirmedFor,
        Duration permitFor,
        Duration waiterUnseenFor) {

    /** A cap that never holds anybody back. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** Holds the ranges. */
    public Limits {
        Checks.notNegative("plan", plan);
        Checks.notNegative("node", node);
        Checks.require(otherPools.reserved() == 0, "other-pools.reserved", otherPools.reserved(), "0");
        pools = Map.copyOf(pools);
        numbers = Map.copyOf(numbers);
        pools.keySet().forEach(Scope::pool);
        numbers.keySet().forEach(Scope::number);
        Checks.duration("unconfirmed-for", unconfirmedFor);
        Checks.duration("permit-for", permitFor);
        Checks.duration("waiter-unseen-for", waiterUnseenFor);
    }

    /** A plan and a node, pools without caps, lines of at most 1000 callers and 10 minutes; the default times. */
    public static Limits of(int plan, int node) {
        return new Limits(
                plan,
                node,
                PoolLimits.unlimited(1000, Duration.ofMinutes(10)),
                Map.of(),
                Map.of(),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60));
    }

    /** What holds for a pool, named or not. */
    public PoolLimits pool(String name) {
        return pools.getOrDefault(name, otherPools);
    }

    /** The cap of a scope; {@link #UNLIMITED} where it has none. */
    public int cap(Scope scope) {
        return switch (scope.kind()) {
            case PLAN -> plan;
            case NODE -> node;
            case POOL -> pool(scope.name()).cap();
            case NUMBER ->
                Optional.ofNullable(numbers.get(scope.name()))
                        .map(NumberLimits::cap)
                        .orElse(UNLIMITED);
        };
    }

    /** The part reserved for a scope in the one around it. */
    public int reserved(Scope scope) {
        return switch (scope.kind()) {
            case PLAN, NODE -> 0;
            case POOL -> pool(scope.name()).reserved();
            case NUMBER ->
                Optional.ofNullable(numbers.get(scope.name()))
                        .map(NumberLimits::reserved)
                        .orElse(0);
        };
    }

    /** The same with other pools. */
    public Limits withPools(Map<String, PoolLimits> others) {
        return new Limits(plan, node, otherPools, others, numbers, unconfirmedFor, permitFor, waiterUnseenFor);
    }

    /** The same with other numbers. */
    public Limits withNumbers(Map<String, NumberLimits> others) {
        return new Limits(plan, node, otherPools, pools, others, unconfirmedFor, permitFor, waiterUnseenFor);
    }

    /**
     * The same with another cap for one scope. A pool or number not named so far is named from now on, but for a number its
     * pool has to be known: throws {@link IllegalArgumentException} for one that is not among {@code numbers}.
     */
    public Limits withCap(Scope scope, int cap) {
        Checks.require(cap >= 0, scope.toMaskedString(), cap, ">= 0");
        return switch (scope.kind()) {
            case PLAN -> withPlanAndNode(cap, node);
            case NODE -> withPlanAndNode(plan, cap);
            case POOL -> withPools(put(pools, scope.name(), pool(scope.name()).withCap(cap)));
            case NUMBER -> {
                NumberLimits known = numbers.get(scope.name());
                if (known == null) {
                    throw new IllegalArgumentException(
                            scope.toMaskedString() + ": not configured (expected: one of the configured numbers)");
                }
                NumberLimits changed = new NumberLimits(known.pool(), cap, known.reserved());
                yield withNumbers(put(numbers, scope.name(), changed));
            }
        };
    }

    /**
     * A line for the operator when more is reserved than there is. It is no error, since a cap may be lowered at any time:
     * the parts then shrink in proportion.
     */
    public Optional<String> overcommitted() {
        List<String> lines = new ArrayList<>();
        pools.forEach(
                (name, limits) -> compare(lines, "pool:" + name + ": ", limits.reserved(), limits.cap(), "its cap"));
        numbers.forEach((name, limits) ->
                compare(lines, Scope.number(name).toMaskedString() + ": ", limits.reserved(), limits.cap(), "its cap"));
        long ofPlan = pools.values().stream().mapToLong(PoolLimits::part).sum();
        compare(lines, "the pools together: ", ofPlan, plan, "the plan");
        partsOfNumbers()
                .forEach((pool, sum) -> compare(
                        lines,
                        "the numbers of pool:" + pool + " together: ",
                        sum,
                        pool(pool).cap(),
                        "its cap"));
        return lines.stream().min(Comparator.naturalOrder());
    }

    private static void compare(List<String> lines, String who, long reserved, int cap, String ofWhat) {
        if (reserved > cap) {
            lines.add(who + reserved + " slots reserved (expected: at most " + cap + ", " + ofWhat + ")");
        }
    }

    /** For each pool the parts reserved for its numbers, together. */
    Map<String, Long> partsOfNumbers() {
        return numbers.values().stream()
                .collect(Collectors.groupingBy(NumberLimits::pool, Collectors.summingLong(NumberLimits::part)));
    }

    private Limits withPlanAndNode(int otherPlan, int otherNode) {
        return new Limits(otherPlan, otherNode, otherPools, pools, numbers, unconfirmedFor, permitFor, waiterUnseenFor);
    }

    private static <V> Map<String, V> put(Map<String, V> map, String key, V value) {
        Map<String, V> copy = new LinkedHashMap<>(map);
        copy.put(key, value);
        return copy;
    }
}
