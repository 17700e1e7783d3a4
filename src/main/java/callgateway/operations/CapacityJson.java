package callgateway.operations;

import callgateway.admission.Capacity;
import callgateway.admission.ClusterUse;
import callgateway.admission.Limits;
import callgateway.admission.Scope;
import callgateway.admission.Snapshot;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** How caps and use are shown. */
final class CapacityJson {
    private CapacityJson() {}

    /** @param numbers whether single numbers are shown, which name whom they belong to */
    static ObjectNode of(Capacity capacity, boolean numbers) {
        ObjectNode body = AdminAnswers.object();
        ObjectNode plan = body.putObject("plan");
        plan.put("state", AccountJson.word(capacity.state()));
        plan.put("limit", capacity.planLimit()).put("ceiling", capacity.planCeiling());
        capacity.fault().ifPresent(fault -> plan.put("keyRefused", fault.fix()));
        ArrayNode scopes = body.putArray("scopes");
        for (Snapshot.Row row : capacity.snapshot().scopes()) {
            if (numbers || row.scope().kind() != Scope.Kind.NUMBER) {
                scopes.add(of(row));
            }
        }
        if (capacity.cluster() != null) {
            body.set("cluster", of(capacity.cluster()));
        }
        return body;
    }

    private static ObjectNode of(ClusterUse cluster) {
        ObjectNode body = AdminAnswers.object();
        body.put("term", cluster.term()).put("coordinator", cluster.coordinator());
        body.put("heardMillis", cluster.heardMillis()).put("valid", cluster.valid());
        ArrayNode nodes = body.putArray("nodes");
        for (ClusterUse.Node node : cluster.nodes()) {
            nodes.addObject()
                    .put("node", node.name())
                    .put("lent", node.lent())
                    .put("used", node.used())
                    .put("waiting", node.waiting())
                    .put("silentMillis", node.silentMillis());
        }
        ArrayNode scopes = body.putArray("scopes");
        for (ClusterUse.Row row : cluster.scopes()) {
            scopes.addObject()
                    .put("scope", row.scope())
                    .put("cap", row.cap())
                    .put("lent", row.lent())
                    .put("used", row.used());
        }
        return body;
    }

    private static ObjectNode of(Snapshot.Row row) {
        ObjectNode scope = AdminAnswers.object().put("scope", row.scope().toString());
        put(scope, "cap", row.cap());
        put(scope, "effectiveCap", row.effectiveCap());
        scope.put("reserved", row.reserved());
        scope.put("unconfirmed", row.unconfirmed());
        scope.put("live", row.permits());
        scope.put("waiting", row.waiting());
        return scope;
    }

    static void put(ObjectNode node, String name, int cap) {
        if (cap == Limits.UNLIMITED) {
            node.putNull(name);
        } else {
            node.put(name, cap);
        }
    }
}
