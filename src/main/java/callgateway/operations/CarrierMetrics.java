package callgateway.operations;

import callgateway.rest.RestMonitor;
import callgateway.rest.RestOperation;
import callgateway.rest.RestOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts requests to the carrier's REST API. */
final class CarrierMetrics implements RestMonitor {
    private final AtomicInteger waiting = new AtomicInteger();
    private final Map<RestOperation, Meters> meters = new EnumMap<>(RestOperation.class);

    private record Meters(Map<RestOutcome.Kind, Counter> outcomes, Counter repeated, Timer took) {}

    CarrierMetrics(MeterRegistry registry, Duration... latencies) {
        for (RestOperation operation : RestOperation.values()) {
            meters.put(operation, meters(registry, lower(operation), latencies));
        }
        Gauge.builder("gateway_carrier_requests_waiting", waiting, AtomicInteger::get)
                .description("Requests that wait for a thread or for another attempt")
                .register(registry);
    }

    private static Meters meters(MeterRegistry registry, String operation, Duration... latencies) {
        Map<RestOutcome.Kind, Counter> outcomes = new EnumMap<>(RestOutcome.Kind.class);
        for (RestOutcome.Kind kind : RestOutcome.Kind.values()) {
            outcomes.put(
                    kind,
                    Counter.builder("gateway_carrier_requests")
                            .description("Requests to the carrier's REST API that have their outcome")
                            .tag("operation", operation)
                            .tag("outcome", lower(kind))
                            .register(registry));
        }
        Counter repeated = Counter.builder("gateway_carrier_requests_repeated")
                .description("Attempts after the first")
                .tag("operation", operation)
                .register(registry);
        Timer took = Timer.builder("gateway_carrier_request")
                .description("From the request to its outcome, waiting and repetitions included")
                .tag("operation", operation)
                .serviceLevelObjectives(latencies)
                .register(registry);
        return new Meters(outcomes, repeated, took);
    }

    @Override
    public void finished(RestOperation operation, RestOutcome.Kind outcome, Duration time) {
        Meters of = of(operation);
        Objects.requireNonNull(of.outcomes.get(outcome)).increment();
        of.took.record(time);
    }

    @Override
    public void repeated(RestOperation operation) {
        of(operation).repeated.increment();
    }

    @Override
    public void waiting(int requests) {
        waiting.set(requests);
    }

    private static String lower(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }

    private Meters of(RestOperation operation) {
        return Objects.requireNonNull(meters.get(operation));
    }
}
