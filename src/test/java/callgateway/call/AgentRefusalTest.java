package callgateway.call;

import static callgateway.call.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.call.FakeOmni.Manner;
import callgateway.omni.AgentProfile;
import callgateway.omni.ControlKeys;
import callgateway.omni.OmniSettings;
import callgateway.transport.stock.StockAnswer;
import callgateway.transport.stock.StockHeader;
import callgateway.transport.stock.StockRequest;
import callgateway.transport.stock.StockResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent that refuses, stalls or cannot be reached: tried again where that may help, and the caller is rescued. */
class AgentRefusalTest {
    private static final Pattern LABEL = Pattern.compile("session_label=([^&]*)");

    @RegisterExtension
    static final CallBench BENCH = new CallBench();

    private final LogLines log = new LogLines();

    @BeforeEach
    void listen() {
        log.start();
    }

    @AfterEach
    void noSecretAndNoTraceWasLogged() {
        log.stop();
        assertThat(log.all()).doesNotContain("pk_secret");
        assertThat(log.traces()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 402, 403, 404})
    void aRefusalThatWillNotChangeIsNotTriedAgain(int status) {
        BENCH.omni.thenRefuses(status);

        Caller caller = BENCH.calls();

        rescued(caller, EndReason.AGENT_REFUSED);
        assertThat(BENCH.omni.requests).hasSize(1);
        assertThat(BENCH.counts.attemptsFailed).containsExactly(EndReason.AGENT_REFUSED);
    }

