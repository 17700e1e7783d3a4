package callgateway.simulator.caller;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.simulator.Metronome;
import callgateway.simulator.caller.CallerEvent.Kind;
import callgateway.simulator.caller.CallerResult.Ending;
import callgateway.transport.stock.StockAnswer;
import callgateway.transport.stock.StockHeader;
import callgateway.transport.stock.StockLoops;
import callgateway.transport.stock.StockResponse;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Callers who are not connected at once: queues, ringing, humans and messages. */
class WaitingCallersTest {
    private static final StockLoops LOOPS = StockLoops.start("waiting-test", 2);
    private static final Metronome METRONOME = Metronome.start("waiting-test-clock");
    private static final String ENQUEUE =
            "<Response><Enqueue action='/left' waitUrl='/wait'>sales</Enqueue><Say>not reached</Say></Response>";
    private static final String MUSIC = "<Response><Say>Please hold</Say><Play>/hold.wav</Play></Response>";
    private static final String RING = "<Response><Pause length='2'/><Redirect>/voice</Redirect></Response>";
    private static final CallerScript SILENT = new CallerScript(List.of());
    private static final CallerScript UNTIL_ENDED = CallerScript.builder()
            .waitForAgent()
            .awaitEnd(Duration.ofMinutes(1))
            .build();

    private RawGateway gateway;
    private CallerSettings settings;

    @BeforeEach
    void startGateway() throws Exception {
        gateway = new RawGateway(LOOPS);
        gateway.answer("/hold.wav", audio("audio/wav", PlayedAudioTest.wav(8000, 1)));
        gateway.twiml("/left", "<Response><Hangup/></Response>");
        settings = CallerSettings.of(gateway.address(), RawGateway.ORIGIN, RawGateway.TOKEN, "AC1")
                .withStatusPath("/voice/status")
                .withRecordedSeconds(0)
                .withTimes(CallerTimes.scaled(0.01));
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
    void waitsInAQueueUntilItIsToldToLeave() throws Exception {
        gateway.twiml("/voice", ENQUEUE).twimls("/wait", MUSIC, MUSIC, "<Response><Leave/></Response>");

        CallerResult result = call(settings);

        assertThat(experience(result))
                .containsExactly(
                        "VERB Enqueue",
                        "ANSWERED",
                        "QUEUED sales",
                        "VERB Say",
                        "VERB Play",
                        "VERB Say",
                        "VERB Play",
                        "VERB Leave",
                        "LEFT_QUEUE leave",
                        "VERB Hangup",
                        "CALL_ENDED NO_STREAM");
        assertThat(result.applicationErrors()).isEmpty();
        assertThat(result.complaints()).isEmpty();
        assertThat(result.met("Leave")).isTrue();
        assertThat(result.met("Dial")).isFalse();
        assertThat(requests("POST /wait ")).hasSize(3).allSatisfy(request -> assertThat(request)
                .contains("QueueSid=QU", "QueuePosition=1", "QueueTime=0", "AvgQueueTime=0")
                .contains("CurrentQueueSize=1", "MaxQueueSize=1000", "CallStatus=in-progress")
                .doesNotContain("NOT SIGNED"));
        assertThat(requests("GET /hold.wav")).hasSize(2);
        assertThat(requests("POST /left"))
                .singleElement()
                .asString()
                .contains("QueueResult=leave", "QueueSid=QU", "QueueTime=0")
                .doesNotContain("NOT SIGNED");
    }

    @Test
    void withoutAnActionTheVerbAfterTheQueueIsNext() throws Exception {
        gateway.twiml(
                        "/voice",
                        "<Response><Enqueue waitUrl='/wait'>q</Enqueue><Redirect>/media-now</Redirect></Response>")
                .twimls("/wait", "<Response><Redirect>/leave</Redirect></Response>")
                .twiml("/leave", "<Response><Leave/></Response>")
                .twiml("/media-now", RawGateway.STREAM);

        CallerResult result = call(UNTIL_ENDED, settings);

        assertThat(result.ending()).isEqualTo(Ending.GATEWAY_ENDED);
        assertThat(result.verbs())
                .extracting(Verb::name)
                .containsExactly("Enqueue", "Redirect", "Leave", "Redirect", "Connect", "Say", "Hangup");
        assertThat(result.applicationErrors()).isEmpty();
    }

    @Test
    void hearsPausesAndPromptsWhileWaiting() throws Exception {
        gateway.twiml("/voice", ENQUEUE)
                .twimls(
                        "/wait",
                        "<Response><Gather><Say loop='2'>Press one</Say><Pause/></Gather><Play digits='1w'/></Response>",
                        "<Response/>",
                        "<Response><Hangup/></Response>");

        CallerResult result = call(settings);

        assertThat(result.applicationErrors()).isEmpty();
        assertThat(requests("POST /wait ")).hasSize(3);
        assertThat(requests("POST /left").get(0)).contains("QueueResult=hangup", "CallStatus=completed");

        CallerResult unheard = call(UNTIL_ENDED, settings.withTimes(CallerTimes.scaled(0.01)));
        assertThat(unheard.problem()).startsWith("the call was over before");
    }

    @Test
    void aCallerWhoHangsUpWhileWaitingIsReportedTwice() throws Exception {
        gateway.twiml("/voice", ENQUEUE).twiml("/wait", MUSIC);
        CallerSimulator callers = new CallerSimulator(LOOPS, METRONOME, settings);
        CompletableFuture<CallerResult> call = callers.call(SILENT);
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> requests("GET /hold.wav").size() > 1);

        callers.close();

        CallerResult result = call.get(60, TimeUnit.SECONDS);
        assertThat(result.ending()).isEqualTo(Ending.CALLER_HUNG_UP);
        assertThat(result.isGood()).isTrue();
        assertThat(requests("POST /left"))
                .singleElement()
                .asString()
                .contains("QueueResult=hangup", "CallStatus=completed");
        assertThat(requests("POST /voice/status")).singleElement().asString().contains("CallStatus=completed");
        assertThat(callers.live()).isZero();
    }

