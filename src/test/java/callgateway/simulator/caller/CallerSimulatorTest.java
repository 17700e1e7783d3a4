package callgateway.simulator.caller;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.simulator.Metronome;
import callgateway.simulator.caller.CallerResult.Ending;
import callgateway.transport.stock.StockAnswer;
import callgateway.transport.stock.StockLoops;
import callgateway.transport.stock.StockResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallerSimulatorTest {
    private static final StockLoops LOOPS = StockLoops.start("caller-test", 2);
    private static final Metronome METRONOME = Metronome.start("caller-test-clock");
    private static final CallerScript UNTIL_ENDED = CallerScript.builder()
            .waitForAgent()
            .awaitEnd(Duration.ofMinutes(1))
            .build();

    private RawGateway gateway;
    private CallerSettings settings;

    @BeforeEach
    void startGateway() throws Exception {
        gateway = new RawGateway(LOOPS);
        settings = CallerSettings.of(gateway.address(), RawGateway.ORIGIN, RawGateway.TOKEN, "AC1");
    }

    @AfterEach
    void stopGateway() {
        gateway.close();
    }

    @AfterAll
    static void stop() {
        METRONOME.close();
        LOOPS.close();
    }

    @Test
    void goesThroughAWholeCall(@TempDir Path directory) throws Exception {
        CallerResult result = call(UNTIL_ENDED, settings.withStatusPath("/voice/status"));

        assertThat(result.problem()).isNull();
        assertThat(result.isGood()).isTrue();
        assertThat(result.ending()).isEqualTo(Ending.GATEWAY_ENDED);
        assertThat(result.verbs()).extracting(Verb::name).containsExactly("Connect", "Say", "Hangup");
        assertThat(result.verbsAfterStream().get(0).text()).isEqualTo("Bye");
        assertThat(result.events())
                .extracting(CallerEvent::kind)
                .contains(
                        CallerEvent.Kind.WEBHOOK_ANSWERED,
                        CallerEvent.Kind.CONNECTED,
                        CallerEvent.Kind.STREAM_STARTED,
                        CallerEvent.Kind.AGENT_SPEAKS,
                        CallerEvent.Kind.MARK,
                        CallerEvent.Kind.STREAM_ENDED);
        assertThat(result.stats().heardMs()).isEqualTo(200);
        assertThat(result.turns().get(0).isAnswered()).isTrue();

        Path wav = directory.resolve("call.wav");
        result.writeWav(wav);
        assertThat(wav).hasSize(44 + 4L * result.callerMu().length);
    }

    @Test
    void signsEveryRequestAndRepeatsTheParametersInStart() throws Exception {
        call(UNTIL_ENDED, settings.withStatusPath("/voice/status"));

        List<String> requests = new ArrayList<>(gateway.requests);
        assertThat(requests).noneMatch(request -> request.contains("NOT SIGNED"));
        assertThat(requests.get(0))
                .startsWith("POST /voice ")
                .contains("CallStatus=ringing")
                .contains("FromCity=&");
        assertThat(requests.get(1)).startsWith("GET /media");
        assertThat(requests).anyMatch(request -> request.contains("StreamEvent=stream-started"));
        assertThat(requests).anyMatch(request -> request.contains("StreamEvent=stream-stopped"));
        assertThat(requests).anyMatch(request -> request.startsWith("POST /voice/after"));
        assertThat(requests).anyMatch(request -> request.contains("CallDuration="));
        assertThat(gateway.messages.poll()).contains("\"event\":\"connected\"");
        assertThat(gateway.messages.poll()).contains("\"token\":\"t1\"");
    }

    @Test
    void hangsUpWithStopAndStillReportsTheEnd() throws Exception {
        gateway.staysOpen();

        CallerResult result = call(
                CallerScript.builder()
                        .waitForAgent(Duration.ofMinutes(1))
                        .hangUp()
                        .build(),
                settings);

        assertThat(result.ending()).isEqualTo(Ending.CALLER_HUNG_UP);
        assertThat(result.problem()).isNull();
        assertThat(gateway.closes.poll(60, TimeUnit.SECONDS)).isEqualTo("1000");
        assertThat(gateway.messages).anyMatch(message -> message.contains("\"event\":\"stop\""));
        assertThat(gateway.requests)
                .anyMatch(request -> request.startsWith("POST /voice/after") && request.contains("=completed"));
        assertThat(result.verbsAfterStream()).isEmpty();
    }

    @Test
    void vanishesWithAReset() throws Exception {
        CallerResult result = call(
                CallerScript.builder().pause(Duration.ofMillis(50)).vanish().build(), settings);

        assertThat(result.ending()).isEqualTo(Ending.CALLER_VANISHED);
        assertThat(gateway.closes.poll(60, TimeUnit.SECONDS)).isEqualTo("1006");
        assertThat(gateway.requests).noneMatch(request -> request.contains("/voice/after"));
    }

    @Test
    void aRefusedUpgradeFallsThroughToTheAction() throws Exception {
        gateway.answer("/media", StockAnswer.respond(StockResponse.empty(403)));

        CallerResult result = call(UNTIL_ENDED, settings);

        assertThat(result.ending()).isEqualTo(Ending.STREAM_FAILED);
        assertThat(result.problem()).contains("HTTP 403");
        assertThat(result.complaints()).extracting(Complaint::code).containsExactly(31920);
        assertThat(result.verbs()).extracting(Verb::name).containsExactly("Connect", "Say", "Hangup");
        assertThat(gateway.requests).anyMatch(request -> request.contains("StreamEvent=stream-error"));
    }

    @Test
    void asksAgainAsOftenAsTheAddressAllows() throws Exception {
        gateway.breaks("/voice", 3);

        CallerResult result = call(UNTIL_ENDED, settings.withVoicePath("/voice#rc=3&rp=all"));

        assertThat(result.applicationErrors()).isEmpty();
        assertThat(result.ending()).isEqualTo(Ending.GATEWAY_ENDED);
        assertThat(gateway.requests)
                .filteredOn(request -> request.startsWith("POST /voice "))
                .hasSize(4)
                .noneMatch(request -> request.contains("NOT SIGNED"));
    }

    @Test
    void givesUpWhenEveryAttemptBreaks() throws Exception {
        gateway.breaks("/voice", 2);

        CallerResult result = call(UNTIL_ENDED, settings.withVoicePath("/voice#rp=all&rc=1"));

        assertThat(result.applicationErrors()).hasSize(1);
        assertThat(gateway.requests)
                .filteredOn(request -> request.startsWith("POST /voice "))
                .hasSize(2);
    }

    @Test
    void followsRedirectsAndDialsAndTheirActions() throws Exception {
        gateway.twiml("/voice", "<Response><Redirect method='GET'>/next?a=1</Redirect></Response>");
        gateway.twiml("/next", "<Response><Dial action='/dialled'><Number>+1</Number></Dial></Response>");
        gateway.twiml("/dialled", "<Response><Pause/></Response>");

        CallerResult result = call(new CallerScript(List.of()), settings.withDialStatus("busy"));

        assertThat(result.ending()).isEqualTo(Ending.NO_STREAM);
        assertThat(result.problem()).isNull();
        assertThat(result.verbs()).extracting(Verb::name).containsExactly("Redirect", "Dial", "Pause");
        assertThat(gateway.requests).noneMatch(request -> request.contains("NOT SIGNED"));
        assertThat(gateway.requests).anyMatch(request -> request.startsWith("GET /next"));
        assertThat(gateway.requests).anyMatch(request -> request.contains("DialCallStatus=busy"));
        assertThat(gateway.requests).anyMatch(request -> request.contains("DialBridged=false"));
    }

    @Test
    void aCallThatIsOverBeforeTheScriptSaysSo() throws Exception {
        gateway.twiml("/voice", "<Response><Reject reason='busy'/></Response>");

        CallerResult result = call(UNTIL_ENDED, settings);

        assertThat(result.ending()).isEqualTo(Ending.NO_STREAM);
        assertThat(result.problem()).startsWith("the call was over before step 1");
    }

    @Test
    void anythingButTwimlIsAnApplicationError() throws Exception {
        assertComplaint(StockAnswer.respond(StockResponse.empty(500)), 11200);
        assertComplaint(StockAnswer.respond(StockResponse.of(200, "text/plain", "<Response/>")), 12300);
        assertComplaint(StockAnswer.respond(StockResponse.of(200, "text/xml", "<Response>")), 12100);
        assertComplaint(
                StockAnswer.respond(
                        StockResponse.of(200, "text/xml", "<Response>" + " ".repeat(70_000) + "</Response>")),
                11750);
        assertComplaint(StockAnswer.Reset.INSTANCE, 11200);
        assertComplaint(StockAnswer.Silence.INSTANCE, 11200);
    }

    @Test
    void aGatewayThatGoesInCirclesIsLeft() throws Exception {
        gateway.twiml("/voice", "<Response><Redirect>/voice</Redirect></Response>");

        assertThat(call(UNTIL_ENDED, settings).problem()).contains("more than 20 documents");
    }

    @Test
    void aStreamWithoutAUsableUrlIsAFailure() throws Exception {
        gateway.twiml("/voice", "<Response><Connect><Stream url='wss://:x'/></Connect></Response>");
        assertThat(call(UNTIL_ENDED, settings).ending()).isEqualTo(Ending.STREAM_FAILED);

        gateway.twiml("/voice", "<Response><Connect><Stream/></Connect></Response>");
        assertThat(call(UNTIL_ENDED, settings).ending()).isEqualTo(Ending.STREAM_FAILED);
    }

    @Test
    void manyCallersAtATimeAllHangUpWhenTheSimulatorIsClosed() throws Exception {
        gateway.staysOpen();
        CallerSimulator callers = new CallerSimulator(LOOPS, METRONOME, settings.withRecordedSeconds(0));
        List<CompletableFuture<CallerResult>> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            calls.add(callers.call(CallerScript.listen(Duration.ofMinutes(5))));
        }
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> gateway.messages.size() >= 40);
        assertThat(callers.live()).isEqualTo(20);

        callers.close();

        for (CompletableFuture<CallerResult> call : calls) {
            assertThat(call.get(60, TimeUnit.SECONDS).ending()).isEqualTo(Ending.CALLER_HUNG_UP);
        }
        assertThat(callers.live()).isZero();
    }

    @Test
    void theTokenIsShownNowhere() {
        assertThat(settings.toString()).doesNotContain(RawGateway.TOKEN);
    }

    private void assertComplaint(StockAnswer answer, int code) throws Exception {
        gateway.answer("/voice", answer);
        CallerResult result = call(UNTIL_ENDED, settings.withTimeout(Duration.ofMillis(500)));

        assertThat(result.ending()).isEqualTo(Ending.WEBHOOK_FAILED);
        assertThat(result.problem()).startsWith("application error: " + code);
        assertThat(result.complaints()).extracting(Complaint::code).containsExactly(code);
    }

    private static CallerResult call(CallerScript script, CallerSettings settings) throws Exception {
        try (CallerSimulator callers = new CallerSimulator(LOOPS, METRONOME, settings)) {
            return callers.call(script).get(60, TimeUnit.SECONDS);
        }
    }
}
