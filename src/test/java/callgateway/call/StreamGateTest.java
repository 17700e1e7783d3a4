package callgateway.call;

import static callgateway.call.Soon.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.transport.SocketEnd;
import callgateway.twilio.BadMessage.Reason;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a carrier may say wrongly, and that another call never notices. */
class StreamGateTest {
    @RegisterExtension
    static final CallBench BENCH = new CallBench();

    private final LogLines log = new LogLines();
    private Caller bystander;

    @BeforeEach
    void anotherCallIsLive() {
        bystander = BENCH.talks();
        log.start();
    }

    @AfterEach
    void theOtherCallHasNotNoticed() {
        log.stop();
        assertThat(log.traces()).isEmpty();
        FakeOmni.Session agent = BENCH.omni.session(1);
        int heard = agent.heard().length;
        bystander.speaks(0x11);
        await().until(() -> agent.heard().length > heard);
        agent.speaks(0x22, 20);
        await().until(() -> bystander.heard().length > 0);
        assertThat(bystander.socket.isOpen()).isTrue();
        assertThat(BENCH.state(bystander)).isEqualTo(CallView.State.TALKING);
    }

    static Stream<Arguments> badBeforeStart() {
        return Stream.of(
                Arguments.of("{\"event\":", StreamRefusal.BAD_MESSAGE, Reason.NOT_JSON),
                Arguments.of("hello", StreamRefusal.BAD_MESSAGE, Reason.NOT_JSON),
                Arguments.of("", StreamRefusal.BAD_MESSAGE, Reason.NOT_JSON),
                Arguments.of("[1,2]", StreamRefusal.BAD_MESSAGE, Reason.NOT_AN_OBJECT),
                Arguments.of("{\"event\":5}", StreamRefusal.BAD_MESSAGE, Reason.WRONG_TYPE),
                Arguments.of("{}", StreamRefusal.BAD_MESSAGE, Reason.MISSING_FIELD),
                Arguments.of("{\"event\":\"start\"}", StreamRefusal.BAD_MESSAGE, Reason.MISSING_FIELD),
                Arguments.of("{\"event\":\"start\",\"start\":7}", StreamRefusal.BAD_MESSAGE, Reason.WRONG_TYPE));
    }

    @ParameterizedTest
    @MethodSource("badBeforeStart")
    void nonsenseBeforeStartClosesTheSocketWithAReason(String said, StreamRefusal refusal, Reason reason) {
        Caller caller = BENCH.opens("CA1").says(said);

        assertRefused(caller, refusal, 1008, "bad message");
        assertThat(BENCH.counts.bad).containsExactly(reason);
    }

    @Test
    void halfACharacterBeforeStartClosesTheSocket() {
        Caller caller = BENCH.opens("CA1");
        byte[] whole = "{\"event\":\"connected\",\"protocol\":\"\u00e9\"}".getBytes(UTF_8);
        byte[] half = whole.clone();
        half[whole.length - 3] = 'x';

        caller.socket.text(half);

        assertRefused(caller, StreamRefusal.BAD_MESSAGE, 1008, "bad message");
        assertThat(BENCH.counts.bad).containsExactly(Reason.INVALID_UTF8);
    }

    @Test
    void audioBeforeStartClosesTheSocket() {
        Caller caller = BENCH.opens("CA1").connected().speaks(0x11);

        assertRefused(caller, StreamRefusal.MEDIA_BEFORE_START, 1008, "media before start");
    }

    @Test
    void stopBeforeStartClosesTheSocket() {
        assertRefused(
                BENCH.opens("CA1").connected().stops(), StreamRefusal.STOP_BEFORE_START, 1008, "stop before start");
    }

    @Test
    void aKeyOrAMarkBeforeStartClosesTheSocket() {
        assertRefused(BENCH.opens("CA1").presses('1'), StreamRefusal.OTHER_BEFORE_START, 1008, "other before start");
        assertRefused(BENCH.opens("CA1").played("0-20"), StreamRefusal.OTHER_BEFORE_START, 1008, "other before start");
    }

