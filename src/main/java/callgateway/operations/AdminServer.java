package callgateway.operations;

import callgateway.admission.Admission;
import callgateway.call.Calls;
import callgateway.records.Records;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
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
    private static final String BEARER = "Bearer ";

    private final ActorSystem<?> system;
    private final CallRoutes callRoutes;
    private final CapacityRoutes capacity;
    private final RecordRoutes records;
    private final GatewayMetrics metrics;
    private final Readiness readiness;
    private final byte @Nullable [] token;

    /**
     * The port's routes.
     *
     * @param records null when none are kept
     * @param outbound how calls are placed; null when the carrier's REST API is not used
     * @param token what the API asks for; null when the address it listens on cannot be reached by others
     */
    public AdminServer(
            ActorSystem<?> system,
            ActorRef<Calls.Command> calls,
            ActorRef<Admission.Command> admission,
            GatewayMetrics metrics,
            Readiness readiness,
            @Nullable Records records,
            @Nullable OutboundCalls outbound,
            @Nullable String token) {
        this.system = system;
        this.callRoutes = new CallRoutes(system, calls, outbound);
        this.capacity = new CapacityRoutes(system, admission);
        this.records = new RecordRoutes(system, records);
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
                        () -> withToken(() -> concat(callRoutes.routes(), capacity.routes(), records.routes()))));
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
                        : complete(AdminAnswers.error(
                                StatusCodes.UNAUTHORIZED,
                                "unauthorized",
                                "send the header Authorization: Bearer with the gateway's ADMIN_TOKEN")));
    }

    private static boolean shows(Optional<Authorization> header, byte[] expected) {
        String value = header.map(Authorization::value).orElse("");
        return value.startsWith(BEARER)
                && MessageDigest.isEqual(value.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8), expected);
    }
}
