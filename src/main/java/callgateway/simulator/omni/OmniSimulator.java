package callgateway.simulator.omni;

import callgateway.omni.OmniHttpAnswers;
import callgateway.simulator.Metronome;
import callgateway.transport.stock.StockAnswer;
import callgateway.transport.stock.StockHeader;
import callgateway.transport.stock.StockListener;
import callgateway.transport.stock.StockLoops;
import callgateway.transport.stock.StockRequest;
import callgateway.transport.stock.StockResponse;
import callgateway.transport.stock.StockSocket;
import callgateway.transport.stock.StockWebSocketServer;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A server that is to a gateway what Omni is: {@code GET /v1/omni} for sessions and {@code GET /v1/me} for the key's
 * limits. Safe from any thread.
 */
public final class OmniSimulator implements AutoCloseable {
    private static final int REQUESTS_PER_SECOND = 1000;

    private final OmniSimulatorSettings settings;
    private final Metronome metronome;
    private final LongSupplier clock;
    private final OmniSimulatorListener listener;
    private final ArrayDeque<OmniBehaviour> once = new ArrayDeque<>();
    private final ArrayDeque<SimulatedSession> sessions = new ArrayDeque<>();
    private OmniBehaviour behaviour = OmniBehaviour.NORMAL;
    private int concurrency;
    private int live;
    private int peak;
    private long accepted;
    private long refused;
    private @Nullable StockWebSocketServer server;

    private OmniSimulator(
            OmniSimulatorSettings settings, Metronome metronome, LongSupplier clock, OmniSimulatorListener listener) {
        this.settings = settings;
        this.metronome = metronome;
        this.clock = clock;
        this.listener = listener;
        this.concurrency = settings.concurrency();
    }

    /**
     * Starts listening. Loops and metronome stay the caller's.
     *
     * @throws IOException if the address cannot be bound
     */
    public static OmniSimulator start(StockLoops loops, Metronome metronome, OmniSimulatorSettings settings)
            throws IOException {
        return start(loops, metronome, settings, OmniSimulatorListener.NONE);
    }

    /** As {@link #start(StockLoops, Metronome, OmniSimulatorSettings)}, and tells the listener of every session. */
    public static OmniSimulator start(
            StockLoops loops, Metronome metronome, OmniSimulatorSettings settings, OmniSimulatorListener listener)
            throws IOException {
        OmniSimulator simulator = new OmniSimulator(settings, metronome, Metronome::now, listener);
        simulator.server = StockWebSocketServer.bind(loops, settings.address(), simulator::answer);
        return simulator;
    }

    public int port() {
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return server.port();
    }

    /** What a gateway is given as the address of Omni. */
    public URI baseUri() {
        return URI.create("http://" + settings.address().getHostString() + ":" + port());
    }

    /** How sessions behave that are asked for from now on. */
    public synchronized void behave(OmniBehaviour value) {
        behaviour = value;
    }

    /** How the next attempts behave, one each, before {@link #behave} holds again. */
    public synchronized void behaveOnce(OmniBehaviour... values) {
        once.addAll(Arrays.asList(values));
    }

    /** From now on so many sessions at a time. */
    public synchronized void limitConcurrency(int sessionsAtATime) {
        concurrency = sessionsAtATime;
    }

    /** Sessions that are open now. */
    public synchronized int live() {
        return live;
    }

    /** The most that were open at a time. */
    public synchronized int peak() {
        return peak;
    }

    /** Sessions let in. */
    public synchronized long accepted() {
        return accepted;
    }

    /** Attempts answered with anything but 101, or with nothing. */
    public synchronized long refused() {
        return refused;
    }

    /** Live sessions and the latest finished ones, oldest first. */
    public synchronized List<OmniSession> sessions() {
        return new ArrayList<>(sessions);
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }

    private StockAnswer answer(StockRequest request) {
        String path = request.path();
        if (path.equals("/v1/me") && !request.isUpgrade()) {
            return me(request);
        }
        if (!path.equals("/v1/omni")) {
            return error(404, "unknown_route", "no such route");
        }
        if (!request.isUpgrade()) {
            return error(426, "upgrade_required", "this is a WebSocket");
        }
        StockAnswer answer = open(request);
        if (answer instanceof StockAnswer.Respond refusal) {
            listener.refused(request, "HTTP " + refusal.response().status());
        } else if (!(answer instanceof StockAnswer.Accept)) {
            listener.refused(request, answer instanceof StockAnswer.Reset ? "reset" : "no answer");
        }
        return answer;
    }

