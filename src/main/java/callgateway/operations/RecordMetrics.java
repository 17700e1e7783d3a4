package callgateway.operations;

import callgateway.records.RecordsMonitor;
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
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Counts records and events; says so where an operator looks when the database is down. */
final class RecordMetrics implements RecordsMonitor {
    private static final String ABOUT = "records";

    private final Readiness readiness;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger down = new AtomicInteger();
    private final AtomicLong pending = new AtomicLong();
    private final AtomicLong dead = new AtomicLong();
    private final Counter written;
    private final Counter spooled;
    private final Counter failed;
    private final Counter detailsDropped;
    private final Timer lag;
    private final Map<Unlogged, Counter> unlogged = new EnumMap<>(Unlogged.class);
    private final Map<Sent, Counter> sent = new EnumMap<>(Sent.class);

    RecordMetrics(MeterRegistry registry, Readiness readiness, Duration... latencies) {
        this.readiness = readiness;
        written = counter(registry, "gateway_records_written", "Versions of call records written to the database");
        spooled = counter(
                registry, "gateway_records_spooled", "Versions of call records spooled because the database was down");
        failed = counter(registry, "gateway_records_failed", "Call records that could be kept nowhere");
        detailsDropped = counter(
                registry, "gateway_record_details_dropped", "Events of calls that are missing in their records");
        lag = Timer.builder("gateway_record_lag")
                .description("From what happened to the commit that keeps it, of the oldest in each commit")
                .serviceLevelObjectives(latencies)
                .register(registry);
        for (Unlogged why : Unlogged.values()) {
            unlogged.put(
                    why,
                    Counter.builder("gateway_admissions_unlogged")
                            .description(
                                    "Admissions that waited for the database, as the admission log did not take them")
                            .tag("reason", why.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        for (Sent outcome : Sent.values()) {
            sent.put(
                    outcome,
                    Counter.builder("gateway_events_sent")
                            .description("Attempts to tell the operator's system of an event")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        gauge(registry, "gateway_records_waiting", "What waits to be written to call records", waiting);
        gauge(registry, "gateway_records_database_down", "1 while records are spooled", down);
        gauge(registry, "gateway_outbox_pending", "Events that wait to be delivered", pending);
        gauge(registry, "gateway_outbox_dead", "Events that were given up", dead);
    }

    @Override
    public void unlogged(Unlogged why) {
        Objects.requireNonNull(unlogged.get(why)).increment();
    }

    @Override
    public void written(int records, Duration time) {
        written.increment(records);
        lag.record(time);
    }

    @Override
    public void spooled() {
        spooled.increment();
    }

    @Override
    public void failed() {
        failed.increment();
    }

    @Override
    public void detailDropped() {
        detailsDropped.increment();
    }

    @Override
    public void waiting(int messages) {
        waiting.set(messages);
    }

    @Override
    public void database(@Nullable String trouble) {
        down.set(trouble == null ? 0 : 1);
        readiness.warn(ABOUT, trouble == null ? null : "call records are spooled: the database cannot be written to");
    }

    @Override
    public void sent(Sent outcome) {
        Objects.requireNonNull(sent.get(outcome)).increment();
    }

    @Override
    public void outbox(long waitingEvents, long deadEvents) {
        pending.set(waitingEvents);
        dead.set(deadEvents);
    }

    private static void gauge(MeterRegistry registry, String name, String description, Number value) {
        Gauge.builder(name, value, Number::doubleValue)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }
}
