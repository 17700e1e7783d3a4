package callgateway.operations;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Makes meters. Each is made at the start, so that a figure that has never happened reads 0. */
final class Meters {
    private static final Duration[] LATENCIES = {
        Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(400),
        Duration.ofMillis(800), Duration.ofMillis(1600), Duration.ofMillis(3200), Duration.ofMillis(6400)
    };

    /** Around the pause of a second or so that callers take for an answer. */
    private static final Duration[] TURNS = millis(100, 200, 300, 400, 600, 800, 1000, 1250, 1500, 2000, 3000, 5000);

    /** An ear notices 100 ms; nobody may have more than the lead, 200 ms by default. */
    private static final Duration[] FLUSHES = millis(10, 20, 40, 60, 80, 100, 150, 200, 300, 500);

    private final MeterRegistry registry;

    Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    private static Duration[] millis(long... bounds) {
        Duration[] all = new Duration[bounds.length];
        for (int i = 0; i < bounds.length; i++) {
            all[i] = Duration.ofMillis(bounds[i]);
        }
        return all;
    }

    /** The bounds of what takes from a moment to some seconds. */
    static Duration[] latencies() {
        return LATENCIES.clone();
    }

    Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    Timer latency(String name, String description) {
        return timer(name, description, LATENCIES);
    }

    Timer turn(String name, String description) {
        return timer(name, description, TURNS);
    }

    Timer flush(String name, String description) {
        return timer(name, description, FLUSHES);
    }

    private Timer timer(String name, String description, Duration... bounds) {
        return Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(bounds)
                .register(registry);
    }

    <T> void function(String name, String description, T state, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, state, value).description(description).register(registry);
    }

    <E extends Enum<E>> Map<E, Counter> byReason(Class<E> reasons, String name, String description) {
        return byEach(reasons, name, "reason", description);
    }

    <E extends Enum<E>> Map<E, Counter> byEach(Class<E> reasons, String name, String label, String description) {
        Map<E, Counter> counters = new EnumMap<>(reasons);
        for (E reason : reasons.getEnumConstants()) {
            counters.put(
                    reason,
                    Counter.builder(name)
                            .description(description)
                            .tag(label, word(reason))
                            .register(registry));
        }
        return counters;
    }

    static <E extends Enum<E>> void count(Map<E, Counter> counters, E reason) {
        count(counters, reason, 1);
    }

    static <E extends Enum<E>> void count(Map<E, Counter> counters, E reason, int many) {
        Counter counter = counters.get(reason);
        if (counter != null) {
            counter.increment(many);
        }
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
