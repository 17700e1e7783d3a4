package callgateway.endtoend;

import callgateway.FreePort;
import callgateway.audio.WavFile;
import callgateway.simulator.caller.CallerEvent;
import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.caller.CallerScript;
import callgateway.simulator.caller.CallerSettings;
import callgateway.simulator.caller.CallerSimulator;
import callgateway.simulator.caller.CallerTimes;
import callgateway.simulator.fault.Fault;
import callgateway.simulator.fault.FaultRelay;
import callgateway.simulator.fault.Towards;
import callgateway.simulator.omni.OmniSession;
import callgateway.simulator.omni.OmniSessionEvent;
import callgateway.simulator.rest.RestStandIn;
import callgateway.tools.ToolServer;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where one scenario is played: a gateway of its own, its lines, and Twilio's REST API. */
final class Stage implements AutoCloseable {
    /** Nothing is given up because this machine stands still; a scenario about giving up says how soon. */
    private static final String PATIENT = """
            omni { connect-timeout = 60s, hello-timeout = 60s, configured-timeout = 60s }
            calls { setup-within = 120s, first-audio-within = 60s, continuity.redial-within = 60s }
            """;

    /** More would be a storm, in which agents seem dead: callers, agents and gateway are one process here. */
    private static final int SET_UP_AT_ONCE = 20;

    private final FarEnds far;
    private final Cast cast;
    private final Scenario scenario;
    private final String callSid;
    private final int crowd;
    private final Deque<Closeable> toClose = new ArrayDeque<>();
    /** Kinds of what the caller has met, and names of verbs. */
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final RestStandIn rest;
    private final ToolServer tools;
    private final List<String> unmet = new ArrayList<>();
    private final List<Socket> silentOnes = new ArrayList<>();
    private final GatewayUnderTest gateway;
    private @Nullable FaultRelay agentLine;
    private @Nullable FaultRelay callerLine;

    /** @param crowd how many other calls go on meanwhile */
    Stage(FarEnds far, Cast cast, Scenario scenario, String callSid, int crowd) throws Exception {
        this.far = far;
        this.cast = cast;
        this.scenario = scenario;
        this.callSid = callSid;
        this.crowd = crowd;
        this.folder = Files.createTempDirectory("scenario");
        toClose.push(this::deleteFolder);
        this.rest = RestStandIn.start(GatewayUnderTest.ACCOUNT, GatewayUnderTest.ACCOUNT, GatewayUnderTest.AUTH_TOKEN);
        toClose.push(rest::close);
        this.tools = scenario.endpoint().start();
        toClose.push(tools::close);
        this.gateway = GatewayUnderTest.start(far, omni(), settings());
        toClose.push(gateway::close);
        if (breaks(Meanwhile.Line.CALLER)) {
            callerLine = relayTo(gateway.address());
        }
    }

    /** Plays it to the end. */
    Happened play() throws Exception {
        cast.add(callSid, scenario.agents());
        Scenario.Stored stored = scenario.stored();
        if (stored != null) {
            far.omni.storeAgent(stored.id(), stored.persona(), "Good day.");
        }
        rest.call(callSid, scenario.carrier().callIs());
        scenario.carrier().direct(rest);
        scenario.meanwhile().stream()
                .filter(one -> one.when() == Meanwhile.Moment.BEFORE)
                .forEach(this::carryOut);
        CallerSimulator others = crowd();
        Counters before = Counters.parse(gateway.admin("/metrics"));
        CallerSimulator callers = gateway.callers(callerSettings());
        rest.carriedOutBy((one, twiml) -> scenario.carrier().carriesOut() && redirect(callers, twiml));
        CompletableFuture<CallerResult> call = callers.call(callers.settings(), scenario.caller(), callSid, this::sees);
        for (Meanwhile one : scenario.meanwhile()) {
            if (one.when() != Meanwhile.Moment.BEFORE) {
                GatewayUnderTest.soon().until(() -> call.isDone() || hasCome(one.when()));
                // Real time is the matter here: a line that breaks half a second into a sentence.
                long due = System.nanoTime() + one.after().toNanos();
                GatewayUnderTest.soon().until(() -> System.nanoTime() - due >= 0);
                if (one.deed() == Meanwhile.Deed.CallerHangsUp.INSTANCE) {
                    callers.hangUp(callSid);
                } else if (one.deed() instanceof Meanwhile.Deed.Counts counts) {
                    await(counts, call);
                } else {
                    carryOut(one);
                }
            }
        }
        CallerResult result = GatewayUnderTest.result(call);
        letItEnd();
        List<WavFile> tapes = tapes();
        Counters added = Counters.parse(gateway.admin("/metrics")).since(before);
        List<String> record = Recorded.events(gateway.admin("/api/calls/" + callSid));
        others.close();
        for (Socket silent : silentOnes) {
            silent.close();
        }
        letEverythingEnd();
        return new Happened(
                result,
                sessions(),
                cast.attempts(callSid),
                rest.records(),
                Endpoint.asked(tools),
                record,
                tapes,
                unmet,
                added);
    }

