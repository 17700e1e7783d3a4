package callgateway.operations;

import callgateway.tracing.TraceMonitor;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts what becomes of traces. */
final class TraceMetrics implements TraceMonitor {
    private final Counter dropped;
    private final Counter taken;
    private final Counter failed;

    TraceMetrics(MeterRegistry registry) {
        dropped = Counter.builder("gateway_trace_events_dropped")
                .description("What happened in calls and is missing in their traces")
                .register(registry);
        taken = spans(registry, "exported");
        failed = spans(registry, "failed");
    }

    private static Counter spans(MeterRegistry registry, String outcome) {
        return Counter.builder("gateway_trace_spans")
                .description("Spans sent to the collector")
                .tag("outcome", outcome)
                .register(registry);
    }

    @Override
    public void dropped() {
        dropped.increment();
    }

    @Override
    public void exported(int spans, boolean ok) {
        (ok ? taken : failed).increment(spans);
    }
}