    @Test
    void whatARefusalSaysIsLoggedForAnOperator() {
        BENCH.omni.then(StockAnswer.respond(new StockResponse(
                401,
                List.of(new StockHeader("Content-Type", "application/json"), new StockHeader("X-Request-Id", "r-17")),
                "{\"error\":{\"message\":\"no such key\",\"type\":\"auth\",\"code\":\"invalid_api_key\"}}"
                        .getBytes(StandardCharsets.UTF_8))));

        rescued(BENCH.calls(), EndReason.AGENT_REFUSED);

        assertThat(log.all())
                .contains("401")
                .contains("invalid_api_key")
                .contains("no such key")
                .contains("r-17");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503})
    void aRefusalThatMayPassIsTriedAgainUnderAnotherLabel(int status) {
        BENCH.omni.thenRefuses(status);
        BENCH.omni.thenRefuses(status);

        Caller caller = BENCH.talks();

        assertThat(BENCH.omni.requests).hasSize(3);
        assertThat(BENCH.omni.requests.stream().map(AgentRefusalTest::label))
                .containsExactly(caller.callSid, caller.callSid + "-2", caller.callSid + "-3");
        assertThat(BENCH.counts.attemptsFailed).containsExactly(EndReason.AGENT_REFUSED, EndReason.AGENT_REFUSED);
        assertThat(BENCH.live().get(0).attempts()).isEqualTo(3);
    }

    @Test
    void thereAreOnlySoManyAttempts() {
        for (int i = 0; i < 5; i++) {
            BENCH.omni.thenRefuses(503);
        }

        rescued(BENCH.calls(), EndReason.AGENT_REFUSED);

        assertThat(BENCH.omni.requests).hasSize(3);
    }

    @Test
    void aWaitThatIsAskedForIsKept() {
        BENCH.omni.then(refusalWithRetryAfter("1"));
        long before = System.nanoTime();

        BENCH.talks();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(BENCH.omni.requests).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "30", "86400"})
    void aWaitThatNoCallerWouldTakeIsNotKept(String seconds) {
        BENCH.omni.then(refusalWithRetryAfter(seconds));

        rescued(BENCH.calls(), EndReason.AGENT_REFUSED);

        assertThat(BENCH.omni.requests).hasSize(1);
    }

    @Test
    void aWaitOfNothingIsAnotherAttemptAtOnceAndNotTwo() {
        BENCH.omni.then(refusalWithRetryAfter("0"));
        BENCH.omni.then(refusalWithRetryAfter("0"));

        Caller caller = BENCH.talks();

        BENCH.omni.session(1).speaks(0x22, 20);
        await().until(() -> caller.heard().length == 160);
        assertThat(BENCH.omni.requests).hasSize(3);
        assertThat(BENCH.counts.failed).isEmpty();
        assertThat(BENCH.counts.agentsReady).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource({"1000, 1", "1008, 1", "4401, 1", "4403, 1", "1011, 3", "1012, 3"})
    void aSocketThatIsClosedBeforeTheAgentIsReadyIsARefusal(int code, int attempts) {
        for (int i = 0; i < attempts; i++) {
            BENCH.omni.then(Manner.SILENT);
        }

        Caller caller = BENCH.calls();
        for (int i = 1; i <= attempts; i++) {
            BENCH.omni.session(i).socket().close(code, "");
        }

        rescued(caller, EndReason.AGENT_REFUSED);
        assertThat(BENCH.omni.requests).hasSize(attempts);
    }

    @Test
    void aSocketThatBreaksBeforeTheAgentIsReadyIsTriedAgain() {
        BENCH.omni.then(Manner.SILENT);
        BENCH.omni.then(Manner.HELLO);
        Caller caller = BENCH.calls();

        BENCH.omni.session(1).socket().drop();
        BENCH.omni.session(2).socket().reset();

        await().until(() -> BENCH.state(caller) == CallView.State.TALKING);
        assertThat(BENCH.counts.attemptsFailed)
                .containsExactly(EndReason.AGENT_UNREACHABLE, EndReason.AGENT_UNREACHABLE);
    }

    @Test
    void anAgentThatNeverAnswersTheUpgradeIsUnreachable() {
        impatient(limits -> limits.setupAttempts = 2);
        BENCH.omni.then(StockAnswer.Silence.INSTANCE);
        BENCH.omni.then(StockAnswer.Silence.INSTANCE);

        rescued(BENCH.calls(), EndReason.AGENT_UNREACHABLE);

        assertThat(BENCH.omni.requests).hasSize(2);
    }

    @Test
    void anAgentThatResetsTheConnectionIsUnreachable() {
        impatient(limits -> limits.setupAttempts = 2);
        BENCH.omni.then(StockAnswer.Reset.INSTANCE);
        BENCH.omni.then(StockAnswer.Reset.INSTANCE);

        rescued(BENCH.calls(), EndReason.AGENT_UNREACHABLE);
    }

    @Test
    void whereNobodyListensTheAgentIsUnreachable() throws IOException {
        URI nobody;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + taken.getLocalPort());
        }
        BENCH.restart(limits -> {}, () -> OmniSettings.of(nobody, "pk_secret"), AgentProfile.DEFAULTS);

        rescued(BENCH.calls(), EndReason.AGENT_UNREACHABLE);

        assertThat(BENCH.counts.attemptsFailed).hasSize(3);
    }

    @Test
    void anAgentThatSaysNoHelloIsStalled() {
        impatient(limits -> limits.setupAttempts = 2);
        BENCH.omni.usually(Manner.SILENT);

        rescued(BENCH.calls(), EndReason.AGENT_STALLED);

        assertThat(BENCH.omni.sessions).hasSize(2);
        assertThat(log.all()).contains("no hello in time");
    }

    @Test
    void anAgentThatDoesNotAnswerConfigureIsStalled() {
        impatient(limits -> limits.setupAttempts = 1);
        BENCH.omni.usually(Manner.HELLO);

        rescued(BENCH.calls(), EndReason.AGENT_STALLED);

        assertThat(log.all()).contains("no configured in time");
    }

    @Test
    void allAttemptsTogetherHaveTheirTime() {
        BENCH.restart(limits -> limits.setupWithin = Duration.ofMillis(300));
        BENCH.omni.usually(Manner.HELLO);

        rescued(BENCH.calls(), EndReason.AGENT_STALLED);

        assertThat(BENCH.omni.requests).hasSize(1);
    }

    @Test
    void aCallerWhoHangsUpBetweenTwoAttemptsEndsThem() {
        BENCH.omni.then(refusalWithRetryAfter("2"));
        Caller caller = BENCH.calls();
        await().until(() -> BENCH.counts.attemptsFailed.size() == 1);

        caller.stops();

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.CALLER_HUNG_UP);
        assertThat(BENCH.omni.requests).hasSize(1);
    }

    @Test
    void aCallerWhoHangsUpDuringTheDialLeavesNoConnection() {
        BENCH.omni.then(StockAnswer.Silence.INSTANCE);
        Caller caller = BENCH.calls();
        await().until(() -> BENCH.omni.requests.size() == 1);

        caller.stops();

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.CALLER_HUNG_UP);
        await().until(() -> BENCH.omni.connections() == 0);
    }

    private static void impatient(Consumer<Limits> change) {
        OmniSettings usual = BENCH.omniSettings();
        Duration soon = Duration.ofMillis(150);
        BENCH.restart(
                change,
                () -> new OmniSettings(
                        usual.baseUri(),
                        usual.apiKey(),
                        null,
                        usual.authMode(),
                        usual.labelSource(),
                        8000,
                        usual.dialect(),
                        ControlKeys.TYPE_AND_EVENT,
                        soon,
                        soon,
                        soon,
                        soon),
                AgentProfile.DEFAULTS);
    }

    private static StockAnswer refusalWithRetryAfter(String seconds) {
        return StockAnswer.respond(
                new StockResponse(503, List.of(new StockHeader("Retry-After", seconds)), new byte[0]));
    }

    private static String label(StockRequest request) {
        Matcher matcher = LABEL.matcher(request.target());
        return matcher.find() ? matcher.group(1) : "";
    }

    private static void rescued(Caller caller, EndReason reason) {
        assertThat(BENCH.ended(caller)).isEqualTo(reason);
        assertThat(caller.socket.closed()).isEqualTo(new CarrierSocket.Close(1000, ""));
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.RESCUE);
    }
}
