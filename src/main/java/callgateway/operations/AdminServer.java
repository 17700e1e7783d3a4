package callgateway.operations;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import callgateway.admission.Admission;
import callgateway.call.CallView;
import callgateway.call.Calls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.Authorization;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.jspecify.annotations.Nullable;

/** The admin port: health and metrics for anybody who can reach it, the rest for whoever shows the token. */
public final class AdminServer extends AllDirectives {
    private static final Duration ASK = Duration.ofSeconds(3);
    private static final String BEARER = "Bearer ";

    private final ActorSystem<?> system;
    private final ActorRef<Calls.Command> calls;
    private final CapacityRoutes capacity;
    private final GatewayMetrics metrics;
    private final Readiness readiness;
    private final byte @Nullable [] token;
    private final ObjectMapper json = new ObjectMapper();

    /**
     * The port's routes.
     *
     * @param token what the API asks for; null when the address it listens on cannot be reached by others
     */
    public AdminServer(
            ActorSystem<?> system,
            ActorRef<Calls.Command> calls,
            ActorRef<Admission.Command> admission,
            GatewayMetrics metrics,
            Readiness readiness,
            @Nullable String token) {
        this.system = system;
        this.calls = calls;
        this.capacity = new CapacityRoutes(system, admission);
        this.metrics = metrics;
        this.readiness = readiness;
        this.token = token == null ? null : token.getBytes(StandardCharsets.UTF_8);
    }

    /** Opens the port; the stage fails when it cannot be opened. */
    public CompletionStage<ServerBinding> start(String host, int port) {
        return Http.get(system).newServerAt(host, port).bind(routes());
    }

    /** Every route of the admin port. */
    public Route routes() {
        return concat(
                path("healthz", () -> get(() -> text(StatusCodes.OK, "ok\n"))),
                path("readyz", () -> get(this::ready)),
                path("metrics", () -> get(this::scrape)),
                pathPrefix(
                        "api",
                        () -> withToken(
                                () -> concat(path(segment("calls"), () -> get(this::listCalls)), capacity.routes()))));
    }

    private Route ready() {
        Readiness.State state = readiness.state();
        String warning = readiness.warning();
        return text(
                state == Readiness.State.READY ? StatusCodes.OK : StatusCodes.SERVICE_UNAVAILABLE,
                state.name().toLowerCase(Locale.ROOT) + (warning == null ? "" : "; " + warning) + "\n");
    }

    private Route scrape() {
        return text(StatusCodes.OK, metrics.scrape());
    }

    private Route text(StatusCode status, String body) {
        return complete(HttpResponse.create()
                .withStatus(status)
                .withEntity(HttpEntities.create(ContentTypes.TEXT_PLAIN_UTF8, body)));
    }

    private Route withToken(Supplier<Route> inner) {
        byte[] expected = token;
        if (expected == null) {
            return inner.get();
        }
        return optionalHeaderValueByType(
                Authorization.class,
                header -> shows(header, expected)
                        ? inner.get()
                        : error(
                                StatusCodes.UNAUTHORIZED,
                                "unauthorized",
                                "send the header Authorization: Bearer with the gateway's ADMIN_TOKEN"));
    }

    private static boolean shows(Optional<Authorization> header, byte[] expected) {
        String value = header.map(Authorization::value).orElse("");
        return value.startsWith(BEARER)
                && MessageDigest.isEqual(value.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8), expected);
    }

    private Route error(StatusCode status, String code, String message) {
        ObjectNode body = json.createObjectNode();
        body.putObject("error").put("code", code).put("message", message);
        return json(status, body);
    }

    private Route listCalls() {
        CompletionStage<List<CallView>> views = AskPattern.ask(calls, Calls.ListCalls::new, ASK, system.scheduler());
        return onSuccess(views, list -> {
            ObjectNode body = json.createObjectNode();
            ArrayNode array = body.putArray("calls");
            list.forEach(view -> array.add(json(view)));
            return json(StatusCodes.OK, body);
        });
    }

    private ObjectNode json(CallView view) {
        ObjectNode call = json.createObjectNode();
        call.put("callSid", view.callSid());
        call.put("streamSid", view.streamSid());
        call.put("from", view.from());
        call.put("to", view.to());
        call.put("state", view.state().name().toLowerCase(Locale.ROOT));
        call.put("startedAt", view.startedAt().toString());
        call.put("agentCallId", view.agentCallId());
        call.put("attempts", view.attempts());
        if (view.agentReadyMs() >= 0) {
            call.put("agentReadyMs", view.agentReadyMs());
        }
        if (view.firstAudioMs() >= 0) {
            call.put("firstAudioMs", view.firstAudioMs());
        }
        return call;
    }

    private Route json(StatusCode status, ObjectNode body) {
        try {
            return complete(HttpResponse.create()
                    .withStatus(status)
                    .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, json.writeValueAsBytes(body))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
    }
}