    private StockAnswer me(StockRequest request) {
        if (!Credentials.match(settings.apiKey(), request)) {
            return error(401, "invalid_api_key", "no such key");
        }
        int limit = synchronizedConcurrency();
        return StockAnswer.respond(new StockResponse(200, json(), OmniHttpAnswers.me(limit, REQUESTS_PER_SECOND)));
    }

    private synchronized int synchronizedConcurrency() {
        return concurrency;
    }

    private synchronized StockAnswer open(StockRequest request) {
        OmniBehaviour chosen = once.isEmpty() ? behaviour : once.remove();
        if (chosen.stall() == Stall.NO_ANSWER || chosen.stall() == Stall.RESET) {
            refused++;
            return chosen.stall() == Stall.RESET ? StockAnswer.Reset.INSTANCE : StockAnswer.Silence.INSTANCE;
        }
        StockResponse refusal = chosen.refusal();
        if (refusal != null) {
            refused++;
            return StockAnswer.respond(refusal);
        }
        if (!Credentials.match(settings.apiKey(), request)) {
            refused++;
            return error(401, "invalid_api_key", "no such key");
        }
        int inputHz = UpgradeQuery.rate(request.target());
        if (inputHz == 0) {
            refused++;
            return error(400, "invalid_request", "rate must be 8000, 16000 or 24000");
        }
        if (live >= concurrency) {
            if (chosen.has(Quirk.FULL_BY_CLOSE_CODE)) {
                chosen = chosen.with(Mishap.closeOnOpen(4429, "concurrency_limit_exceeded"));
            } else {
                refused++;
                return full();
            }
        }
        return accept(request, chosen, inputHz);
    }

    private StockAnswer accept(StockRequest request, OmniBehaviour chosen, int inputHz) {
        live++;
        peak = Math.max(peak, live);
        SocketOutlet outlet = new SocketOutlet();
        SimulatedSession session = new SimulatedSession(
                "c_" + ++accepted,
                request,
                chosen,
                inputHz,
                new SessionTape(settings.recordedSeconds() * 2 * 24_000),
                outlet,
                this::partner);
        sessions.add(session);
        while (sessions.size() - live > settings.keptSessions()) {
            sessions.remove();
        }
        String subprotocol = UpgradeQuery.subprotocol(chosen.subprotocol(), request);
        return new StockAnswer.Accept(new SessionSocket(session, outlet), subprotocol, List.of());
    }

    private Partner partner(SimulatedSession session, SessionLine line, SessionTape tape) {
        AgentScript script = settings.script();
        return script == null
                ? new EchoPartner(session.inputHz(), session.outputHz(), settings.echoPieceMs(), line)
                : new ScriptedAgent(script, session.behaviour(), session.inputHz(), session.outputHz(), line, tape);
    }

    private StockAnswer full() {
        List<StockHeader> headers = new ArrayList<>(json());
        headers.add(new StockHeader("Retry-After", "1"));
        byte[] body = OmniHttpAnswers.error("concurrency_limit_exceeded", "too many concurrent sessions");
        return StockAnswer.respond(new StockResponse(429, headers, body));
    }

    private static StockAnswer error(int status, String code, String message) {
        return StockAnswer.respond(new StockResponse(status, json(), OmniHttpAnswers.error(code, message)));
    }

    private static List<StockHeader> json() {
        return List.of(new StockHeader("Content-Type", "application/json"));
    }

    private synchronized void gone() {
        live--;
    }

    /** Connects a session to its socket. */
    private final class SessionSocket implements StockListener {
        private final SimulatedSession session;
        private final SocketOutlet outlet;

        SessionSocket(SimulatedSession session, SocketOutlet outlet) {
            this.session = session;
            this.outlet = outlet;
        }

        @Override
        public void opened(StockSocket socket) {
            outlet.connect(socket);
            long now = clock.getAsLong();
            listener.opened(session);
            session.opened(now);
            if (settings.script() != null || session.behaviour().mishap() != null) {
                metronome.add(now, session::beat);
            }
        }

        @Override
        public void notOpened() {
            session.closed(1006, "", clock.getAsLong());
            gone();
        }

        @Override
        public void text(StockSocket socket, byte[] utf8, int off, int len) {
            session.text(utf8, off, len, clock.getAsLong());
        }

        @Override
        public void binary(StockSocket socket, byte[] bytes, int off, int len) {
            session.binary(bytes, off, len, clock.getAsLong());
        }

        @Override
        public void closed(StockSocket socket, int code, String reason) {
            session.closed(code, reason, clock.getAsLong());
            gone();
            listener.closed(session);
        }
    }
}
