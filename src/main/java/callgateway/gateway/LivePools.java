package callgateway.gateway;

import callgateway.admission.Admission;
import callgateway.admission.Claim;
import callgateway.admission.Limits;
import callgateway.admission.NumberLimits;
import callgateway.admission.PoolLimits;
import callgateway.config.AdmissionSettings;
import callgateway.routing.Caps;
import callgateway.routing.Pool;
import callgateway.routing.Pools;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The pools in use now, and what admission is held to by them. Any thread.
 *
 * <p>A number that only a wildcard names gets its cap when it is first called.
 */
final class LivePools {
    /** Far more than an account has; beyond it numbers have no cap of their own, their pool's holds. */
    private static final int MAX_NUMBERS = 10_000;

    private final int plan;
    private final int node;
    private final AdmissionSettings times;
    private final Set<String> called = ConcurrentHashMap.newKeySet();
    private volatile Pools pools;

    /** @param plan sessions the plan allows; absent while that is not known */
    LivePools(Pools pools, OptionalInt plan, int node, AdmissionSettings times) {
        this.pools = pools;
        this.plan = plan.orElse(Limits.UNLIMITED);
        this.node = node;
        this.times = times;
    }

    Pools now() {
        return pools;
    }

    /** Other pools from now on. */
    void change(Pools changed, Consumer<Admission.Command> admission) {
        pools = changed;
        admission.accept(new Admission.Reconfigure(limits()));
    }

    /** What a call asks for. */
    Claim claim(Pool pool, String number, Consumer<Admission.Command> admission) {
        String counted = number.isBlank() ? "unknown" : number;
        if (pool.caps().numberCap().isPresent() && called.size() < MAX_NUMBERS && called.add(counted)) {
            admission.accept(new Admission.Reconfigure(limits()));
        }
        return new Claim(pool.name(), counted);
    }

    Limits limits() {
        Pools current = pools;
        Map<String, PoolLimits> limits = new HashMap<>();
        Map<String, NumberLimits> numbers = new HashMap<>();
        for (Pool pool : current.all()) {
            Caps caps = pool.caps();
            limits.put(
                    pool.name(),
                    new PoolLimits(
                            caps.cap().orElse(Limits.UNLIMITED),
                            caps.reserved(),
                            pool.line().maxDepth(),
                            pool.line().maxWait()));
            caps.numbersReserved().forEach((number, part) -> numbers.put(number, numberLimits(pool, number)));
            if (caps.numberCap().isPresent()) {
                pool.numbers().stream()
                        .filter(pattern -> !pattern.open())
                        .forEach(pattern -> numbers.put(pattern.start(), numberLimits(pool, pattern.start())));
            }
        }
        for (String number : called) {
            Pool pool = current.of(number);
            if (pool.caps().numberCap().isPresent()) {
                numbers.put(number, numberLimits(pool, number));
            }
        }
        return new Limits(
                plan,
                node,
                Limits.of(plan, node).otherPools(),
                limits,
                numbers,
                times.unconfirmedFor(),
                times.unrenewedFor(),
                times.unseenFor());
    }

    private static NumberLimits numberLimits(Pool pool, String number) {
        Caps caps = pool.caps();
        return new NumberLimits(pool.name(), caps.numberCap().orElse(Limits.UNLIMITED), caps.reservedFor(number));
    }
}
