package callgateway.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.caller.CallerScript;
import callgateway.simulator.caller.CallerSimulator;
import callgateway.simulator.omni.OmniSession;
import callgateway.simulator.omni.OmniSimulatorSettings;
import callgateway.twilio.FormParams;
import callgateway.twilio.RequestSignature;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Media sockets, written by hand, that do what Twilio never does. Each is counted under its reason and closed with a code;
 * all the while another call goes on and loses nothing.
 */
class BadInputTest {
    private static final int POLICY = 1008;
    private static final int UNSUPPORTED = 1003;
    private static final int TOO_BIG = 1009;
    /** Frames on their way when a call ends, either way: the lead at Twilio and a few more. */
    private static final int UNDER_WAY = 25;

    private static FarEnds far;
    private static GatewayUnderTest gateway;
    private static CallerSimulator witnesses;
    private static CompletableFuture<CallerResult> witness;
    private static int calls;
    private double actorsFailed;

    @BeforeAll
    static void start() throws Exception {
        far = new FarEnds(OmniSimulatorSettings.echo(0));
        gateway = GatewayUnderTest.start(
                far, "agent.greeting = \"\", calls { start-within = 1s, bad-messages = 10, media-idle = 120s }");
        witnesses = gateway.callers(gateway.settings());
        witness = witnesses.call(CallerScript.listen(Duration.ofMinutes(10)), "CAwitness");
        GatewayUnderTest.soon().until(() -> far.omni.live() == 1);
    }

    @AfterAll
    static void anotherCallLostNothing() throws Exception {
        OmniSession session = far.sessionOf("CAwitness");
        assertThat(session.isLive()).isTrue();
        witnesses.close();
        CallerResult result = GatewayUnderTest.result(witness);
        GatewayUnderTest.soon().until(() -> !session.isLive());

        assertThat(result.problem()).isNull();
        assertThat(result.complaints()).isEmpty();
        long sent = result.stats().framesSent();
        long beforeAgent = (long) gateway.metric("gateway_caller_audio_before_agent_milliseconds_total") / 20;
        // What this machine did not send in time was filled up with silence, so there may be more than was sent.
        assertThat(session.heardBytes() / 320).isGreaterThanOrEqualTo(sent - beforeAgent - UNDER_WAY);
        assertThat(gateway.metric("gateway_caller_audio_dropped_milliseconds_total"))
                .isZero();
        assertThat(gateway.metric("gateway_agent_audio_dropped_milliseconds_total"))
                .isZero();

        gateway.assertNothingLeft();
        gateway.close();
        far.close();
    }

    @BeforeEach
    void noActorHasFailed() throws Exception {
        actorsFailed = gateway.metric("gateway_actors_failed_total");
    }

    @AfterEach
    void theOtherCallGoesOnAndNoActorHasFailed() throws Exception {
        long heard = far.sessionOf("CAwitness").heardBytes();
        GatewayUnderTest.soon().until(() -> far.sessionOf("CAwitness").heardBytes() > heard);
        assertThat(gateway.metric("gateway_actors_failed_total")).isEqualTo(actorsFailed);
    }

    static Stream<Arguments> beforeStart() {
        return Stream.of(
                bad("no JSON", "this is not JSON", "bad_message", POLICY),
                bad("half a message", "{\"event\":\"start\",\"start\":{", "bad_message", POLICY),
                bad("an array", "[1,2,3]", "bad_message", POLICY),
                bad("nothing", "", "bad_message", POLICY),
                bad("no event", "{\"hello\":\"world\"}", "bad_message", POLICY),
                bad("an event that is a number", "{\"event\":7}", "bad_message", POLICY),
                bad("a start that is a text", "{\"event\":\"start\",\"start\":\"now\"}", "bad_message", POLICY),
                bad(
                        "a start of no call",
                        "{\"event\":\"start\",\"streamSid\":\"MZ1\",\"start\":{}}",
                        "bad_message",
                        POLICY),
                bad("deep nesting", "{\"event\":" + "[".repeat(20_000), "bad_message", POLICY),
                bad("audio first", media("MZ1", "/w=="), "media_before_start", POLICY),
                bad(
                        "a stop first",
                        "{\"event\":\"stop\",\"streamSid\":\"MZ1\",\"stop\":{}}",
                        "stop_before_start",
                        POLICY),
                bad(
                        "a key first",
                        "{\"event\":\"dtmf\",\"streamSid\":\"MZ1\",\"dtmf\":{\"digit\":\"1\"}}",
                        "other_before_start",
                        POLICY),
                Arguments.of(
                        "half a character", RawCaller.TEXT, new byte[] {'{', '"', (byte) 0xC3}, "bad_message", POLICY),
                Arguments.of("a binary message", RawCaller.BINARY, new byte[] {1, 2, 3}, "binary", UNSUPPORTED),
                Arguments.of("a reserved opcode", 3, new byte[0], "violation", 1002));
    }

