package callgateway.operations;

import callgateway.admission.Capacity;
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
