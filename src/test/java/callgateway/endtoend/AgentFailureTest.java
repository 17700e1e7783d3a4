package callgateway.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.FreePort;
import callgateway.omni.OmniHttpAnswers;
import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.caller.CallerScript;
import callgateway.simulator.caller.Verb;
import callgateway.simulator.omni.AgentScript;
import callgateway.simulator.omni.Mishap;
import callgateway.simulator.omni.OmniBehaviour;
import callgateway.simulator.omni.OmniSimulatorSettings;
import callgateway.simulator.omni.Stall;
import callgateway.transport.stock.StockHeader;
import callgateway.transport.stock.StockResponse;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the agent's service does, the caller is dialled to a human where there is one, and else told and let go. Every
 * case is called twice, with a human and without; all cases at the same time.
 */
class AgentFailureTest {
    private static final String WITH_HUMAN = "rescue.human-number = \"" + GatewayUnderTest.HUMAN + "\"\n";
    /** Time enough for an agent that will do its part, on a machine that stands still. */
    private static final String PATIENT = """
            omni { connect-timeout = 60s, hello-timeout = 60s, configured-timeout = 60s }
            calls { setup-attempts = 1, setup-within = 120s, ping-every = 500ms, agent-quiet = 2s }
            calls.first-audio-within = 2s
            calls.continuity.agent-redials = 0
            """;
    /** For agents that will not, whatever they are given. */
    private static final String IMPATIENT = """
            omni { connect-timeout = 1s, hello-timeout = 1s, configured-timeout = 1s }
            calls { setup-attempts = 1, setup-within = 120s }
            """;
    /** Only the bound of the whole set-up ends this before anybody's patience does. */
    private static final String BOUND = """
            omni { connect-timeout = 60s, hello-timeout = 60s, configured-timeout = 60s }
            calls { setup-attempts = 1, setup-within = 1s }
            """;

    private static final Map<String, OmniBehaviour> REFUSALS = refusals();
    private static final Map<String, OmniBehaviour> STALLS = stalls();
    private static final Map<String, OmniBehaviour> LOSSES = losses();

    private record Pair(CompletableFuture<CallerResult> withHuman, CompletableFuture<CallerResult> alone) {}

    private static final Map<String, Pair> CALLS = new LinkedHashMap<>();
    private static final List<GatewayUnderTest> GATEWAYS = new ArrayList<>();

    private static FarEnds far;
    private static GatewayUnderTest patient;
    private static GatewayUnderTest impatient;
    private static GatewayUnderTest unreachable;
    private static GatewayUnderTest mute;
    private static ServerSocket silentPort;

    private static Map<String, OmniBehaviour> refusals() {
        Map<String, OmniBehaviour> cases = new LinkedHashMap<>();
        cases.put("404", http(404, new byte[0]));
        cases.put("500", http(500, OmniHttpAnswers.error("internal_error", "sorry")));
        cases.put("503 in HTML", http(503, "<html>Service Unavailable</html>".getBytes(UTF_8)));
        for (int code : new int[] {1000, 1008, 1011}) {
            cases.put(code + " on open", OmniBehaviour.NORMAL.with(Mishap.closeOnOpen(code, "simulated")));
        }
        return cases;
    }

    /** After these all other calls overflow at once, so each has a gateway of its own. */
    private static Map<String, OmniBehaviour> keyFaults() {
        Map<String, OmniBehaviour> cases = new LinkedHashMap<>();
        cases.put("401", http(401, OmniHttpAnswers.error("invalid_api_key", "no such key")));
        cases.put("402", http(402, OmniHttpAnswers.problem(402, "insufficient_credit", "top up", "r_1")));
        cases.put("403", http(403, OmniHttpAnswers.bareError("forbidden")));
        for (int code : new int[] {4401, 4403}) {
            cases.put(code + " on open", OmniBehaviour.NORMAL.with(Mishap.closeOnOpen(code, "simulated")));
        }
        return cases;
    }

    /** After these the caller waits, and all others behind. */
    private static Map<String, OmniBehaviour> limits() {
        Map<String, OmniBehaviour> cases = new LinkedHashMap<>();
        cases.put("429", http(429, OmniHttpAnswers.error("concurrency_limit_exceeded", "full")));
        cases.put("429 without a body", http(429, new byte[0]));
        cases.put(
                "429 with a date that is none",
                http(429, new byte[0], new StockHeader("Retry-After", "whenever it suits you")));
        cases.put("4429 on open", OmniBehaviour.NORMAL.with(Mishap.closeOnOpen(4429, "simulated")));
        cases.put(
                "4429 in mid-call", OmniBehaviour.NORMAL.with(Mishap.close(4429, "simulated", Duration.ofMillis(300))));
        return cases;
    }

