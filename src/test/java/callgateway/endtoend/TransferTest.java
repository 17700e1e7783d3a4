package callgateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.omni.OmniClientMessage.Configure;
import callgateway.simulator.caller.CallerEvent;
import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.caller.CallerScript;
import callgateway.simulator.caller.CallerSimulator;
import callgateway.simulator.caller.CallerTimes;
import callgateway.simulator.caller.HumanStandIn;
import callgateway.simulator.caller.HumanStandIn.Manner;
import callgateway.simulator.caller.Verb;
import callgateway.simulator.omni.AgentScript;
import callgateway.simulator.omni.AgentScript.Reply;
import callgateway.simulator.omni.AgentScript.Then;
import callgateway.simulator.omni.OmniSimulatorSettings;
import callgateway.simulator.rest.RestFault;
import callgateway.simulator.rest.RestRecord;
import callgateway.simulator.rest.RestStandIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Callers who are handed over: to a human, in vain, to another pool. */
class TransferTest {
    private static final AtomicInteger CALLS = new AtomicInteger();
    private static final String LISTED = "+15550123";
    private static final String PREMIUM = "+19005550100";

    /** Each key makes the agent ask for somebody else. */
    private static final AgentScript SWITCHBOARD = new AgentScript(
            Reply.say("agent-short-answer", "Whom would you like to talk to?"),
            List.of(),
            Map.of('0', to(null), '1', to(LISTED), '2', to("pool:support"), '9', to(PREMIUM)),
            AgentScript.notUnderstood());

    private final String callSid = String.format("CA%032x", CALLS.incrementAndGet());
    private FarEnds far;
    private RestStandIn twilio;
    private GatewayUnderTest gateway;
    private CallerSimulator callers;

    private static Reply to(@Nullable String destination) {
        return new Reply(null, "", new Then.Transfer(destination, "Wants a refund."));
    }

