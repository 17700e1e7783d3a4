package callgateway.simulator.omni;

import callgateway.omni.KeyAccount;
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
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A server that is to a gateway what Omni is: {@code GET /v1/omni} for sessions, {@code GET /v1/me} for the key's
 * limits, {@code GET /v1/voices}, and {@code GET /v1/agents/{id}} for agents that were stored. Safe from any thread.
 */
public final class OmniSimulator implements AutoCloseable {
    private static final int REQUESTS_PER_SECOND = 1000;
    private static final String AGENTS = "/v1/agents/";

    private final OmniSimulatorSettings settings;
    private final Metronome metronome;
    private final LongSupplier clock;
    private final OmniSimulatorListener listener;
    private final Door door;
    private final ArrayDeque<SimulatedSession> sessions = new ArrayDeque<>();
    private final Map<String, byte[]> agents = new HashMap<>();
    private @Nullable Integer announced;
    private List<String> scopes = List.of(KeyAccount.SESSION_SCOPE);
    private List<String> voices = List.of("aria", "marin");
    private Duration clockAhead = Duration.ZERO;
    private @Nullable StockWebSocketServer server;

    private OmniSimulator(
            OmniSimulatorSettings settings, Metronome metronome, LongSupplier clock, OmniSimulatorListener listener) {
        this.settings = settings;
        this.metronome = metronome;
        this.clock = clock;
        this.listener = listener;
        this.door = new Door(settings);
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

    /** How sessions behave that are asked for from now on; see {@link OmniRefusal#of} for refusals. */
    public void behave(OmniBehaviour value) {
        door.behave(value);
    }

    /** Who is met in which session from now on; the others are as usual. */
    public void cast(Casting value) {
        door.cast(value);
    }

    /** How the next attempts behave, one each, before {@link #behave} holds again. */
    public void behaveOnce(OmniBehaviour... values) {
        door.behaveOnce(Arrays.asList(values));
    }

    /**
     * A share of the attempts behaves so from now on, and the others as {@link #behave} says. The same seed chooses the
     * same attempts, counted from this call.
     *
     * @param share 0 to 1
     */
    public void behaveAtRandom(OmniBehaviour value, double share, long seed) {
        behaveAtRandom(List.of(value), share, seed);
    }

    /** As {@link #behaveAtRandom(OmniBehaviour, double, long)}, and which of these it is is left to chance too. */
    public void behaveAtRandom(List<OmniBehaviour> values, double share, long seed) {
        door.behaveAtRandom(values, share, seed);
    }

    /** From now on so many sessions at a time; those that are open stay. */
    public void limitConcurrency(int sessionsAtATime) {
        door.limit(sessionsAtATime);
    }

    /** How sessions beyond the limit are refused from now on. */
    public void whenFull(WhenFull value) {
        door.whenFull(value);
    }

    /** What {@code GET /v1/me} tells as the limit, whatever it is; null: what it is. */
    public synchronized void announceConcurrency(@Nullable Integer sessionsAtATime) {
        announced = sessionsAtATime;
    }

    /** What {@code GET /v1/me} tells of the key from now on. */
    public synchronized void announceScopes(String... names) {
        scopes = List.of(names);
    }

    /** The voices that {@code GET /v1/voices} lists from now on. */
    public synchronized void voices(String... ids) {
        voices = List.of(ids);
    }

    /** From now on an agent of this id is stored, which {@code GET /v1/agents/{id}} shows; who is met in sessions stays as it is. */
    public synchronized void storeAgent(String id, String persona, String greeting) {
        agents.put(id, OmniHttpAnswers.agent(id, persona, greeting));
    }

    /** So far ahead of this machine's is the clock in the {@code Date} of answers from now on. */
    public synchronized void clockAhead(Duration value) {
        clockAhead = value;
    }

    /** Sessions that are open now: from the 101 until the socket is closed. */
    public int live() {
        return door.live();
    }

    /** The most that were open at a time; with those that were let in only to be closed. */
    public int peak() {
        return door.peak();
    }

    /** Sessions let in. */
    public long accepted() {
        return door.accepted();
    }

    /** Attempts answered with anything but 101, or with nothing. */
    public long refused() {
        return door.refused();
    }

    /** Attempts that came while as many sessions were open as the limit allows. */
    public long beyondLimit() {
        return door.beyond();
    }

    /** How many attempts were refused in each way; not in it are stalls and answers of one's own. */
    public Map<OmniRefusal, Long> refusals() {
        return door.refusals();
    }

    /** How many attempts were refused in this way. */
    public long refused(OmniRefusal kind) {
        return door.refusals().getOrDefault(kind, 0L);
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
            return account(request, OmniHttpAnswers.me(announced(), REQUESTS_PER_SECOND, scopes()));
        }
        if (path.equals("/v1/voices") && !request.isUpgrade()) {
            return account(request, OmniHttpAnswers.voices(knownVoices()));
        }
        if (path.startsWith(AGENTS) && !request.isUpgrade()) {
            byte[] agent = agent(path.substring(AGENTS.length()));
            return agent == null
                    ? StockAnswer.respond(OmniRefusal.http(404, "agent_not_found", 0))
                    : account(request, agent);
        }
        if (!path.equals("/v1/omni")) {
            return StockAnswer.respond(OmniRefusal.http(404, "unknown_route", 0));
        }
        if (!request.isUpgrade()) {
            return StockAnswer.respond(OmniRefusal.http(426, "upgrade_required", 0));
        }
        StockAnswer answer = open(request);
        if (answer instanceof StockAnswer.Respond refusal) {
            listener.refused(request, "HTTP " + refusal.response().status());
        } else if (!(answer instanceof StockAnswer.Accept)) {
            listener.refused(request, answer instanceof StockAnswer.Reset ? "reset" : "no answer");
        }
        return answer;
    }