    @Test
    void aBinaryMessageBeforeStartClosesTheSocket() {
        Caller caller = BENCH.opens("CA1").connected();

        caller.socket.binary(new byte[] {1, 2, 3});

        assertRefused(caller, StreamRefusal.BINARY, 1003, "binary");
    }

    @Test
    void anUnknownEventBeforeStartIsCountedAndTheStreamMayStillStart() {
        String callSid = BENCH.newCallSid();
        String token = BENCH.token(callSid);
        Caller caller = BENCH.opens(callSid)
                .says("{\"event\":\"weather\",\"weather\":{\"sky\":\"blue\"}}")
                .connected()
                .starts(token);

        await().until(() -> BENCH.state(caller) == CallView.State.TALKING);
        assertThat(BENCH.counts.unknown).hasValue(1);
    }

    @Test
    void aSocketThatSaysNothingIsClosedInTime() {
        BENCH.restart(limits -> limits.startWithin = Duration.ofMillis(50));
        bystander = BENCH.talks();

        assertRefused(BENCH.opens("CA1"), StreamRefusal.SAID_NOTHING, 1008, "said nothing");
        assertRefused(BENCH.opens("CA1").connected(), StreamRefusal.SAID_NOTHING, 1008, "said nothing");
    }

    @Test
    void aSocketThatVanishesBeforeStartIsCounted() {
        Caller caller = BENCH.opens("CA1").connected().vanishes();

        assertThat(BENCH.counts.refused).containsExactly(StreamRefusal.VANISHED);
        assertThat(caller.socket.hasEnded()).isTrue();
        assertThat(BENCH.counts.started).hasValue(1);
    }

    @Test
    void aMessageThatIsFarTooLongBeforeStartIsCountedAsAViolation() {
        Caller caller = BENCH.opens("CA1");

        // What the transport makes of 10 MB.
        caller.socket.end(SocketEnd.By.VIOLATION, 1009, "message over 65536 bytes");

        assertThat(BENCH.counts.refused).containsExactly(StreamRefusal.VIOLATION);
    }

    @Test
    void whatIsSaidAfterTheRefusalIsNotHeardAnyMore() {
        String callSid = BENCH.newCallSid();
        String token = BENCH.token(callSid);
        Caller caller = BENCH.opens(callSid).stops();

        caller.starts(token).speaks(0x11);

        assertRefused(caller, StreamRefusal.STOP_BEFORE_START, 1008, "stop before start");
        assertThat(BENCH.counts.started).hasValue(1);
    }

    static Stream<Arguments> badOnALiveStream() {
        byte[] half = "{\"event\":\"mark\",\"mark\":{\"name\":\"\u00e9\"}}".getBytes(UTF_8);
        half[half.length - 4] = '"';
        return Stream.of(
                live("broken JSON", caller -> caller.says("{\"event\":\"media\",\"media\":"), Reason.NOT_JSON),
                live("an array", caller -> caller.says("[]"), Reason.NOT_AN_OBJECT),
                live("a number for a name", caller -> caller.says("{\"event\":1}"), Reason.WRONG_TYPE),
                live("audio without audio", caller -> caller.says("{\"event\":\"media\"}"), Reason.MISSING_FIELD),
                live("audio that is no text", caller -> caller.says(media("5")), Reason.WRONG_TYPE),
                live("audio that is no base64", caller -> caller.says(media("\"?!\"")), Reason.BAD_BASE64),
                live("half a character", caller -> caller.socket.text(half), Reason.INVALID_UTF8),
                live(
                        "a key that is none",
                        caller -> caller.says("{\"event\":\"dtmf\",\"dtmf\":{\"digit\":\"#!\"}}"),
                        Reason.BAD_VALUE),
                live(
                        "100 kB of audio",
                        caller -> caller.says(media("\"" + "/".repeat(100_000) + "\"")),
                        Reason.TOO_LARGE));
    }