    @Test
    void impatientCallersGiveUpInTheQueueAndWhileItRings() throws Exception {
        CallerSettings impatient = settings.withTimes(CallerTimes.scaled(0.01).withPatience(Duration.ofMillis(200)));
        gateway.twiml("/voice", ENQUEUE).twiml("/wait", MUSIC);

        CallerResult queued = call(impatient);
        gateway.twiml("/voice", "<Response><Pause length='600'/></Response>");
        CallerResult ringing = call(impatient.withTimes(CallerTimes.REAL.withPatience(Duration.ofMillis(100))));

        assertThat(queued.ending()).isEqualTo(Ending.GAVE_UP);
        assertThat(queued.problem()).isEqualTo("the caller gave up after 200 ms");
        assertThat(queued.applicationErrors()).isEmpty();
        assertThat(queued.firstMs(Kind.LEFT_QUEUE) - queued.firstMs(Kind.QUEUED))
                .isGreaterThanOrEqualTo(199);
        assertThat(requests("POST /left")).singleElement().asString().contains("QueueResult=hangup");
        assertThat(ringing.ending()).isEqualTo(Ending.GAVE_UP);
        assertThat(ringing.firstMs(Kind.ANSWERED)).isNaN();
        assertThat(requests("POST /voice/status").get(1)).contains("CallStatus=no-answer");
    }