    private StockAnswer account(StockRequest request, byte[] body) {
        StockResponse refusal = door.keyRefusal(request);
        StockResponse answer = refusal == null
                ? new StockResponse(200, List.of(new StockHeader("Content-Type", "application/json")), body)
                : refusal;
        List<StockHeader> headers = new ArrayList<>(answer.headers());
        headers.add(new StockHeader("Date", date()));
        return StockAnswer.respond(new StockResponse(answer.status(), headers, answer.body()));
    }

    private synchronized String date() {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.now().plus(clockAhead).atOffset(ZoneOffset.UTC));
    }

    private synchronized List<String> scopes() {
        return scopes;
    }

    private synchronized List<String> knownVoices() {
        return voices;
    }

    private synchronized byte @Nullable [] agent(String encodedId) {
        return agents.get(URLDecoder.decode(encodedId, StandardCharsets.UTF_8));
    }

    private synchronized int announced() {
        return announced == null ? door.concurrency() : announced;
    }

    private StockAnswer open(StockRequest request) {
        Door.Decision decision = door.knock(request);
        if (decision instanceof Door.Decision.In in) {
            return accept(request, in);
        }
        return ((Door.Decision.Out) decision).answer();
    }

    private synchronized StockAnswer accept(StockRequest request, Door.Decision.In in) {
        SocketOutlet outlet = new SocketOutlet();
        SimulatedSession session = new SimulatedSession(
                "c_" + in.number(),
                request,
                in.part().behaviour(),
                in.inputHz(),
                new SessionTape(settings.recordedSeconds() * 2 * 24_000),
                outlet,
                (played, line, tape) -> partner(in.part(), played, line, tape));
        sessions.add(session);
        int live = door.live();
        while (sessions.size() - live > settings.keptSessions()) {
            sessions.remove();
        }
        String subprotocol = UpgradeQuery.subprotocol(in.part().behaviour().subprotocol(), request);
        return new StockAnswer.Accept(new SessionSocket(session, outlet), subprotocol, List.of());
    }

    private Partner partner(OmniPart part, SimulatedSession session, SessionLine line, SessionTape tape) {
        int inputHz = session.inputHz();
        int outputHz = session.outputHz();
        if (part.play() != null) {
            return new PlayedAgent(part.play(), part.behaviour(), inputHz, outputHz, line, tape, session::befall);
        }
        AgentScript script = part.script();
        return script == null
                ? new EchoPartner(inputHz, outputHz, settings.echoPieceMs(), line)
                : new ScriptedAgent(script, part.behaviour(), inputHz, outputHz, line, tape);
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
            if (session.keepsTime()) {
                metronome.add(now, session::beat);
            }
        }

        @Override
        public void notOpened() {
            session.closed(1006, "", clock.getAsLong());
            door.gone();
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
            door.gone();
            listener.closed(session);
        }
    }
}
