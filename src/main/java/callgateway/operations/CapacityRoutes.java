package callgateway.operations;

import static org.apache.pekko.http.javadsl.server.PathMatchers.remaining;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import callgateway.admission.Admission;
import callgateway.admission.Capacity;
import callgateway.admission.Limits;
import callgateway.admission.Scope;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.jspecify.annotations.Nullable;

/**
 * Caps and use: {@code GET /api/capacity}, and {@code PUT /api/capacity/{scope}} with {@code {"cap": 10}}. A cap set this
 * way holds until it is set again or the gateway restarts; for a pool also until the configuration changes. In a cluster it holds
 * for all nodes, until all have stopped. {@code DELETE /api/capacity/nodes/{node}} frees the slots of a node that is dead.
 */
final class CapacityRoutes extends AllDirectives {
    private static final Duration ASK = Duration.ofSeconds(3);
    private static final int MAX_BODY_BYTES = 4096;

    private final ActorSystem<?> system;
    private final ActorRef<Admission.Command> admission;
    private final ObjectMapper json = new ObjectMapper();

    CapacityRoutes(ActorSystem<?> system, ActorRef<Admission.Command> admission) {
        this.system = system;
        this.admission = admission;
    }

    Route routes() {
        return pathPrefix(
                segment("capacity"),
                () -> concat(
                        pathEnd(() -> get(this::show)),
                        path(
                                segment("nodes").slash(segment()),
                                node -> delete(() -> extractRequest(request -> bury(Change.of(request), node)))),
                        path(
                                remaining(),
                                scope -> put(() -> withSizeLimit(
                                        MAX_BODY_BYTES,
                                        () -> extractStrictEntity(
                                                ASK,
                                                entity -> extractRequest(
                                                        request -> change(Change.of(request), scope, entity))))))));
    }

    private Route show() {
        CompletionStage<Capacity> now = AskPattern.ask(admission, Admission.GetCapacity::new, ASK, system.scheduler());
        return onSuccess(now, capacity -> answer(StatusCodes.OK, CapacityJson.of(capacity, true)));
    }

    private Route bury(Change noted, String node) {
        noted.is("node-dead", node);
        CompletionStage<Admission.CapAnswer> asked =
                AskPattern.ask(admission, replyTo -> new Admission.Dead(node, replyTo), ASK, system.scheduler());
        return onSuccess(asked, answer -> {
            Capacity now = answer.now();
            return now == null ? wrong(answer.wrong()) : answer(StatusCodes.OK, CapacityJson.of(now, true));
        });
    }

    private Route change(Change noted, String written, HttpEntity.Strict entity) {
        Scope scope;
        int cap;
        try {
            scope = Scope.parse(written);
            cap = cap(entity.getData().toArray());
        } catch (IllegalArgumentException e) {
            return wrong(e.getMessage());
        }
        noted.is("cap", scope.toMaskedString());
        CompletionStage<Capacity> before =
                AskPattern.ask(admission, Admission.GetCapacity::new, ASK, system.scheduler());
        CompletionStage<Admission.CapAnswer> asked = before.thenCompose(was -> {
            noted.before(cap(was, scope));
            return AskPattern.ask(
                    admission, replyTo -> new Admission.Cap(scope, cap, replyTo), ASK, system.scheduler());
        });
        return onSuccess(asked, answer -> {
            Capacity now = answer.now();
            noted.after(now == null ? null : cap(now, scope));
            return now == null ? wrong(answer.wrong()) : answer(StatusCodes.OK, CapacityJson.of(now, true));
        });
    }

    private int cap(byte[] body) {
        try {
            JsonNode node = json.readTree(body);
            JsonNode cap = node == null ? null : node.get("cap");
            if (cap != null && cap.isInt() && cap.intValue() >= 0) {
                return cap.intValue();
            }
            if (cap != null && cap.isNull()) {
                return Limits.UNLIMITED;
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("the body is not JSON (expected: {\"cap\": 10})", e);
        }
        throw new IllegalArgumentException("the body has no usable cap (expected: {\"cap\": 10}, or null for no cap)");
    }

    private static ObjectNode cap(Capacity capacity, Scope scope) {
        ObjectNode cap = AdminAnswers.object();
        capacity.snapshot().of(scope).ifPresent(row -> CapacityJson.put(cap, "cap", row.cap()));
        return cap;
    }

    private Route wrong(@Nullable String message) {
        ObjectNode body = json.createObjectNode();
        body.putObject("error").put("code", "bad_request").put("message", message);
        return answer(StatusCodes.BAD_REQUEST, body);
    }

    private Route answer(StatusCode status, ObjectNode body) {
        return complete(HttpResponse.create()
                .withStatus(status)
                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, body.toString())));
    }
}