    @Test
    void aQueueThatIsFullLetsNobodyIn() throws Exception {
        gateway.twiml("/voice", "<Response><Enqueue action='/left' maxQueueSize='1' waitUrl=''>q</Enqueue></Response>")
                .twiml("/left", "<Response><Say>Sorry</Say></Response>");
        CallerSimulator callers = new CallerSimulator(LOOPS, METRONOME, settings);
        CompletableFuture<CallerResult> first = callers.call(SILENT);
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
            CompletableFuture<CallerResult> second = callers.call(SILENT);
            return second.get(60, TimeUnit.SECONDS).met("Say");
        });
        callers.close();

        assertThat(first.get(60, TimeUnit.SECONDS).ending()).isEqualTo(Ending.CALLER_HUNG_UP);
        assertThat(requests("POST /left").get(0)).contains("QueueResult=queue-full");
    }

    @Test
    void ringsUnansweredAsLongAsNothingAnswers() throws Exception {
        gateway.twimls("/voice", RING, RING, "<Response><Reject reason='busy'/></Response>");

        CallerResult result = call(settings);

        assertThat(experience(result))
                .containsExactly(
                        "VERB Pause",
                        "VERB Redirect",
                        "VERB Pause",
                        "VERB Redirect",
                        "VERB Reject",
                        "CALL_ENDED NO_STREAM");
        assertThat(result.applicationErrors()).isEmpty();
        assertThat(requests("POST /voice ")).hasSize(3).allSatisfy(request -> assertThat(request)
                .contains("CallStatus=ringing"));
        assertThat(requests("POST /voice/status").get(0)).contains("CallStatus=busy");
    }

    @Test
    void aRingingCallIsAnsweredByItsFirstRealVerb() throws Exception {
        gateway.twimls("/voice", RING, RawGateway.STREAM);

        CallerResult result = call(UNTIL_ENDED, settings);

        assertThat(result.ending()).isEqualTo(Ending.GATEWAY_ENDED);
        assertThat(experience(result)).startsWith("VERB Pause", "VERB Redirect", "VERB Connect", "ANSWERED");
    }

    @Test
    void manyRoundsOfRingingAreNoCircle() throws Exception {
        String[] rounds = new String[31];
        Arrays.fill(rounds, RING);
        rounds[30] = "<Response><Reject/></Response>";
        gateway.twimls("/voice", rounds);

        assertThat(call(settings).verbs()).hasSize(61);
        assertThat(requests("POST /voice/status").get(0)).contains("CallStatus=no-answer");
    }

    @Test
    void aHumanAnswersOrDoesNot() throws Exception {
        assertThat(dial(HumanStandIn.answers(Duration.ofSeconds(3), Duration.ofSeconds(7))))
                .contains("DialCallStatus=completed", "DialBridged=true", "DialCallDuration=7", "DialCallSid=CA");
        assertThat(dial(HumanStandIn.busy())).contains("DialCallStatus=busy", "DialBridged=false");
        assertThat(dial(HumanStandIn.absent())).contains("DialCallStatus=no-answer", "DialBridged=false");
        assertThat(dial(HumanStandIn.answers(Duration.ofSeconds(21), Duration.ZERO)))
                .contains("DialCallStatus=no-answer");
    }

    @Test
    void aBridgeAnswersACallThatRangUntilThen() throws Exception {
        gateway.twiml(
                        "/voice",
                        "<Response><Dial answerOnBridge='true' action='/dialled'><Number>+1</Number></Dial></Response>")
                .twiml("/dialled", "<Response><Reject reason='busy'/></Response>");

        CallerResult busy = call(settings.withHuman(HumanStandIn.busy()));
        CallerResult bridged =
                call(settings.withHuman(HumanStandIn.answers(Duration.ofSeconds(1), Duration.ofSeconds(1))));

        assertThat(experience(busy))
                .containsExactly("VERB Dial", "DIALLED busy", "VERB Reject", "CALL_ENDED NO_STREAM");
        assertThat(busy.applicationErrors()).isEmpty();
        assertThat(experience(bridged)).startsWith("VERB Dial", "ANSWERED", "DIALLED completed");
        assertThat(bridged.applicationErrors()).singleElement().asString().contains("answered");
    }

    @Test
    void aCallerWhoHangsUpWhileAHumanIsDialledEndsThat() throws Exception {
        gateway.twiml("/voice", "<Response><Dial action='/dialled'><Number>+1</Number></Dial></Response>")
                .twiml("/dialled", "<Response><Say>not heard</Say></Response>");
        CallerSimulator callers = new CallerSimulator(
                LOOPS, METRONOME, settings.withTimes(CallerTimes.REAL).withHuman(HumanStandIn.absent()));
        CompletableFuture<Boolean> dialling = new CompletableFuture<>();
        CompletableFuture<CallerResult> call = callers.call(SILENT, event -> {
            if (event.kind() == Kind.ANSWERED) {
                dialling.complete(true);
            }
        });
        dialling.get(60, TimeUnit.SECONDS);
        callers.close();

        assertThat(call.get(60, TimeUnit.SECONDS).met("Say")).isFalse();
        assertThat(requests("POST /dialled").get(0)).contains("DialCallStatus=canceled", "CallStatus=completed");
    }

    @Test
    void leavesAMessage() throws Exception {
        gateway.twiml(
                        "/voice",
                        "<Response><Say>Speak</Say><Record action='/recorded' maxLength='60'/><Hangup/></Response>")
                .twiml("/recorded", "<Response><Say>Thanks</Say></Response>");

        CallerResult result = call(settings);

        assertThat(experience(result))
                .containsExactly(
                        "VERB Say", "ANSWERED", "VERB Record", "RECORDED 10", "VERB Say", "CALL_ENDED NO_STREAM");
        assertThat(requests("POST /recorded").get(0))
                .contains("RecordingDuration=10", "Recordings%2FRE", "RecordingSid=RE", "Digits=&");
    }

    @Test
    void aMessageIsCutAtItsMaximumAndASilentOneIsNone() throws Exception {
        gateway.twiml("/voice", "<Response><Record action='/recorded' maxLength='4'/><Hangup/></Response>")
                .twiml("/recorded", "<Response/>");

        assertThat(experience(call(settings))).contains("RECORDED 4");
        assertThat(experience(call(settings.withTimes(CallerTimes.scaled(0.01).withMessage(Duration.ZERO)))))
                .containsExactly("VERB Record", "ANSWERED", "VERB Hangup", "CALL_ENDED NO_STREAM");
    }

    @Test
    void whatTwilioCouldNotGoOnWithIsAnApplicationError() throws Exception {
        assertError("<Response><Sing/></Response>", "12200", "<Sing>");
        assertError("<Response><Leave/></Response>", "12200", "<Leave>");
        assertError("<Response><Say>Hi</Say><Reject/></Response>", "12200", "answered");
        assertError("<Response><Pause/><Reject/></Response>", "12200", "not the first verb");
        assertError("<Response><Play/></Response>", "12200", "without a URL");
        assertError("<Response><Gather><Dial/></Gather></Response>", "12200", "<Dial> in <Gather>");
        assertError("<Response><Play>/missing.wav</Play></Response>", "11200", "/missing.wav: HTTP 404");
        assertError("<Response><Play>http://127.0.0.1:1/x.wav</Play></Response>", "11200", "127.0.0.1:1");
        assertError("<Response><Play>/left</Play></Response>", "12300", "text/xml");
        assertError("<Response><Play>http:x y</Play></Response>", "11100", "http:x y");
        assertError("<Response><Redirect>mailto:a</Redirect></Response>", "11100", "mailto:a");
        assertError("<Response><Redirect>/gone</Redirect></Response>", "11200", "HTTP 404");
        assertError("<Response><Enqueue waitUrl='/wait'/></Response>", "12200", "name");
        assertError("<Response><Enqueue waitUrl='/gone'>q</Enqueue></Response>", "11200", "HTTP 404");
        gateway.twiml("/wait", "<Response><Connect><Stream url='wss://gw.example/media'/></Connect></Response>");
        assertError(ENQUEUE, "12200", "<Connect> is not allowed in a queue");
    }

    @Test
    void aFileThatMayBeCachedIsFetchedOnce() throws Exception {
        gateway.twiml("/voice", "<Response><Play>/hold.wav</Play><Play loop='2'>/hold.wav</Play></Response>");
        gateway.answer("/hold.wav", cached(PlayedAudioTest.wav(8000, 1), "public, max-age=600"));
        assertThat(call(settings).applicationErrors()).isEmpty();
        assertThat(requests("GET /hold.wav")).hasSize(1);

        gateway.requests.clear();
        gateway.answer("/hold.wav", cached(PlayedAudioTest.wav(8000, 1), "no-cache, max-age=600"));
        assertThat(call(settings).applicationErrors()).isEmpty();
        assertThat(requests("GET /hold.wav")).hasSize(2);
    }

    @Test
    void callersOfOneSimulatorShareItsQueuesWhateverTheirSettings() throws Exception {
        gateway.twiml("/voice", ENQUEUE).twiml("/wait", MUSIC);
        try (CallerSimulator callers = new CallerSimulator(LOOPS, METRONOME, settings)) {
            CompletableFuture<CallerResult> first = callers.call(SILENT);
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !requests("POST /wait")
                    .isEmpty());
            CompletableFuture<CallerResult> second =
                    callers.call(SILENT, settings.withNumbers("+15550100002", "+15550100003"));
            Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(requests("POST /wait"))
                    .anySatisfy(request -> assertThat(request)
                            .contains("To=%2B15550100003", "QueuePosition=2", "CurrentQueueSize=2")));
            assertThat(List.of(first, second)).noneMatch(CompletableFuture::isDone);
        }
    }

    @Test
    void hundredsOfCallersWaitWithoutAThreadEach() throws Exception {
        gateway.twiml("/voice", ENQUEUE).twiml("/wait", MUSIC);
        int before = ManagementFactory.getThreadMXBean().getThreadCount();
        List<CompletableFuture<CallerResult>> calls = new ArrayList<>();
        try (CallerSimulator callers =
                new CallerSimulator(LOOPS, METRONOME, settings.withTimes(CallerTimes.scaled(0.2)))) {
            for (int i = 0; i < 300; i++) {
                calls.add(callers.call(SILENT));
            }
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> requests("POST /wait").size() >= 300);
            assertThat(ManagementFactory.getThreadMXBean().getThreadCount() - before)
                    .isLessThan(50);
        }

        for (CompletableFuture<CallerResult> call : calls) {
            CallerResult result = call.get(60, TimeUnit.SECONDS);
            assertThat(result.ending()).isEqualTo(Ending.CALLER_HUNG_UP);
            assertThat(result.applicationErrors()).isEmpty();
        }
        assertThat(requests("POST /left")).hasSize(300);
    }

    private String dial(HumanStandIn human) throws Exception {
        gateway.requests.clear();
        gateway.twiml("/voice", "<Response><Dial timeout='20' action='/dialled'><Number>+1</Number></Dial></Response>")
                .twiml("/dialled", "<Response/>");
        CallerResult result = call(settings.withHuman(human));
        assertThat(result.applicationErrors()).isEmpty();
        return requests("POST /dialled").get(0);
    }

    private void assertError(String document, String code, String text) throws Exception {
        gateway.twiml("/voice", document);
        CallerResult result = call(settings);

        assertThat(result.applicationErrors())
                .as(document)
                .singleElement()
                .asString()
                .startsWith(code)
                .contains(text);
        assertThat(result.problem()).startsWith("application error: " + code);
        assertThat(result.isGood()).isFalse();
    }

    private List<String> requests(String prefix) {
        return gateway.requests.stream()
                .filter(request -> request.startsWith(prefix))
                .toList();
    }

    private static List<String> experience(CallerResult result) {
        return result.experience().stream()
                .map(event -> (event.kind() + " " + event.detail()).strip())
                .toList();
    }

    private static StockAnswer cached(byte[] file, String control) {
        return StockAnswer.respond(new StockResponse(
                200,
                List.of(new StockHeader("Content-Type", "audio/wav"), new StockHeader("Cache-Control", control)),
                file));
    }

    private static StockAnswer audio(String type, byte[] file) {
        return StockAnswer.respond(new StockResponse(200, List.of(new StockHeader("Content-Type", type)), file));
    }

    private static CallerResult call(CallerSettings settings) throws Exception {
        return call(SILENT, settings);
    }

    private static CallerResult call(CallerScript script, CallerSettings settings) throws Exception {
        try (CallerSimulator callers = new CallerSimulator(LOOPS, METRONOME, settings)) {
            return callers.call(script).get(60, TimeUnit.SECONDS);
        }
    }
}
