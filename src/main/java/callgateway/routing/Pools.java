package callgateway.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** All pools. Every address leads to exactly one of them. Immutable. */
public final class Pools {
    /** The pool of those numbers that no other lists. */
    public static final String DEFAULT = "default";

    /** A pattern and where it leads. */
    private record Way(NumberPattern pattern, Pool pool) {}

    private final List<Pool> all;
    private final Map<String, Pool> exact = new HashMap<>();
    /** The longest first; the last takes everything. */
    private final List<Way> beginnings = new ArrayList<>();

    /**
     * Puts them together.
     *
     * @throws IllegalArgumentException when two have a name or a number in common, or no pool takes {@code *}
     */
    public Pools(List<Pool> pools) {
        all = List.copyOf(pools);
        Set<String> names = new HashSet<>();
        Set<NumberPattern> patterns = new HashSet<>();
        for (Pool pool : all) {
            if (!names.add(pool.name())) {
                throw new IllegalArgumentException("pool " + pool.name() + " twice (expected: distinct names)");
            }
            for (NumberPattern pattern : pool.numbers()) {
                if (!patterns.add(pattern)) {
                    throw new IllegalArgumentException(pattern + " twice (expected: each number in one pool)");
                }
                if (pattern.open()) {
                    beginnings.add(new Way(pattern, pool));
                } else {
                    exact.put(pattern.start(), pool);
                }
            }
        }
        if (!patterns.contains(NumberPattern.ANY)) {
            throw new IllegalArgumentException("no pool takes * (expected: one, for the numbers that no other lists)");
        }
        beginnings.sort(
                Comparator.comparingInt((Way way) -> way.pattern().start().length())
                        .reversed());
    }

    /**
     * The pool that a call belongs to: the one that lists the very address, or the longest beginning of it, or {@code *}.
     *
     * @param to what was called, as Twilio says it: {@code +15550100}, {@code sip:user@host}
     */
    public Pool of(String to) {
        String address = to.strip();
        Pool listed = exact.get(address);
        if (listed != null) {
            return listed;
        }
        for (Way way : beginnings) {
            if (way.pattern().matches(address)) {
                return way.pool();
            }
        }
        throw new AssertionError("* takes everything");
    }

    /** The pool of that name, if there is one. */
    public Optional<Pool> named(String name) {
        return all.stream().filter(pool -> pool.name().equals(name)).findFirst();
    }

    /** All of them, in the order they were given. */
    public List<Pool> all() {
        return all;
    }

    /** What is different in {@code other}, a line for each pool, by name; empty when nothing is. */
    public List<String> changesTo(Pools other) {
        Set<String> names = new TreeSet<>();
        all.forEach(pool -> names.add(pool.name()));
        other.all.forEach(pool -> names.add(pool.name()));
        List<String> changes = new ArrayList<>();
        for (String name : names) {
            Optional<Pool> before = named(name);
            Optional<Pool> after = other.named(name);
            if (!before.equals(after)) {
                changes.add(name + (before.isEmpty() ? " added" : after.isEmpty() ? " removed" : " changed"));
            }
        }
        return changes;
    }

    /** Their names. */
    @Override
    public String toString() {
        return "Pools" + all.stream().map(Pool::name).toList();
    }
}