    private static Map<String, OmniBehaviour> stalls() {
        Map<String, OmniBehaviour> cases = new LinkedHashMap<>();
        for (Stall stall : Stall.values()) {
            if (stall != Stall.NOWHERE) {
                cases.put(String.valueOf(stall), OmniBehaviour.NORMAL.with(stall));
            }
        }
        return cases;
    }

    private static Map<String, OmniBehaviour> losses() {
        Duration soon = Duration.ofMillis(300);
        Map<String, OmniBehaviour> cases = new LinkedHashMap<>();
        cases.put("dropped", OmniBehaviour.NORMAL.with(Mishap.of(Mishap.Kind.DROP, soon)));
        cases.put("no sign of life", OmniBehaviour.NORMAL.with(Mishap.of(Mishap.Kind.STOP_READING, soon)));
        for (int code : new int[] {1001, 1008, 1011}) {
            cases.put(code + " in mid-call", OmniBehaviour.NORMAL.with(Mishap.close(code, "simulated", soon)));
        }
        return cases;
    }

    private static OmniBehaviour http(int status, byte[] body, StockHeader... headers) {
        return OmniBehaviour.NORMAL.refusing(new StockResponse(status, List.of(headers), body));
    }

    @BeforeAll
    static void callEverybody() throws Exception {
        far = new FarEnds(OmniSimulatorSettings.scripted(AgentScript.conversation()));
        patient = gateway(far.omni.baseUri(), PATIENT);
        GatewayUnderTest patientAlone = gateway(far.omni.baseUri(), PATIENT, "");
        impatient = gateway(far.omni.baseUri(), IMPATIENT);
        GatewayUnderTest impatientAlone = gateway(far.omni.baseUri(), IMPATIENT, "");
        silentPort = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        mute = gateway(URI.create("http://127.0.0.1:" + silentPort.getLocalPort()), IMPATIENT);
        unreachable = gateway(closedPort(), PATIENT);

        REFUSALS.forEach((name, behaviour) -> call(name, behaviour, patient, patientAlone));
        LOSSES.forEach((name, behaviour) -> call(name, behaviour, patient, patientAlone));
        STALLS.forEach((name, behaviour) -> call(name, behaviour, impatient, impatientAlone));
    }

    private static GatewayUnderTest gateway(URI omni, String settings) throws Exception {
        return gateway(omni, settings, WITH_HUMAN);
    }

    private static GatewayUnderTest gateway(URI omni, String settings, String human) throws Exception {
        GatewayUnderTest gateway = GatewayUnderTest.start(far, omni, settings + human);
        GATEWAYS.add(gateway);
        return gateway;
    }

    private static URI closedPort() throws Exception {
        return URI.create("http://127.0.0.1:" + FreePort.next());
    }

    private static void call(
            String name, OmniBehaviour behaviour, GatewayUnderTest withHuman, GatewayUnderTest withoutHuman) {
        long before = far.omni.accepted() + far.omni.refused();
        far.omni.behaveOnce(behaviour, behaviour);
        CALLS.put(name, new Pair(withHuman.place(Scripts.untilEnded()), withoutHuman.place(Scripts.untilEnded())));
        GatewayUnderTest.soon().until(() -> far.omni.accepted() + far.omni.refused() == before + 2);
    }

    @AfterAll
    static void nothingIsLeft() throws Exception {
        for (GatewayUnderTest gateway : GATEWAYS) {
            gateway.assertNothingLeft();
            gateway.close();
        }
        silentPort.close();
        far.close();
    }

