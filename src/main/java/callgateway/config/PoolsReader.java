package callgateway.config;

import callgateway.routing.NumberPattern;
import callgateway.routing.Pool;
import callgateway.routing.Pools;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads all pools, and what must hold between them. */
final class PoolsReader {
    private static final String PATH = "call-gateway";
    private static final String POOLS = "pools";
    private static final String DEFAULTS = "pool-defaults";
    private static final String NUMBERS = "numbers";

    private final Section pools;
    private final Config defaults;
    private final PoolReader reader;
    private final List<String> problems = new ArrayList<>();

    private PoolsReader(Config root, PoolBase base) {
        this.reader = new PoolReader(base);
        for (String key : List.of(POOLS, DEFAULTS)) {
            if (!root.hasPath(key)) {
                problems.add(PATH + "." + key + ": not there (expected: a section, { ... })");
            }
        }
        this.pools = Section.of(root, PATH, POOLS, ConfigFactory.empty(), problems);
        this.defaults = Section.of(root, PATH, DEFAULTS, ConfigFactory.empty(), problems)
                .config();
    }

    /**
     * Reads them.
     *
     * @param root the section {@code call-gateway}
     * @param base what a pool takes that does not say otherwise
     * @throws SettingsException with everything that is wrong
     */
    static Pools read(Config root, PoolBase base) throws SettingsException {
        PoolsReader all = new PoolsReader(root, base);
        Pools pools = all.problems.isEmpty() || root.hasPath(DEFAULTS) ? all.all(root, base.planConcurrency()) : null;
        if (pools == null || !all.problems.isEmpty()) {
            throw new SettingsException(all.problems);
        }
        return pools;
    }

    private @Nullable Pools all(Config root, OptionalInt plan) {
        Pool spare = reader.spare(Section.of(root, PATH, DEFAULTS, ConfigFactory.empty(), problems));
        Map<NumberPattern, String> owners = new HashMap<>();
        Map<String, Pool> read = new TreeMap<>();
        for (String name : pools.keys()) {
            Section section = Section.of(pools.config(), PATH + "." + POOLS, name, defaults, problems);
            int before = problems.size();
            List<NumberPattern> numbers = numbers(name, section);
            boolean allAreWrong = numbers.isEmpty() && problems.size() > before;
            for (NumberPattern number : numbers) {
                String other = owners.put(number, name);
                if (other != null) {
                    section.problem(
                            NUMBERS,
                            number + (other.equals(name) ? " twice" : " is in pool " + other + " too")
                                    + " (expected: each number in one pool)");
                }
            }
            // Those that are wrong are not complained of as missing, too.
            Pool pool = reader.pool(name, allAreWrong ? List.of(NumberPattern.ANY) : numbers, section);
            if (pool != null) {
                read.put(name, pool);
            }
        }
        boolean everyNumberLeadsSomewhere = owners.containsKey(NumberPattern.ANY);
        if (!everyNumberLeadsSomewhere && pools.has(Pools.DEFAULT)) {
            problems.add(PATH + "." + POOLS + "." + Pools.DEFAULT + "." + NUMBERS
                    + ": without * (expected: * in it, or another name for this pool)");
        }
        if (!problems.isEmpty() || spare == null) {
            return null;
        }
        List<Pool> all = new ArrayList<>(read.values());
        if (!everyNumberLeadsSomewhere) {
            all.add(spare);
        }
        Pools whole = new Pools(all);
        checkReserved(whole, plan);
        checkTransfers(whole);
        return whole;
    }

    private List<NumberPattern> numbers(String name, Section section) {
        if (name.equals(Pools.DEFAULT) && !section.has(NUMBERS)) {
            return List.of(NumberPattern.ANY);
        }
        List<NumberPattern> numbers = new ArrayList<>();
        for (String written : section.texts(NUMBERS)) {
            NumberPattern number = section.build(NUMBERS, () -> NumberPattern.parse(written));
            if (number != null) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    private void checkTransfers(Pools whole) {
        for (Pool pool : whole.all()) {
            pool.transfers()
                    .pools()
                    .filter(other -> whole.named(other).isEmpty())
                    .forEach(other -> problems.add(PATH
                            + "." + POOLS + "." + pool.name() + ".transfer: pool:" + other
                            + " is none (expected: one of "
                            + String.join(
                                    ", ", whole.all().stream().map(Pool::name).toList()) + ")"));
        }
    }

    /** What is kept must be there to be kept. */
    private void checkReserved(Pools whole, OptionalInt plan) {
        long sum = 0;
        for (Pool pool : whole.all()) {
            sum += pool.caps().reserved();
            for (String number : pool.caps().numbersReserved().keySet()) {
                String owner = whole.of(number).name();
                if (!owner.equals(pool.name())) {
                    problems.add(PATH + "." + POOLS + "." + pool.name() + ".numbers-reserved: " + number
                            + " leads to pool " + owner + " (expected: a number of this pool)");
                }
            }
        }
        if (plan.isPresent() && sum > plan.getAsInt()) {
            problems.add(PATH + "." + POOLS + ": " + sum
                    + " reserved by all of them together (expected: at most plan.concurrency, " + plan.getAsInt()
                    + ")");
        }
    }
}