    private List<WavFile> tapes() throws IOException {
        if (scenario.expected().recordings().isEmpty()) {
            return List.of();
        }
        GatewayUnderTest.soon().until(() -> gateway.metric("gateway_recordings_active") <= crowd);
        // The last news of them is behind the file's end.
        GatewayUnderTest.soon()
                .until(() -> gateway.admin("/api/calls/" + callSid).split("recording_ended", -1).length
                        > scenario.expected().recordings().size());
        List<WavFile> tapes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".wav"))
                    .filter(path -> path.toString().contains(callSid))
                    .sorted()
                    .toList()) {
                tapes.add(WavFile.read(file));
            }
        }
        return tapes;
    }

    /** They listen to an agent that echoes the noise of their lines: frames both ways, fifty a second. */
    private CallerSimulator crowd() {
        CallerSimulator others = gateway.callers(gateway.settings().withRecordedSeconds(0));
        toClose.push(others::close);
        for (int i = 1; i <= crowd; i++) {
            var unused = others.call(CallerScript.listen(Duration.ofMinutes(10)));
            if (i % SET_UP_AT_ONCE == 0 || i == crowd) {
                int placed = i;
                GatewayUnderTest.soon()
                        .pollInterval(Duration.ofMillis(100))
                        .until(() -> gateway.metric("gateway_agent_ready_seconds_count") >= placed);
            }
        }
        return others;
    }

    /** The call is over here; what a broken line keeps from ending elsewhere is freed. */
    private void letItEnd() {
        GatewayUnderTest.soon().until(() -> gateway.metric("gateway_calls_live") == crowd);
        for (FaultRelay line : new FaultRelay[] {agentLine, callerLine}) {
            if (line != null) {
                line.close();
            }
        }
        GatewayUnderTest.soon().until(() -> sessions().stream().noneMatch(OmniSession::isLive));
    }

    /** Nothing stays behind. */
    private void letEverythingEnd() {
        GatewayUnderTest.soon().until(() -> gateway.metric("gateway_calls_live") == 0);
        GatewayUnderTest.soon().until(() -> gateway.metric("gateway_connections_open") == 0);
        GatewayUnderTest.soon()
                .until(() -> Counters.parse(gateway.admin("/metrics")).are(0, "gateway_slots_used", "live"));
    }

    private void sees(CallerEvent event) {
        seen.add(event.kind().name());
        if (event.kind() == CallerEvent.Kind.VERB) {
            seen.add(event.detail());
        }
    }

    private boolean redirect(CallerSimulator callers, String twiml) {
        try {
            return callers.redirect(callSid, twiml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it is so, and remembers what never was. */
    private void await(Meanwhile.Deed.Counts counts, CompletableFuture<CallerResult> call) {
        // Rows of slots are there only after a while.
        GatewayUnderTest.soon().ignoreException(IllegalArgumentException.class).until(() -> {
            Counters now = Counters.parse(gateway.admin("/metrics"));
            List<String> differences = counts.metrics().entrySet().stream()
                    .filter(one -> !one.getValue().holds(now.sum(one.getKey())))
                    .map(one -> "meanwhile " + one.getKey() + ": expected " + one.getValue() + ", was "
                            + Range.shown(now.sum(one.getKey())))
                    .toList();
            if (!differences.isEmpty() && call.isDone()) {
                unmet.addAll(differences);
            }
            return differences.isEmpty() || call.isDone();
        });
    }

    private List<OmniSession> sessions() {
        return far.omni.sessions().stream()
                .filter(session -> session.label().replaceFirst("-[0-9]+$", "").equals(callSid))
                .toList();
    }

    private boolean hasCome(Meanwhile.Moment moment) {
        return switch (moment) {
            case BEFORE, NOW -> true;
            case CALLER_CONNECTED -> seen.contains(CallerEvent.Kind.STREAM_STARTED.name());
            case AGENT_HEARD -> seen.contains(CallerEvent.Kind.AGENT_SPEAKS.name());
            case DIALLING -> seen.contains("Dial");
            case AGENT_REPLACED -> sessions().size() > 1;
            case AGENT_CALLED -> agentDid(OmniSessionEvent.Kind.OPENED);
            case AGENT_CONFIGURED -> agentDid(OmniSessionEvent.Kind.CONFIGURED);
            case CALLER_HEARD -> agentDid(OmniSessionEvent.Kind.CALLER_SPEAKS);
        };
    }

    private boolean agentDid(OmniSessionEvent.Kind kind) {
        return sessions().stream()
                .flatMap(session -> session.events().stream())
                .anyMatch(event -> event.kind() == kind);
    }

    private void carryOut(Meanwhile one) {
        try {
            if (one.deed() instanceof Meanwhile.Deed.Break broken) {
                carryOut(broken);
            } else if (one.deed() instanceof Meanwhile.Deed.Operator operator) {
                gateway.post("/api/calls/" + callSid + "/" + operator.action(), operator.body());
            } else if (one.deed() instanceof Meanwhile.Deed.TwilioReports report) {
                try (RawCaller twilio = new RawCaller(gateway, callSid)) {
                    twilio.webhook("/voice/status", report.status());
                }
            } else if (one.deed() instanceof Meanwhile.Deed.SilentConnections silent) {
                connectSilently(silent.count());
            }
        } catch (IOException e) {
            throw new IllegalStateException(scenario.name() + ", meanwhile: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(scenario.name() + ", meanwhile: interrupted", e);
        }
    }

    private void connectSilently(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Socket silent =
                    new Socket(gateway.address().getAddress(), gateway.address().getPort());
            toClose.push(silent);
            silentOnes.add(silent);
        }
        GatewayUnderTest.soon().until(() -> gateway.metric("gateway_connections_open") >= count);
    }

    private void carryOut(Meanwhile.Deed.Break broken) {
        FaultRelay line = broken.line() == Meanwhile.Line.CALLER ? callerLine : agentLine;
        if (line == null) {
            throw new IllegalStateException("no relay");
        }
        Fault fault = broken.fault();
        if (fault == null) {
            line.reset();
            return;
        }
        if (fault == Fault.None.INSTANCE) {
            line.heal();
            return;
        }
        for (Towards towards : broken.towards()) {
            // In mid-call only that which is there breaks: Twilio's next request comes over a new connection.
            if (scenario.meanwhile().stream()
                    .anyMatch(one -> one.deed() == broken && one.when() == Meanwhile.Moment.BEFORE)) {
                line.suffer(towards, fault);
            } else {
                line.sufferNow(towards, fault);
            }
        }
    }

    private CallerSettings callerSettings() {
        FaultRelay line = callerLine;
        InetSocketAddress to = line == null ? gateway.address() : line.address();
        Scenario.CallerIs who = scenario.callerIs();
        String token = who.signsWith() == null ? GatewayUnderTest.AUTH_TOKEN : who.signsWith();
        CallerSettings settings = CallerSettings.of(
                        to, "https://" + GatewayUnderTest.PUBLIC_HOST, token, GatewayUnderTest.ACCOUNT)
                .withStatusPath("/voice/status")
                .withTimeout(GatewayUnderTest.PATIENCE)
                .withHuman(who.human())
                .withTimes(CallerTimes.scaled(0.1));
        return who.to() == null ? settings : settings.withNumbers(settings.from(), who.to());
    }

    private URI omni() throws IOException {
        return switch (scenario.service()) {
            case THERE -> breaks(Meanwhile.Line.AGENT) ? overALine() : far.omni.baseUri();
            case ABSENT -> URI.create("http://127.0.0.1:" + FreePort.next());
            case SILENT -> {
                ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                toClose.push(silent);
                yield URI.create("http://127.0.0.1:" + silent.getLocalPort());
            }
        };
    }

    private URI overALine() throws IOException {
        FaultRelay line = relayTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), far.omni.port()));
        agentLine = line;
        return URI.create("http://127.0.0.1:" + line.address().getPort());
    }

    private boolean breaks(Meanwhile.Line line) {
        return scenario.meanwhile().stream().anyMatch(one -> one.breaks(line));
    }

    private String settings() {
        Config usual = ConfigFactory.parseString("twilio { account-sid = " + GatewayUnderTest.ACCOUNT
                + ", rest.api-base = \"" + rest.base() + "\" }, plan.concurrency = 1000\n"
                + "pool-defaults.agent.tool-endpoint { url = \"" + tools.uri() + "\", secret = \"" + Endpoint.SECRET
                + "\" }\n"
                + "data-dir = \"" + folder + "\"\n"
                + PATIENT);
        String all = scenario.gateway().withFallback(usual).root().render(ConfigRenderOptions.concise());
        return all.substring(1, all.length() - 1);
    }

    private void deleteFolder() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }

    private FaultRelay relayTo(InetSocketAddress target) throws IOException {
        FaultRelay line = FaultRelay.start(target);
        toClose.push(line::close);
        return line;
    }

    @Override
    public void close() throws IOException {
        while (!toClose.isEmpty()) {
            toClose.pop().close();
        }
    }
}
