package callgateway.operations;

import callgateway.admission.Capacity;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The figures of a page that somebody looks at: read from the meters that {@code /metrics} shows, so that both agree. */
final class Figures {
    /** What is refused, by whom, and where that is counted. */
    private static final List<String> REFUSALS = List.of(
            "gateway_callers_overflowed",
            "gateway_agent_turned_away",
            "gateway_agent_attempts_failed",
            "gateway_streams_refused",
            "gateway_transfers_refused",
            "gateway_webhooks");
    /** Webhook requests that got what they asked for, or are counted where their caller went. */
    private static final Set<String> WEBHOOKS_SERVED = Set.of("answered", "queued", "waiting", "full");

    private final MeterRegistry registry;
    private final GatewayMetrics metrics;
    private final Readiness readiness;

    Figures(GatewayMetrics metrics, Readiness readiness) {
        this.registry = metrics.registry();
        this.metrics = metrics;
        this.readiness = readiness;
    }

    /** @param capacity where admission stands; null when it has not said so yet */
    ObjectNode now(@Nullable Capacity capacity) {
        ObjectNode body = AdminAnswers.object();
        body.put("at", Instant.now().toString());
        body.put("state", AccountJson.word(readiness.state()));
        body.put("warning", readiness.warning());
        body.put("live", metrics.live());
        body.put("started", count("gateway_calls_started"));
        body.put("abandoned", count("gateway_callers_abandoned"));
        if (capacity != null) {
            body.setAll(CapacityJson.of(capacity, false));
        }
        refusals(body.putArray("refusals"));
        body.set("agentReady", latency("gateway_agent_ready"));
        body.set("firstAudio", latency("gateway_first_audio"));
        body.set("turns", latency("gateway_turn_latency"));
        body.set("heardAfterFlush", latency("gateway_heard_after_flush"));
        return body;
    }

    private long count(String name) {
        Counter counter = registry.find(name).counter();
        return counter == null ? 0 : (long) counter.count();
    }

    private void refusals(ArrayNode array) {
        for (String name : REFUSALS) {
            for (Counter counter : registry.find(name).counters()) {
                String reason = counter.getId().getTag("reason");
                boolean served = name.equals("gateway_webhooks") && reason != null && WEBHOOKS_SERVED.contains(reason);
                if (counter.count() > 0 && !served) {
                    ObjectNode one = array.addObject().put("kind", name.substring("gateway_".length()));
                    for (Tag tag : counter.getId().getTags()) {
                        one.put(tag.getKey(), tag.getValue());
                    }
                    one.put("count", (long) counter.count());
                }
            }
        }
    }

    /** How many took no longer than so many ms, for each bound, and in all. */
    private @Nullable ObjectNode latency(String name) {
        Timer timer = registry.find(name).timer();
        if (timer == null) {
            return null;
        }
        HistogramSnapshot snapshot = timer.takeSnapshot();
        ObjectNode body = AdminAnswers.object();
        body.put("count", snapshot.count());
        body.put("sumMs", Math.round(snapshot.total(TimeUnit.MILLISECONDS)));
        ArrayNode buckets = body.putArray("buckets");
        for (CountAtBucket bucket : snapshot.histogramCounts()) {
            double bound = bucket.bucket(TimeUnit.MILLISECONDS);
            if (bound < Long.MAX_VALUE / 1e6) {
                buckets.addArray().add(Math.round(bound)).add((long) bucket.count());
            }
        }
        return body;
    }
}