    @BeforeEach
    void farEnds() throws Exception {
        far = new FarEnds(OmniSimulatorSettings.scripted(SWITCHBOARD));
        twilio = RestStandIn.start(GatewayUnderTest.ACCOUNT, GatewayUnderTest.ACCOUNT, GatewayUnderTest.AUTH_TOKEN);
        twilio.call(callSid, "in-progress");
        twilio.carriedOutBy((call, twiml) -> {
            try {
                return callers.redirect(call, twiml);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        gateway = launch("");
        callers = callersTo(HumanStandIn.busy());
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        gateway.assertNothingLeft();
        assertThat(callers.live()).isZero();
        assertThat(gateway.metric("gateway_actors_failed_total")).isZero();
        GatewayUnderTest.soon()
                .untilAsserted(() -> assertThat(gateway.admin("/api/capacity").replaceAll("\\s", ""))
                        .contains("\"live\":0")
                        .doesNotContainPattern("\"live\":[1-9]"));
        gateway.close();
        twilio.close();
        far.close();
    }

    private GatewayUnderTest launch(String more) throws Exception {
        return GatewayUnderTest.start(
                far, """
                rescue.human-number = "%s"
                twilio { account-sid = "%s", rest { api-base = "%s", answer-timeout = 2s } }
                pool-defaults.transfer { allow = ["%s", "+155*", "pool:support"], timeout = 10s }
                pools.support { numbers = ["+15550777"], agent.persona = "You are support." }
                %s
                """.formatted(GatewayUnderTest.HUMAN, GatewayUnderTest.ACCOUNT, twilio.base(), LISTED, more));
    }

    private CallerSimulator callersTo(HumanStandIn human) {
        return gateway.callers(gateway.settings().withHuman(human).withTimes(CallerTimes.scaled(0.1)));
    }

    private void start(HumanStandIn human, String more) throws Exception {
        if (!more.isEmpty()) {
            gateway.close();
            gateway = launch(more);
        }
        callers = callersTo(human);
    }

    @Test
    void aHumanWhoAnswersIsToldWhoComesAndTheCallEndsWithTheirTalk() throws Exception {
        start(HumanStandIn.answers(Duration.ofSeconds(3), Duration.ofSeconds(20)), "");

        CallerResult result = GatewayUnderTest.result(callers.call(pressesAndIsGone('0'), callSid));

        assertThat(result.problem()).isNull();
        assertThat(result.complaints()).isEmpty();
        assertThat(result.applicationErrors()).isEmpty();
        assertThat(names(result)).containsExactly("Dial", "Hangup");
        assertThat(dialled(result)).isEqualTo(GatewayUnderTest.HUMAN);
        assertThat(result.events())
                .filteredOn(event -> event.kind() == CallerEvent.Kind.WHISPER)
                .extracting(CallerEvent::detail)
                .containsExactly("A caller is being transferred to you. Wants a refund.");
        assertThat(transfers("answered")).isEqualTo(1);
        assertThat(gateway.ended("transfer")).isEqualTo(1);
        assertThat(twilio.records()).hasSize(1);
        String twiml = twiml(twilio.records().get(0));
        assertThat(twiml)
                .contains("action=\"https://gw.example/voice/transfer?n=1&amp;pool=default\"")
                .contains("url=\"https://gw.example/voice/whisper?call=" + callSid + "&amp;pool=default\"")
                .contains("timeout=\"10\"")
                .hasSizeLessThan(4000);
        assertThat(far.omni.sessions()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "busy, TAKES, busy, the line was busy",
        "no-answer, TAKES, no_answer, nobody answered",
        "failed, TAKES, failed, could not be put through",
        "completed, DECLINES, not_taken, nobody took the call",
        "completed, VOICEMAIL, not_taken, nobody took the call"
    })
    void aCallerWhomNobodyTakesComesBackToAnAgentWhoKnows(String status, Manner manner, String outcome, String words)
            throws Exception {
        HumanStandIn human = status.equals("no-answer")
                ? HumanStandIn.absent()
                : new HumanStandIn(status, Duration.ofSeconds(3), Duration.ofSeconds(20));
        start(human.withManner(manner), "pool-defaults.transfer.screen = on");

        CallerResult result = GatewayUnderTest.result(callers.call(pressesAndComesBack('1'), callSid));

        assertThat(result.problem()).isNull();
        assertThat(result.complaints()).isEmpty();
        assertThat(names(result)).containsExactly("Dial", "Connect");
        assertThat(dialled(result)).isEqualTo(LISTED);
        assertThat(transfers(outcome)).isEqualTo(1);
        assertThat(gateway.ended("transfer")).isEqualTo(1);
        Configure told = configured();
        assertThat(told.persona()).contains("because: \"Wants a refund.\"").contains(words);
        assertThat(told.greeting()).startsWith("I am sorry, nobody is free");
        assertThat(far.omni.sessions()).hasSize(2);
    }

    @Test
    void aHumanWhoPressesOneIsConnected() throws Exception {
        start(
                HumanStandIn.answers(Duration.ofSeconds(3), Duration.ofSeconds(20)),
                "pool-defaults.transfer.screen = on");

        CallerResult result = GatewayUnderTest.result(callers.call(pressesAndIsGone('1'), callSid));

        assertThat(result.problem()).isNull();
        assertThat(names(result)).containsExactly("Dial", "Hangup");
        assertThat(transfers("answered")).isEqualTo(1);
    }

    @Test
    void aPremiumNumberIsNotDialledWhateverTheAgentSays() throws Exception {
        start(HumanStandIn.answers(Duration.ofSeconds(3), Duration.ofSeconds(20)), "");

        CallerResult result = GatewayUnderTest.result(callers.call(pressesAndIsGone('9'), callSid));

        assertThat(result.problem()).isNull();
        assertThat(dialled(result)).isEqualTo(GatewayUnderTest.HUMAN);
        assertThat(twilio.records()).noneMatch(record -> twiml(record).contains(PREMIUM));
        assertThat(gateway.metric("gateway_transfers_refused_total{reason=\"not_listed\"}"))
                .isEqualTo(1);
    }

    @Test
    void aCallerWhoHangsUpWhileItRingsIsForgotten() throws Exception {
        start(HumanStandIn.absent(), "pool-defaults.transfer.timeout = 600s");

        CompletableFuture<CallerResult> call = callers.call(pressesAndIsGone('0'), callSid);
        GatewayUnderTest.soon().until(() -> gateway.ended("transfer") == 1);
        callers.hangUp(callSid);
        CallerResult result = GatewayUnderTest.result(call);

        assertThat(names(result)).containsExactly("Dial");
        GatewayUnderTest.soon()
                .untilAsserted(() -> assertThat(transfers("caller_left")).isEqualTo(1));
        assertThat(far.omni.sessions()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"DOWN, UNREACHABLE", "FAILING, UNKNOWN", "REFUSING, REJECTED", "SILENT, UNKNOWN"})
    void whereTheCarriersApiFailsTheStreamIsClosedAndTheCarrierAsks(String how, String outcome) throws Exception {
        twilio.always(
                switch (how) {
                    case "DOWN" -> RestFault.ResetBefore.INSTANCE;
                    case "FAILING" -> new RestFault.Foreign(503, "<html>out of order</html>");
                    case "REFUSING" -> new RestFault.Refused(400, 21218, "no");
                    default -> RestFault.Stall.INSTANCE;
                });
        // A stalled request has been carried out; here it has not.
        twilio.carriedOutBy((call, twiml) -> false);
        start(HumanStandIn.busy(), "twilio.rest.give-up-after = 1s");

        CallerResult result = GatewayUnderTest.result(callers.call(pressesAndComesBack('0'), callSid));

        assertThat(result.problem()).isNull();
        assertThat(names(result)).containsExactly("Dial", "Connect");
        assertThat(result.events()).noneMatch(event -> event.kind() == CallerEvent.Kind.REDIRECTED);
        assertThat(dialled(result)).isEqualTo(GatewayUnderTest.HUMAN);
        assertThat(transfers("busy")).isEqualTo(1);
        if (how.equals("FAILING")) {
            // It may have been carried out: once is enough.
            assertThat(twilio.records()).hasSize(1);
        }
    }

    @Test
    void aBusyCarrierIsAskedAgain() throws Exception {
        twilio.next(
                new RestFault.TooMany(null),
                new RestFault.Refused(400, 21220, "Call is not in-progress. Cannot redirect."));
        start(HumanStandIn.busy(), "");

        CallerResult result = GatewayUnderTest.result(callers.call(pressesAndComesBack('0'), callSid));

        assertThat(result.problem()).isNull();
        assertThat(names(result)).containsExactly("Dial", "Connect");
        assertThat(result.events()).anyMatch(event -> event.kind() == CallerEvent.Kind.REDIRECTED);
        assertThat(transfers("busy")).isEqualTo(1);
    }

    @Test
    void anAnswerOfTheCarrierThatIsLostDialsNobodyTwice() throws Exception {
        twilio.next(RestFault.ResetAfter.INSTANCE);
        start(HumanStandIn.busy(), "");

        CallerResult result = GatewayUnderTest.result(callers.call(pressesAndComesBack('0'), callSid));

        assertThat(result.problem()).isNull();
        assertThat(names(result)).containsExactly("Dial", "Connect");
        assertThat(transfers("busy")).isEqualTo(1);
    }

    @Test
    void anotherPoolTakesTheCallerAsACallThatComesInThere() throws Exception {
        start(HumanStandIn.busy(), "");

        CallerResult result = GatewayUnderTest.result(callers.call(pressesAndComesBack('2'), callSid));

        assertThat(result.problem()).isNull();
        assertThat(names(result)).containsExactly("Connect");
        assertThat(result.verbsAfterStream().get(0).attribute("action"))
                .isEqualTo("https://gw.example/voice/after?pool=support");
        assertThat(configured().persona())
                .startsWith("You are support.")
                .contains("another agent passed the caller on to you, because: \"Wants a refund.\"");
        assertThat(twilio.records()).isEmpty();
        assertThat(transfers("passed_on")).isEqualTo(1);
    }

    @Test
    void anOperatorHandsACallerOver() throws Exception {
        start(HumanStandIn.answers(Duration.ofSeconds(3), Duration.ofSeconds(20)), "");
        CompletableFuture<CallerResult> call = callers.call(Scripts.untilEnded(), callSid);
        GatewayUnderTest.soon().until(() -> gateway.admin("/api/calls").contains("\"talking\""));
        String path = "/api/calls/" + callSid + "/transfer";

        assertRefused(gateway.post(path, "{\"to\":\"" + PREMIUM + "\"}"), 403, "destination_not_listed");
        assertRefused(gateway.post(path, "{\"to\":\"a human\"}"), 400, "destination_malformed");
        assertRefused(gateway.post(path, "{\"to\":7}"), 400, "bad_request");
        assertRefused(gateway.post("/api/calls/nonsense/transfer", "{}"), 400, "bad_request");
        assertRefused(gateway.post("/api/calls/" + callSid.replace('0', 'f') + "/transfer", "{}"), 404, "no_such_call");
        HttpResponse<String> started = gateway.post(path, "{\"to\":\"+1 555 012 3\"}");

        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        CallerResult result = GatewayUnderTest.result(call);
        assertThat(names(result)).containsExactly("Dial", "Hangup");
        assertThat(dialled(result)).isEqualTo(LISTED);
        assertThat(transfers("answered")).isEqualTo(1);
        assertRefused(gateway.post(path, "{}"), 409, "not_talking");
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("\"" + code + "\"").doesNotContain(PREMIUM);
    }

    private static CallerScript pressesAndIsGone(char key) {
        return CallerScript.builder()
                .waitForAgent(GatewayUnderTest.PATIENCE)
                .press(key)
                .awaitEnd(GatewayUnderTest.PATIENCE)
                .build();
    }

    private static CallerScript pressesAndComesBack(char key) {
        return CallerScript.builder()
                .waitForAgent(GatewayUnderTest.PATIENCE)
                .press(key)
                .awaitEnd(GatewayUnderTest.PATIENCE)
                .waitForAgent(GatewayUnderTest.PATIENCE)
                .pause(Duration.ofMillis(300))
                .hangUp()
                .build();
    }

    private static List<String> names(CallerResult result) {
        return result.verbsAfterStream().stream().map(Verb::name).toList();
    }

    private static String dialled(CallerResult result) {
        return result.verbs().stream()
                .filter(verb -> verb.name().equals("Dial"))
                .map(verb -> verb.children().get(0).text())
                .findFirst()
                .orElseThrow();
    }

    private static String twiml(RestRecord record) {
        return String.valueOf(record.form().first("Twiml"));
    }

    private double transfers(String outcome) throws IOException, InterruptedException {
        return gateway.metric("gateway_transfers_total{outcome=\"" + outcome + "\"}");
    }

    /** What the latest agent of the call was told. */
    private Configure configured() {
        return far.sessionOf(callSid).messages().stream()
                .filter(Configure.class::isInstance)
                .map(Configure.class::cast)
                .findFirst()
                .orElseThrow();
    }
}
