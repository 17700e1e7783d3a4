package callgateway.operations;

import callgateway.cluster.Peers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/** Counts what nodes do for each other. Any thread. */
public final class ClusterMetrics {
    private final MeterRegistry registry;
    private final Map<Passed, Counter> passed = new EnumMap<>(Passed.class);
    private final Timer home;

    /** What became of a webhook that concerned another node. */
    public enum Passed {
        /** The node that has the call has answered. */
        HOME,
        /** That node is gone, or silent: this node took the call over. */
        TAKEN_OVER,
        /** This node is being emptied: another took the caller. */
        MOVED,
        /** This node is being emptied, and no other took the caller. */
        NOBODY,
        /** Another node's caller was answered here, as this node has the call. */
        FOR_PEER,
        /** Another node's caller was taken over, as that node asked. */
        FROM_PEER,
        /** Another node's request was refused: not signed, too old, or of a call that is not here. */
        REFUSED
    }

    ClusterMetrics(MeterRegistry registry, Duration... latencies) {
        this.registry = registry;
        for (Passed one : Passed.values()) {
            passed.put(
                    one,
                    Counter.builder("gateway_cluster_webhooks")
                            .description("Webhooks that concerned two nodes")
                            .tag("outcome", one.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        home = Timer.builder("gateway_cluster_forward")
                .description("How long the node that has the call took to answer a webhook passed on to it")
                .serviceLevelObjectives(latencies)
                .register(registry);
    }

    /** Counts one. */
    public void passed(Passed outcome) {
        Objects.requireNonNull(passed.get(outcome)).increment();
    }

    /** How long another node took. */
    public void answeredByHome(Duration took) {
        home.record(took);
    }

    /** Shows membership from now on. */
    public void watch(BooleanSupplier up, Peers peers) {
        Gauge.builder("gateway_cluster_up", up, one -> one.getAsBoolean() ? 1 : 0)
                .description("Whether this node is a member of the cluster")
                .strongReference(true)
                .register(registry);
        Gauge.builder("gateway_cluster_peers", peers, one -> one.all().size())
                .description("Other nodes that say they are there")
                .strongReference(true)
                .register(registry);
    }
}