    static Stream<String> everyCase() {
        return Stream.of(REFUSALS, STALLS, LOSSES).flatMap(cases -> cases.keySet().stream());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyCase")
    void theCallerIsDialledToAHumanOrElseToldAndLetGo(String name) throws Exception {
        Pair calls = CALLS.get(name);
        if (calls == null) {
            throw new AssertionError("no call: " + name);
        }

        assertRescued(GatewayUnderTest.result(calls.withHuman), "Dial", "Hangup");
        assertRescued(GatewayUnderTest.result(calls.alone), "Say", "Hangup");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyKeyFault")
    void aKeyThatIsRefusedSendsTheCallerToTheHumanAndTheNextOneAtOnce(String name) throws Exception {
        everybodyHasBeenServed();
        try (GatewayUnderTest alone = GatewayUnderTest.start(far, PATIENT + WITH_HUMAN)) {
            far.omni.behaveOnce(Objects.requireNonNull(keyFaults().get(name)));
            assertRescued(alone.call(Scripts.untilEnded()), "Dial", "Hangup");
            long asked = far.omni.accepted() + far.omni.refused();

            CallerResult next = alone.call(Scripts.untilEnded());

            assertThat(next.applicationErrors()).isEmpty();
            assertThat(next.met("Dial")).isTrue();
            assertThat(far.omni.accepted() + far.omni.refused()).isEqualTo(asked);
            alone.assertNothingLeft();
        }
    }

    static Stream<String> everyKeyFault() {
        return keyFaults().keySet().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyLimit")
    void aCallerForWhomThereIsNoRoomHearsHoldAudioAndThenTheAgent(String name) throws Exception {
        everybodyHasBeenServed();
        try (GatewayUnderTest alone = GatewayUnderTest.start(far, PATIENT + WITH_HUMAN)) {
            far.omni.behaveOnce(Objects.requireNonNull(limits().get(name)));

            CallerResult result = alone.call(CallerScript.builder()
                    .waitForAgent(GatewayUnderTest.PATIENCE)
                    .hangUp()
                    .build());

            assertThat(result.applicationErrors()).isEmpty();
            assertThat(result.complaints()).isEmpty();
            if (!name.contains("mid-call")) {
                assertThat(result.problem()).isNull();
                assertThat(alone.ended("agent_busy")).isEqualTo(1);
                assertThat(alone.ended("caller_hung_up")).isEqualTo(1);
            }
            alone.assertNothingLeft();
        }
    }

    static Stream<String> everyLimit() {
        return limits().keySet().stream();
    }

    /** What has been ordered for them is not to be taken by another call. */
    private static void everybodyHasBeenServed() throws Exception {
        for (Pair calls : CALLS.values()) {
            GatewayUnderTest.result(calls.withHuman);
            GatewayUnderTest.result(calls.alone);
        }
    }

    @Test
    void aServiceThatIsNotThereIsNoDeadLine() throws Exception {
        assertRescued(unreachable.call(Scripts.untilEnded()), "Dial", "Hangup");
        assertThat(unreachable.ended("agent_unreachable")).isEqualTo(1);
    }

    @Test
    void aServiceThatAcceptsAndSaysNothingIsNoDeadLine() throws Exception {
        assertRescued(mute.call(Scripts.untilEnded()), "Dial", "Hangup");
        assertThat(mute.ended("agent_unreachable")).isEqualTo(1);
    }

    @Test
    void theWholeSetUpHasABound() throws Exception {
        GatewayUnderTest bound = gateway(URI.create("http://127.0.0.1:" + silentPort.getLocalPort()), BOUND);

        assertRescued(bound.call(Scripts.untilEnded()), "Dial", "Hangup");

        assertThat(bound.ended("agent_stalled")).isEqualTo(1);
    }

    @Test
    void everyEndHasItsReason() throws Exception {
        for (Pair calls : CALLS.values()) {
            GatewayUnderTest.result(calls.withHuman);
        }

        assertThat(patient.ended("agent_refused")).isEqualTo(REFUSALS.size());
        assertThat(patient.ended("agent_lost")).isEqualTo(LOSSES.size());
        assertThat(impatient.ended("agent_unreachable") + impatient.ended("agent_stalled"))
                .isEqualTo(STALLS.size());
    }

    @Test
    void anAgentThatIsThereAtTheSecondAttemptTalks() throws Exception {
        GatewayUnderTest stubborn = gateway(far.omni.baseUri(), "calls { setup-attempts = 3, setup-within = 120s }\n");
        everybodyHasBeenServed();
        far.omni.behaveOnce(
                http(500, new byte[0]),
                http(503, OmniHttpAnswers.error("upstream_error", "in a moment"), new StockHeader("Retry-After", "1")));

        CallerResult result = stubborn.call(CallerScript.builder()
                .waitForAgent(GatewayUnderTest.PATIENCE)
                .hangUp()
                .build());

        assertThat(result.isGood()).isTrue();
        assertThat(stubborn.metric("gateway_agent_attempts_failed_total{reason=\"agent_refused\"}"))
                .isEqualTo(2);
        // A label that is used again within a second may be met with silence.
        assertThat(far.sessionOf(result.callSid()).label()).isEqualTo(result.callSid() + "-3");
    }

    private static void assertRescued(CallerResult result, String... verbs) {
        assertThat(result.problem()).isNull();
        assertThat(result.complaints()).isEmpty();
        assertThat(result.ending()).isEqualTo(CallerResult.Ending.GATEWAY_ENDED);
        assertThat(result.verbsAfterStream()).extracting(Verb::name).containsExactly(verbs);
    }
}
