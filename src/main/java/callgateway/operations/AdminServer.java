package callgateway.operations;

import callgateway.admission.Admission;
import callgateway.call.Calls;
import callgateway.recording.Recordings;
import callgateway.records.Records;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.japi.function.Function;
import org.jspecify.annotations.Nullable;

/** The admin port: health and metrics for anybody who can reach it, the rest for whoever shows the token. */
public final class AdminServer extends AllDirectives {
    /** Several gateways may run in one process. */
    private static final AtomicInteger NODE_LOADS = new AtomicInteger();

    private final ActorSystem<?> system;
    private final CallRoutes callRoutes;
    private final Function<HttpRequest, CompletionStage<HttpResponse>> own;
    private final @Nullable CallsElsewhere elsewhere;
    private final CapacityRoutes capacity;
    private final DrainRoute drain;
    private final EventRoute events;
    private final DashboardFiles dashboard = new DashboardFiles();
    private final Described described = Described.load();
    private final AuditLog audit;
    private final RecordRoutes records;
    private volatile @Nullable ClusterLoad load;
    private final ActorRef<Admission.Command> admission;
    private final RecordingRoutes recordings;
    private final GatewayMetrics metrics;
    private final Readiness readiness;
    private final AdminGuard guard;

    /** The port's routes, of a node that is alone. */
    public AdminServer(
            ActorSystem<?> system,
            ActorRef<Calls.Command> calls,
            ActorRef<Admission.Command> admission,
            GatewayMetrics metrics,
            Readiness readiness,
            LiveView view,
            @Nullable Records records,
            @Nullable Recordings recordings,
            @Nullable OutboundCalls outbound,
            @Nullable String token) {
        this(system, calls, admission, metrics, readiness, view, records, recordings, outbound, token, null);
    }

    /**
     * The port's routes.
     *
     * @param view what is to be seen of calls and admission
     * @param records null when none are kept
     * @param recordings null when there are none
     * @param outbound how calls are placed; null when the carrier's REST API is not used
     * @param token what the API asks for; null when the address it listens on cannot be reached by others
     * @param peers the other nodes; null when this one is alone
     */
    public AdminServer(
            ActorSystem<?> system,
            ActorRef<Calls.Command> calls,
            ActorRef<Admission.Command> admission,
            GatewayMetrics metrics,
            Readiness readiness,
            LiveView view,
            @Nullable Records records,
            @Nullable Recordings recordings,
            @Nullable OutboundCalls outbound,
            @Nullable String token,
            @Nullable PeerCalls peers) {
        this.system = system;
        this.callRoutes = new CallRoutes(system, calls, readiness, outbound);
        this.capacity = new CapacityRoutes(system, admission);
        this.drain = new DrainRoute(system, admission, metrics, readiness, view.feed());
        this.events = new EventRoute(system, calls, view);
        this.audit = new AuditLog(view.feed());
        this.recordings = new RecordingRoutes(system, calls, recordings);
        this.records = new RecordRoutes(system, records, this.recordings);
        this.admission = admission;
        this.own = pathPrefix("api", () -> concat(this.recordings.routes(), callRoutes.routes()))
                .handler(system);
        this.elsewhere = peers == null ? null : new CallsElsewhere(system, peers, own);
        this.metrics = metrics;
        this.readiness = readiness;
        this.guard = new AdminGuard(system, token);
    }

    /** Answers about the calls of this node alone, to whoever may ask; for the other nodes. */
    public Function<HttpRequest, CompletionStage<HttpResponse>> own() {
        return own;
    }

    /** Opens the port; the stage fails when it cannot be opened. */
    public CompletionStage<ServerBinding> start(String host, int port) {
        return Http.get(system).newServerAt(host, port).bind(routes());
    }

    /**
     * From now on calls are counted for {@code /load}, which knows nothing before, and other nodes are told how many there are;
     * where they were counted before, they are no more.
     *
     * @param nodes the actor system in which nodes find each other; of a node that is alone, its own
     */
    public void countIn(ActorSystem<?> nodes) {
        nodes.systemActorOf(
                NodeLoad.create(admission, readiness), "node-load-" + NODE_LOADS.getAndIncrement(), Props.empty());
        load = new ClusterLoad(nodes, readiness, System::nanoTime);
    }

    /** Every route of the admin port. */
    public Route routes() {
        return guard.port(this::all);
    }

    private Route all() {
        return concat(
                pathPrefix("api", () -> guard.api(() -> describedOnly(() -> audited(this::api)))),
                describedOnly(() -> concat(
                        path("healthz", () -> get(() -> text(StatusCodes.OK, "ok\n"))),
                        path("readyz", () -> get(this::ready)),
                        path("metrics", () -> get(this::scrape)),
                        new LoadRoute(() -> load).routes(),
                        path(
                                "openapi.json",
                                () -> get(() -> complete(HttpResponse.create()
                                        .withEntity(HttpEntities.create(
                                                ContentTypes.APPLICATION_JSON, described.text()))))),
                        dashboard.routes())));
    }

    private Route api() {
        return concat(
                elsewhere == null ? concat(recordings.routes(), callRoutes.routes()) : elsewhere.route(),
                capacity.routes(),
                drain.routes(),
                events.routes(),
                records.routes(),
                path("audit", () -> get(() -> complete(AdminAnswers.json(StatusCodes.OK, audit.latest())))));
    }

    private Route describedOnly(Supplier<Route> inner) {
        return extractRequest(request -> {
            String path = request.getUri().getPathString();
            Set<String> methods = described.methodsOf(path);
            if (methods.contains(request.method().value())) {
                return inner.get();
            }
            request.discardEntityBytes(system);
            if (methods.isEmpty()) {
                return complete(AdminAnswers.error(
                        StatusCodes.NOT_FOUND, "not_found", "nothing is there; /openapi.json says what there is"));
            }
            return complete(AdminAnswers.error(
                            StatusCodes.METHOD_NOT_ALLOWED,
                            "method_not_allowed",
                            "possible here: " + String.join(", ", methods))
                    .addHeader(RawHeader.create("Allow", String.join(", ", methods))));
        });
    }

    /** Whatever is no GET may change something: not for other web pages, and noted. */
    private Route audited(Supplier<Route> inner) {
        return extractRequest(request -> {
            if (request.method().isSafe()) {
                return inner.get();
            }
            HttpResponse foreign = CallRoutes.foreign(request);
            if (foreign != null) {
                request.discardEntityBytes(system);
                return complete(foreign);
            }
            Change change = new Change();
            return mapRequest(
                    change::on,
                    () -> mapResponse(
                            response -> {
                                audit.note(
                                        guard.who(), change, response.status().intValue());
                                return response;
                            },
                            () -> inner.get().seal()));
        });
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
}
