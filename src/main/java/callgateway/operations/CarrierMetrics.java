package callgateway.operations;

import callgateway.rest.RestMonitor;
import callgateway.rest.RestOperation;
import callgateway.rest.RestOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts requests to the carrier's REST API. */
final class CarrierMetrics implements RestMonitor {
    private final AtomicInteger waiting = new AtomicInteger();
    private final Counter[][] outcomes;
    private final Counter[] repeated;
    private final Timer[] took;

    CarrierMetrics(MeterRegistry registry, Duration... latencies) {
        RestOperation[] operations = RestOperation.values();
        RestOutcome.Kind[] kinds = RestOutcome.Kind.values();
        outcomes = new Counter[operations.length][kinds.length];
        repeated = new Counter[operations.length];
        took = new Timer[operations.length];
        for (RestOperation operation : operations) {
            int at = operation.ordinal();
            String name = lower(operation);
            for (RestOutcome.Kind kind : kinds) {
                outcomes[at][kind.ordinal()] = Counter.builder("gateway_carrier_requests")
                        .description("Requests to the carrier's REST API that have their outcome")
                        .tag("operation", name)
                        .tag("outcome", lower(kind))
                        .register(registry);
            }
            repeated[at] = Counter.builder("gateway_carrier_requests_repeated")
                    .description("Attempts after the first")
                    .tag("operation", name)
                    .register(registry);
            took[at] = Timer.builder("gateway_carrier_request")
                    .description("From the request to its outcome, waiting and repetitions included")
                    .tag("operation", name)
                    .serviceLevelObjectives(latencies)
                    .register(registry);
        }
        Gauge.builder("gateway_carrier_requests_waiting", waiting, AtomicInteger::get)
                .description("Requests that wait for a thread or for another attempt")
                .register(registry);
    }

    @Override
    public void finished(RestOperation operation, RestOutcome.Kind outcome, Duration time) {
        outcomes[operation.ordinal()][outcome.ordinal()].increment();
        took[operation.ordinal()].record(time);
    }

    @Override
    public void repeated(RestOperation operation) {
        repeated[operation.ordinal()].increment();
    }

    @Override
    public void waiting(int requests) {
        waiting.set(requests);
    }

    private static String lower(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }
}
