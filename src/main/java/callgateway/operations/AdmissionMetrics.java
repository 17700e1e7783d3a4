package callgateway.operations;

import callgateway.admission.AdmissionMonitor;
import callgateway.admission.Answer;
import callgateway.admission.Capacity;
import callgateway.admission.Expired;
import callgateway.admission.KeyFault;
import callgateway.admission.Knock;
import callgateway.admission.Lend;
import callgateway.admission.Limits;
import callgateway.admission.PlanLimit;
import callgateway.admission.Scope;
import callgateway.admission.Snapshot;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Counts what admission decides, and shows caps and use as of the last second. */
final class AdmissionMetrics implements AdmissionMonitor {
    private static final String POOL = "pool";
    private static final String KEY = "key";
    private static final String REASON = "reason";
    private static final Duration[] WAITS = {
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(2),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15)
    };

    private final MeterRegistry registry;
    private final MultiGauge slotsUsed;
    private final MultiGauge slotsCap;
    private final MultiGauge waiting;
    private final Readiness readiness;
    private final ShareMetrics cluster;
    private volatile @Nullable Capacity last;

    AdmissionMetrics(MeterRegistry registry, Readiness readiness) {
        this.registry = registry;
        this.readiness = readiness;
        cluster = new ShareMetrics(registry);
        slotsUsed = rows("gateway_slots_used", "Slots taken in a scope, by state");
        slotsCap = rows("gateway_slots_cap", "Slots a scope has now; absent where there is no cap");
        waiting = rows("gateway_waiting_callers", "Callers in line");
        gauge("gateway_plan_limit", "Sessions the agent's service is believed to allow now", Capacity::planLimit);
        gauge("gateway_plan_ceiling", "Sessions the plan allows at most", Capacity::planCeiling);
        gauge(
                "gateway_plan_held_off",
                "1 while the agent's service wants to be left alone, or is tried by single calls",
                now -> now.state() == PlanLimit.State.OPEN ? 0 : 1);
        gauge(
                "gateway_key_refused",
                "1 while the agent's service refuses the key",
                now -> now.fault().isPresent() ? 1 : 0);
        for (Expired.Kind kind : Expired.Kind.values()) {
            expirations(kind);
        }
        for (Knock.Limit limit : Knock.Limit.values()) {
            refusals(limit);
        }
        abandonments();
    }

    @Override
    public void admitted(String pool, Duration waited) {
        Timer.builder("gateway_admission_wait")
                .description("How long admitted callers had waited")
                .serviceLevelObjectives(WAITS)
                .tag(POOL, pool)
                .register(registry)
                .record(waited);
    }

    @Override
    public void queued(String pool) {
        Counter.builder("gateway_callers_queued")
                .description("Callers who had to wait")
                .tag(POOL, pool)
                .register(registry)
                .increment();
    }

    @Override
    public void overflowed(String pool, Answer.Reason reason) {
        Counter.builder("gateway_callers_overflowed")
                .description("Callers sent where their pool sends those who get no agent")
                .tag(POOL, pool)
                .tag(REASON, word(reason))
                .register(registry)
                .increment();
    }

    @Override
    public void abandoned() {
        abandonments().increment();
    }

    @Override
    public void expired(Expired.Kind kind) {
        expirations(kind).increment();
    }

    @Override
    public void turnedAway(Knock.Limit limit) {
        refusals(limit).increment();
    }

    @Override
    public void keyRefused(KeyFault fault) {
        readiness.warn(KEY, "the agent's service refuses the key: " + fault.fix());
    }

    @Override
    public void keyAccepted() {
        readiness.warn(KEY, null);
    }

    @Override
    public void lent(Lend what, int many) {
        cluster.lent(what, many);
    }

    @Override
    public void capacity(Capacity now) {
        last = now;
        List<MultiGauge.Row<?>> used = new ArrayList<>();
        List<MultiGauge.Row<?>> caps = new ArrayList<>();
        List<MultiGauge.Row<?>> lines = new ArrayList<>();
        cluster.seen(now.cluster());
        for (Snapshot.Row row : now.snapshot().scopes()) {
            // Numbers would make a time series for each; the admin API shows them.
            if (row.scope().kind() == Scope.Kind.NUMBER) {
                continue;
            }
            Tags scope = Tags.of("scope", row.scope().toString());
            used.add(MultiGauge.Row.of(scope.and("state", "unconfirmed"), row.unconfirmed()));
            used.add(MultiGauge.Row.of(scope.and("state", "live"), row.permits()));
            if (row.effectiveCap() != Limits.UNLIMITED) {
                caps.add(MultiGauge.Row.of(scope, row.effectiveCap()));
            }
            if (row.scope().kind() == Scope.Kind.POOL) {
                lines.add(MultiGauge.Row.of(Tags.of(POOL, row.scope().name()), row.waiting()));
            }
        }
        synchronized (registry) {
            slotsUsed.register(used, true);
            slotsCap.register(caps, true);
            waiting.register(lines, true);
        }
    }

    private Counter abandonments() {
        return Counter.builder("gateway_callers_abandoned")
                .description("Waiting callers who hung up")
                .register(registry);
    }

    private Counter expirations(Expired.Kind kind) {
        return Counter.builder("gateway_admissions_expired")
                .description("Slots and places given up because nothing was heard of the call")
                .tag(REASON, word(kind))
                .register(registry);
    }

    private Counter refusals(Knock.Limit limit) {
        return Counter.builder("gateway_agent_turned_away")
                .description("Calls the agent's service had no room for")
                .tag(REASON, word(limit))
                .register(registry);
    }

    private void gauge(String name, String description, ToDoubleFunction<Capacity> value) {
        Gauge.builder(name, this, own -> Optional.ofNullable(own.last)
                        .map(value::applyAsDouble)
                        .orElse(0.0))
                .description(description)
                .register(registry);
    }

    private MultiGauge rows(String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
