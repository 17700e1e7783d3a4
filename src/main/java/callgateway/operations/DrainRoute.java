package callgateway.operations;

import callgateway.admission.Admission;
import callgateway.admission.Capacity;
import callgateway.admission.Scope;
import callgateway.admission.Snapshot;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/** {@code /api/drain}: empties the node, shows how far that is, lets it take calls again. */
final class DrainRoute extends AllDirectives {
    private static final Duration ASK = Duration.ofSeconds(3);
    private static final int MAX_BODY_BYTES = 4096;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ActorSystem<?> system;
    private final ActorRef<Admission.Command> admission;
    private final GatewayMetrics metrics;
    private final Readiness readiness;
    private final EventFeed feed;

    DrainRoute(
            ActorSystem<?> system,
            ActorRef<Admission.Command> admission,
            GatewayMetrics metrics,
            Readiness readiness,
            EventFeed feed) {
        this.system = system;
        this.admission = admission;
        this.metrics = metrics;
        this.readiness = readiness;
        this.feed = feed;
    }

    Route routes() {
        return path(
                "drain",
                () -> concat(
                        get(() -> completeWithFuture(shown(StatusCodes.OK))),
                        delete(() -> extractRequest(request -> drain(Change.of(request), false))),
                        post(() -> withSizeLimit(
                                MAX_BODY_BYTES,
                                () -> extractStrictEntity(
                                        ASK,
                                        entity -> extractRequest(request -> post(
                                                Change.of(request),
                                                entity.getData().toArray())))))));
    }

    private Route post(Change change, byte[] body) {
        Optional<Boolean> on = wanted(body);
        return on.map(wish -> drain(change, wish))
                .orElseGet(() -> complete(AdminAnswers.error(
                        StatusCodes.BAD_REQUEST,
                        "bad_request",
                        "the body says nothing about drain (expected: {\"drain\": true} or false, or no body)")));
    }

    private static Optional<Boolean> wanted(byte[] body) {
        if (body.length == 0) {
            return Optional.of(true);
        }
        try {
            JsonNode node = JSON.readTree(body);
            JsonNode drain = node == null || !node.isObject() ? null : node.get("drain");
            return drain != null && drain.isBoolean() ? Optional.of(drain.booleanValue()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Route drain(Change change, boolean on) {
        change.is(on ? "drain" : "undrain", "node");
        change.before(AdminAnswers.object().put("draining", readiness.isDraining()));
        if (!readiness.drain(on)) {
            return complete(AdminAnswers.error(
                    StatusCodes.CONFLICT,
                    "not_ready",
                    "the node is " + AccountJson.word(readiness.state()) + ": it takes no calls anyway"));
        }
        change.after(AdminAnswers.object().put("draining", on));
        feed.publish("drain", AdminAnswers.object().put("draining", on));
        return completeWithFuture(shown(StatusCodes.OK));
    }

    private CompletionStage<HttpResponse> shown(StatusCode status) {
        CompletionStage<Capacity> asked =
                AskPattern.ask(admission, Admission.GetCapacity::new, ASK, system.scheduler());
        return asked.thenApply(capacity -> AdminAnswers.json(status, json(capacity)));
    }

    private ObjectNode json(Capacity capacity) {
        int live = metrics.live();
        int expected = capacity.snapshot()
                .of(Scope.NODE)
                .map(Snapshot.Row::unconfirmed)
                .orElse(0);
        int waiting = capacity.snapshot().scopes().stream()
                .filter(row -> row.scope().kind() == Scope.Kind.POOL)
                .mapToInt(Snapshot.Row::waiting)
                .sum();
        Instant since = readiness.drainingSince();
        ObjectNode body = AdminAnswers.object();
        body.put("draining", readiness.isDraining());
        body.put("since", since == null ? null : since.toString());
        body.put("live", live);
        body.put("expected", expected);
        body.put("waiting", waiting);
        body.put("empty", live + expected + waiting == 0);
        return body;
    }
}