    private static Arguments bad(String name, String message, String reason, int code) {
        return Arguments.of(name, RawCaller.TEXT, message.getBytes(UTF_8), reason, code);
    }

    private static String media(String streamSid, String payload) {
        return "{\"event\":\"media\",\"sequenceNumber\":\"2\",\"media\":{\"track\":\"inbound\",\"chunk\":\"1\","
                + "\"timestamp\":\"5\",\"payload\":\"" + payload + "\"},\"streamSid\":\"" + streamSid + "\"}";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("beforeStart")
    void aSocketThatDoesNotStartAsTwilioDoesIsClosed(String name, int opcode, byte[] message, String reason, int code)
            throws Exception {
        double before = gateway.streamsRefused(reason);

        try (RawCaller caller = RawCaller.upgraded(gateway, newCall())) {
            caller.frame(opcode, message);
            assertThat(caller.awaitClose()).isEqualTo(code);
        }

        assertThat(gateway.streamsRefused(reason)).isEqualTo(before + 1);
    }

    @Test
    void aMessageOfTenMegabytesEndsItsSocketOnly() throws Exception {
        double before = gateway.streamsRefused("violation");

        try (RawCaller caller = RawCaller.upgraded(gateway, newCall())) {
            caller.frameUntilRefused(RawCaller.TEXT, new byte[10 << 20]);
            // What was still on its way may have the connection reset before the code is read.
            assertThat(caller.awaitClose()).isIn(TOO_BIG, RawCaller.NO_CLOSE_FRAME);
        }

        GatewayUnderTest.soon().until(() -> gateway.streamsRefused("violation") == before + 1);
    }

    @Test
    void aSocketThatSaysNothingIsClosed() throws Exception {
        double before = gateway.streamsRefused("said_nothing");

        try (RawCaller caller = RawCaller.upgraded(gateway, newCall())) {
            assertThat(caller.awaitClose()).isEqualTo(POLICY);
        }

        assertThat(gateway.streamsRefused("said_nothing")).isEqualTo(before + 1);
    }

    @Test
    void unknownEventsAreIgnoredButAreNoStart() throws Exception {
        double before = gateway.metric("gateway_carrier_events_unknown_total");

        try (RawCaller caller = RawCaller.upgraded(gateway, newCall())) {
            caller.text("{\"event\":\"weather\",\"weather\":{\"sun\":true}}");
            assertThat(caller.awaitClose()).isEqualTo(POLICY);
        }

        assertThat(gateway.metric("gateway_carrier_events_unknown_total")).isEqualTo(before + 1);
    }

    @Test
    void aSocketThatVanishesIsCounted() throws Exception {
        double before = gateway.streamsRefused("vanished");

        RawCaller.upgraded(gateway, newCall()).vanish();

        GatewayUnderTest.soon().until(() -> gateway.streamsRefused("vanished") == before + 1);
    }

    @Test
    void anUpgradeWithoutTwiliosSignatureIsRefused() throws Exception {
        double before = gateway.metric("gateway_upgrades_refused_total");
        String ofAnotherKey = RequestSignature.sign("another", "wss://gw.example/media", FormParams.NONE);
        String ofAnotherScheme =
                RequestSignature.sign(GatewayUnderTest.AUTH_TOKEN, "https://gw.example/media", FormParams.NONE);

        for (String signature : new String[] {"", "nonsense", ofAnotherKey, ofAnotherScheme}) {
            try (RawCaller caller = new RawCaller(gateway, newCall())) {
                assertThat(caller.upgrade(signature)).startsWith("HTTP/1.1 403 ");
            }
        }

        assertThat(gateway.metric("gateway_upgrades_refused_total")).isEqualTo(before + 4);
    }

    @Test
    void aTokenIsGoodOnceAndForItsOwnCall() throws Exception {
        double wrong = gateway.streamsRefused("wrong_token");
        double unknown = gateway.streamsRefused("not_announced");
        String callSid = newCall();
        String token;

        try (RawCaller caller = RawCaller.upgraded(gateway, callSid)) {
            token = caller.announce();
            caller.text(caller.start("guessed"));
            assertThat(caller.awaitClose()).isEqualTo(POLICY);
        }
        try (RawCaller another = RawCaller.upgraded(gateway, newCall())) {
            another.text(another.start(token));
            assertThat(another.awaitClose()).isEqualTo(POLICY);
        }
        try (RawCaller caller = RawCaller.upgraded(gateway, callSid);
                RawCaller again = RawCaller.upgraded(gateway, callSid)) {
            caller.text(caller.start(token));
            caller.awaitTaken();
            GatewayUnderTest.soon().until(() -> gateway.admin("/api/calls").contains(callSid));
            again.text(again.start(token));
            assertThat(again.awaitClose()).isEqualTo(POLICY);
        }

        assertThat(gateway.streamsRefused("wrong_token")).isEqualTo(wrong + 1);
        assertThat(gateway.streamsRefused("not_announced")).isEqualTo(unknown + 2);
    }

    @Test
    void nonsenseOnAProvenStreamIsIgnoredAndCounted() throws Exception {
        double notJson = gateway.badMessages("not_json");
        double notUtf8 = gateway.badMessages("invalid_utf8");
        double badBase64 = gateway.badMessages("bad_base64");
        double unknown = gateway.metric("gateway_carrier_events_unknown_total");
        String callSid = newCall();

        try (RawCaller caller = RawCaller.started(gateway, callSid)) {
            GatewayUnderTest.soon().until(() -> far.omni.live() == 2);
            caller.text("not JSON");
            caller.frame(RawCaller.TEXT, new byte[] {'{', '"', 'e', (byte) 0xE2, (byte) 0x82, '"', '}'});
            caller.text(media("MZ" + callSid, "!!!!"));
            caller.text("{\"event\":\"weather\"}");
            caller.text(media("MZ" + callSid, "////"));
            caller.awaitTaken();

            assertThat(gateway.badMessages("not_json")).isEqualTo(notJson + 1);
            assertThat(gateway.badMessages("invalid_utf8")).isEqualTo(notUtf8 + 1);
            assertThat(gateway.badMessages("bad_base64")).isEqualTo(badBase64 + 1);
            assertThat(gateway.metric("gateway_carrier_events_unknown_total")).isEqualTo(unknown + 1);
            assertThat(far.sessionOf(callSid).isLive()).isTrue();
        }
    }

    @Test
    void tooMuchNonsenseEndsTheStreamAndNotTheCaller() throws Exception {
        double before = gateway.streamsRefused("too_many_bad_messages");
        String callSid = newCall();

        try (RawCaller caller = RawCaller.started(gateway, callSid)) {
            GatewayUnderTest.soon().until(() -> far.omni.live() == 2);
            for (int i = 0; i < 10; i++) {
                caller.text("nonsense");
            }
            assertThat(caller.awaitClose()).isEqualTo(POLICY);
            assertRescued(caller, callSid);
        }

        assertThat(gateway.streamsRefused("too_many_bad_messages")).isEqualTo(before + 1);
    }

    @Test
    void aSecondStartEndsTheStreamAndNotTheCaller() throws Exception {
        double before = gateway.streamsRefused("second_start");
        String callSid = newCall();

        try (RawCaller caller = RawCaller.started(gateway, callSid)) {
            caller.text(caller.start("again"));
            assertThat(caller.awaitClose()).isEqualTo(POLICY);
            assertRescued(caller, callSid);
        }

        assertThat(gateway.streamsRefused("second_start")).isEqualTo(before + 1);
    }

    @Test
    void aBinaryMessageInMidCallEndsTheStreamAndNotTheCaller() throws Exception {
        double before = gateway.streamsRefused("binary");
        String callSid = newCall();

        try (RawCaller caller = RawCaller.started(gateway, callSid)) {
            GatewayUnderTest.soon().until(() -> far.omni.live() == 2);
            caller.frame(RawCaller.BINARY, new byte[320]);
            assertThat(caller.awaitClose()).isEqualTo(UNSUPPORTED);
            assertRescued(caller, callSid);
        }

        assertThat(gateway.streamsRefused("binary")).isEqualTo(before + 1);
    }

    @Test
    void tenMegabytesInMidCallEndTheStreamAndNotTheCaller() throws Exception {
        double before = gateway.ended("carrier_violation");
        String callSid = newCall();

        try (RawCaller caller = RawCaller.started(gateway, callSid)) {
            GatewayUnderTest.soon().until(() -> far.omni.live() == 2);
            caller.frameUntilRefused(RawCaller.TEXT, new byte[10 << 20]);
            assertThat(caller.awaitClose()).isIn(TOO_BIG, RawCaller.NO_CLOSE_FRAME);
            assertRescued(caller, callSid);
        }

        GatewayUnderTest.soon().until(() -> gateway.ended("carrier_violation") == before + 1);
    }

    private static String newCall() {
        return "CAbad" + ++calls;
    }

    /** What Twilio asks when the stream has ended, and what it is told: nobody is left on a dead line. */
    private static void assertRescued(RawCaller caller, String callSid) throws Exception {
        GatewayUnderTest.soon().until(() -> !gateway.admin("/api/calls").contains("\"" + callSid + "\""));
        assertThat(caller.webhook("/voice/after", "in-progress")).contains("<Say>", "<Hangup/>");
    }
}
