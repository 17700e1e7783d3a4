package callgateway.admission;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All accounts and lines: who could be admitted, whose turn it is, and the counting of what was given and taken back. */
final class Slots {
    private final Account plan = new Account(Scope.PLAN);
    private final Account node = new Account(Scope.NODE);
    private final Map<String, Pool> pools = new HashMap<>();
    private final Map<String, CalledNumber> numbers = new HashMap<>();
    private final Set<Pool> lined = new LinkedHashSet<>();
    /** What holds, and what an operator has configured: not the same where this node has a share of it. */
    private Limits limits;

    private Limits configured;
    /** Pools with limits of their own, or with numbers that have. */
    private Set<String> configuredPools = Set.of();

    private long keptOfPlan;
    private int effectivePlan = Limits.UNLIMITED;

    Slots(Limits limits) {
        this.limits = limits;
        this.configured = limits;
        hold(limits, limits);
    }

    Pool pool(String name) {
        return pools.computeIfAbsent(name, absent -> new Pool(absent, limits.pool(absent)));
    }

    CalledNumber number(String name) {
        return numbers.computeIfAbsent(name, CalledNumber::new);
    }

    Account plan() {
        return plan;
    }

    /** What holds a call back, the widest first; null when nothing does. */
    @Nullable
    Account obstacle(Pool pool, CalledNumber number) {
        if (!plan.admits(pool.account)) {
            return plan;
        }
        if (node.free() < 1) {
            return node;
        }
        if (!pool.account.admits(number.account)) {
            return pool.account;
        }
        return number.account.free() < 1 ? number.account : null;
    }

    /** Whether somebody in the pool's line could be admitted now. */
    boolean hasTurn(Pool pool) {
        return plan.admits(pool.account) && node.free() >= 1 && pool.line.next() != null;
    }

    /** The earliest of all waiting callers who could be admitted now; null when there is none. */
    @Nullable
    Entry next() {
        if (plan.free() < 1 || node.free() < 1) {
            return null;
        }
        Entry earliest = null;
        for (Pool pool : lined) {
            Entry candidate = plan.admits(pool.account) ? pool.line.next() : null;
            if (candidate != null && (earliest == null || Entry.BY_PLACE.compare(candidate, earliest) < 0)) {
                earliest = candidate;
            }
        }
        return earliest;
    }

    /** The first of each line, at most so many of each, in the order of all lines. */
    List<Entry> waiting(int mostOfEach) {
        return lined.stream()
                .flatMap(pool -> pool.line.first(mostOfEach).stream())
                .sorted(Entry.BY_PLACE)
                .toList();
    }

    /** Counts the slot that {@code entry} has from now on (1) or gives back (-1). */
    void count(Entry entry, int by) {
        boolean confirmed = entry.state == Entry.State.PERMIT;
        entry.number.takeQueuesOut();
        plan.count(confirmed, by);
        node.count(confirmed, by);
        entry.pool.account.count(confirmed, by);
        entry.number.account.count(confirmed, by);
        entry.number.putQueuesIn();
    }

    void confirm(Entry entry) {
        plan.confirm();
        node.confirm();
        entry.pool.account.confirm();
        entry.number.account.confirm();
    }

    void join(Entry entry) {
        entry.pool.line.join(entry);
        lined.add(entry.pool);
        countWaiting(entry, 1);
    }

    void leave(Entry entry) {
        entry.pool.line.leave(entry);
        if (entry.pool.line.depth() == 0) {
            lined.remove(entry.pool);
        }
        countWaiting(entry, -1);
    }

    /** Forgets the accounts of names that nobody has configured and nobody uses. */
    void tidy(Pool pool, CalledNumber number) {
        if (pool.account.isIdle() && !configuredPools.contains(pool.name)) {
            pools.remove(pool.name, pool);
        }
        String name = number.account.scope.name();
        if (number.account.isIdle() && !limits.numbers().containsKey(name)) {
            numbers.remove(name, number);
        }
    }

    void effectivePlan(int slots) {
        effectivePlan = slots;
        plan.cap(Math.min(limits.plan(), effectivePlan));
        if (keptOfPlan > 0) {
            keepPartsOfPlan();
        }
    }

    void hold(Limits asConfigured, Limits changed) {
        configured = asConfigured;
        limits = changed;
        configuredPools = new HashSet<>(changed.pools().keySet());
        changed.numbers().values().forEach(number -> configuredPools.add(number.pool()));
        configuredPools.forEach(this::pool);
        changed.numbers().keySet().forEach(this::number);
        plan.cap(Math.min(changed.plan(), effectivePlan));
        node.cap(changed.node());
        for (Pool pool : pools.values()) {
            pool.limits = changed.pool(pool.name);
            pool.account.cap(pool.limits.cap());
        }
        keptOfPlan =
                changed.pools().values().stream().mapToLong(PoolLimits::part).sum();
        keepPartsOfPlan();
        keepPartsOfPools();
        pools.values().removeIf(pool -> pool.account.isIdle() && !configuredPools.contains(pool.name));
        numbers.entrySet()
                .removeIf(number ->
                        number.getValue().account.isIdle() && !changed.numbers().containsKey(number.getKey()));
    }

    private void keepPartsOfPlan() {
        long whole = Math.max(limits.plan(), keptOfPlan);
        for (Pool pool : pools.values()) {
            pool.account.keep(scaled(pool.limits.part(), plan.cap(), whole), plan);
        }
    }

    private void keepPartsOfPools() {
        Map<String, Long> kept = limits.partsOfNumbers();
        numbers.forEach((name, number) -> {
            NumberLimits own = limits.numbers().get(name);
            number.takeQueuesOut();
            if (own == null) {
                number.account.cap(Limits.UNLIMITED);
                number.account.keep(0, null);
            } else {
                Account pool = pool(own.pool()).account;
                long whole = Math.max(pool.cap(), kept.getOrDefault(own.pool(), 0L));
                number.account.cap(own.cap());
                number.account.keep(scaled(own.part(), pool.cap(), whole), pool);
            }
            number.putQueuesIn();
        });
    }

    /** A part in proportion: parts must never be more together than {@code cap}, or slots would stay free for nobody. */
    private static int scaled(int part, int cap, long whole) {
        return whole == 0 ? 0 : (int) ((long) part * cap / whole);
    }

    int used(Scope scope) {
        Account account = account(scope);
        return account == null ? 0 : account.used();
    }

    Snapshot snapshot() {
        List<Snapshot.Row> rows = new ArrayList<>();
        rows.add(row(plan));
        rows.add(row(node));
        new TreeMap<>(pools).values().forEach(pool -> rows.add(row(pool.account)));
        new TreeMap<>(numbers).values().forEach(number -> rows.add(row(number.account)));
        return new Snapshot(rows);
    }

    private Snapshot.Row row(Account account) {
        return new Snapshot.Row(
                account.scope,
                configured.cap(account.scope),
                account.cap(),
                configured.reserved(account.scope),
                account.unconfirmed(),
                account.permits(),
                account.waiting());
    }

    private @Nullable Account account(Scope scope) {
        return switch (scope.kind()) {
            case PLAN -> plan;
            case NODE -> node;
            case POOL -> {
                Pool pool = pools.get(scope.name());
                yield pool == null ? null : pool.account;
            }
            case NUMBER -> {
                CalledNumber number = numbers.get(scope.name());
                yield number == null ? null : number.account;
            }
        };
    }

    private void countWaiting(Entry entry, int by) {
        plan.waiting(by);
        node.waiting(by);
        entry.pool.account.waiting(by);
        entry.number.account.waiting(by);
    }
}
