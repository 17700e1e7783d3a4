package callgateway.operations;

import callgateway.recording.RecordingEnd;
import callgateway.recording.RecordingMonitor;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts recordings. */
final class RecordingMetrics implements RecordingMonitor {
    private final AtomicInteger active = new AtomicInteger();
    private final Counter bytes;
    private final Map<RecordingEnd, Counter> ended;
    private final Map<RecordingEnd, Counter> refused;
    private final Map<Dropped, Counter> dropped;
    private final Map<Deleted, Counter> deleted;

    RecordingMetrics(MeterRegistry registry) {
        Gauge.builder("gateway_recordings_active", active, AtomicInteger::get)
                .description("Recordings that are being made")
                .register(registry);
        bytes = Counter.builder("gateway_recording_bytes")
                .description("Bytes of recordings written")
                .register(registry);
        ended = each(registry, RecordingEnd.class, "gateway_recordings_ended", "reason", "Recordings that are over");
        refused = each(
                registry, RecordingEnd.class, "gateway_recordings_refused", "reason", "Calls that were not recorded");
        dropped = each(
                registry,
                Dropped.class,
                "gateway_recording_dropped_milliseconds",
                "reason",
                "Audio that is silence on a recording");
        deleted = each(registry, Deleted.class, "gateway_recordings_deleted", "by", "Recordings deleted");
    }

    @Override
    public void started() {
        active.incrementAndGet();
    }

    @Override
    public void ended(RecordingEnd reason) {
        active.decrementAndGet();
        Objects.requireNonNull(ended.get(reason)).increment();
    }

    @Override
    public void refused(RecordingEnd reason) {
        Objects.requireNonNull(refused.get(reason)).increment();
    }

    @Override
    public void written(long count) {
        bytes.increment((double) count);
    }

    @Override
    public void dropped(Dropped reason, long ms) {
        Objects.requireNonNull(dropped.get(reason)).increment((double) ms);
    }

    @Override
    public void deleted(Deleted by) {
        Objects.requireNonNull(deleted.get(by)).increment();
    }

    private static <E extends Enum<E>> Map<E, Counter> each(
            MeterRegistry registry, Class<E> all, String name, String tag, String description) {
        Map<E, Counter> counters = new EnumMap<>(all);
        for (E one : all.getEnumConstants()) {
            counters.put(
                    one,
                    Counter.builder(name)
                            .description(description)
                            .tag(tag, one.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        return counters;
    }
}