    private static Arguments live(String what, Consumer<Caller> does, Reason reason) {
        return Arguments.of(what, does, reason);
    }

    private static String media(String payload) {
        return "{\"event\":\"media\",\"media\":{\"track\":\"inbound\",\"timestamp\":\"5\",\"payload\":" + payload
                + "}}";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badOnALiveStream")
    void nonsenseOnALiveStreamIsCountedAndTheCallGoesOn(String what, Consumer<Caller> does, Reason reason) {
        Caller caller = BENCH.talks();
        FakeOmni.Session agent = BENCH.omni.session(2);

        does.accept(caller);
        does.accept(caller);

        assertThat(BENCH.counts.bad).containsExactly(reason, reason);
        assertThat(log.count("carrier message ignored")).isEqualTo(1);
        int heard = agent.heard().length;
        caller.speaks(0x11);
        await().until(() -> agent.heard().length > heard);
        assertThat(BENCH.state(caller)).isEqualTo(CallView.State.TALKING);
    }

    @Test
    void tooMuchNonsenseEndsTheStream() {
        Caller caller = BENCH.talks();

        for (int i = 0; i < 5; i++) {
            caller.says("{");
        }

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.CARRIER_VIOLATION);
        assertThat(caller.socket.closed()).isEqualTo(new CarrierSocket.Close(1008, "too many bad messages"));
        assertThat(BENCH.counts.bad).hasSize(5);
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.RESCUE);
    }

    @Test
    void aSecondStartEndsTheStream() {
        Caller caller = BENCH.talks().starts("whatever");

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.CARRIER_VIOLATION);
        assertThat(caller.socket.closed()).isEqualTo(new CarrierSocket.Close(1008, "second start"));
        assertThat(BENCH.counts.refused).containsExactly(StreamRefusal.SECOND_START);
        assertThat(BENCH.omni.session(2).closed().code()).isEqualTo(1000);
    }

    @Test
    void aBinaryMessageEndsTheStream() {
        Caller caller = BENCH.talks();

        caller.socket.binary(new byte[160]);

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.CARRIER_VIOLATION);
        assertThat(caller.socket.closed()).isEqualTo(new CarrierSocket.Close(1003, "binary"));
        assertThat(BENCH.counts.refused).containsExactly(StreamRefusal.BINARY);
    }

    @Test
    void anUnknownEventOnALiveStreamIsCountedAndNothingElse() {
        Caller caller = BENCH.talks().says("{\"event\":\"weather\"}");

        assertThat(BENCH.counts.unknown).hasValue(1);
        assertThat(BENCH.counts.bad).isEmpty();
        assertThat(BENCH.state(caller)).isEqualTo(CallView.State.TALKING);
    }

    @Test
    void aPeerThatBreaksTheSocketsProtocolEndsItsCall() {
        Caller caller = BENCH.talks();

        caller.socket.end(SocketEnd.By.VIOLATION, 1009, "message over 65536 bytes");

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.CARRIER_VIOLATION);
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.RESCUE);
    }

    @Test
    void nonsenseWhileTheStreamIsBeingClaimedIsCountedToo() {
        String callSid = BENCH.newCallSid();
        String token = BENCH.token(callSid);
        Caller caller = BENCH.opens(callSid).starts(token).says("{").says("{}");

        await().until(() -> BENCH.state(caller) == CallView.State.TALKING);
        assertThat(BENCH.counts.bad).containsExactly(Reason.NOT_JSON, Reason.MISSING_FIELD);
    }

    private void assertRefused(Caller caller, StreamRefusal refusal, int code, String reason) {
        await().until(() -> caller.socket.hasEnded());
        assertThat(caller.socket.closed()).isEqualTo(new CarrierSocket.Close(code, reason));
        assertThat(BENCH.counts.refused).endsWith(refusal);
        assertThat(log.count("media socket closed")).isEqualTo(BENCH.counts.refused.size());
    }
}
