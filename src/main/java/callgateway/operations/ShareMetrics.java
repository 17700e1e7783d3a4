package callgateway.operations;

import callgateway.admission.ClusterUse;
import callgateway.admission.Lend;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Shows the slots of all nodes, as the coordinator last said; nothing while this node is alone. */
final class ShareMetrics {
    private final MeterRegistry registry;
    private final MultiGauge caps;
    private final MultiGauge lent;
    private final MultiGauge used;
    private final MultiGauge waiting;
    private final Map<Lend.Asked, Counter> asked;
    private final Map<Lend.Granted, Counter> granted;
    private final Map<Lend.Refused, Counter> refused;
    private final Map<Lend.Returned, Counter> returned;
    private volatile ClusterUse last = ClusterUse.UNKNOWN;
    private boolean shown;

    ShareMetrics(MeterRegistry registry) {
        this.registry = registry;
        caps = rows("gateway_cluster_slots_cap", "Slots of a scope for all nodes together");
        lent = rows("gateway_cluster_slots_lent", "Slots of a scope that nodes may have");
        used = rows("gateway_cluster_slots_used", "Slots of a scope that nodes hold");
        waiting = rows("gateway_cluster_waiting_callers", "Callers in line on a node");
        Meters meters = new Meters(registry);
        asked = meters.byReason(
                Lend.Asked.class, "gateway_lends_asked", "Callers for whom a slot was asked of the other nodes");
        granted = meters.byReason(
                Lend.Granted.class, "gateway_lends_granted", "Slots of the plan that this node was lent");
        refused = meters.byReason(
                Lend.Refused.class, "gateway_lends_refused", "Callers answered without the slot that was asked for");
        returned = meters.byReason(
                Lend.Returned.class, "gateway_lends_returned", "Slots of the plan that this node gave back");
    }

    /** Counts what this node is lent. */
    void lent(Lend what, int many) {
        if (what instanceof Lend.Asked reason) {
            Meters.count(asked, reason, many);
        } else if (what instanceof Lend.Granted reason) {
            Meters.count(granted, reason, many);
        } else if (what instanceof Lend.Refused reason) {
            Meters.count(refused, reason, many);
        } else {
            Meters.count(returned, (Lend.Returned) what, many);
        }
    }

    void seen(@Nullable ClusterUse use) {
        if (use == null) {
            return;
        }
        last = use;
        if (!shown) {
            shown = true;
            gauge("gateway_cluster_term", "Goes up with each coordinator of the cluster's slots", ClusterUse::term);
            Gauge.builder(
                            "gateway_cluster_coordinator_seen",
                            this,
                            own -> own.last.heardMillis() < 0 ? -1 : own.last.heardMillis() / 1000.0)
                    .description("How long ago the coordinator was heard of; -1 when never")
                    .baseUnit("seconds")
                    .register(registry);
            gauge(
                    "gateway_cluster_share_valid",
                    "1 while this node may admit by what it was lent",
                    now -> now.valid() ? 1 : 0);
        }
        List<MultiGauge.Row<?>> capRows = new ArrayList<>();
        List<MultiGauge.Row<?>> lentRows = new ArrayList<>();
        List<MultiGauge.Row<?>> usedRows = new ArrayList<>();
        List<MultiGauge.Row<?>> waitingRows = new ArrayList<>();
        for (ClusterUse.Row row : use.scopes()) {
            Tags scope = Tags.of("scope", row.scope());
            capRows.add(MultiGauge.Row.of(scope, row.cap()));
            lentRows.add(MultiGauge.Row.of(scope, row.lent()));
            usedRows.add(MultiGauge.Row.of(scope, row.used()));
        }
        for (ClusterUse.Node node : use.nodes()) {
            waitingRows.add(MultiGauge.Row.of(Tags.of("node", node.name()), node.waiting()));
        }
        synchronized (registry) {
            caps.register(capRows, true);
            lent.register(lentRows, true);
            used.register(usedRows, true);
            waiting.register(waitingRows, true);
        }
    }

    private MultiGauge rows(String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    private void gauge(String name, String description, ToDoubleFunction<ClusterUse> value) {
        Gauge.builder(name, this, own -> value.applyAsDouble(own.last))
                .description(description)
                .register(registry);
    }
}
