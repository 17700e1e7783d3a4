package callgateway.simulator.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import callgateway.simulator.Speech;
import callgateway.twilio.TwilioMessage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallerStreamTest {
    private static final Speech GREETING = Speech.load("agent-greeting");
    private static final Speech ANSWER = Speech.load("agent-answer");
    private static final Speech QUESTION = Speech.load("caller-question");

    @Test
    void sendsAFrameEvery20MillisecondsWithTimestampsFromZero() {
        StreamHarness gateway = new StreamHarness(CallerScript.listen(Duration.ofSeconds(5))).pass(1000);

        assertThat(gateway.received.get(0)).isInstanceOf(TwilioMessage.Connected.class);
        assertThat(gateway.all(TwilioMessage.Start.class).get(0).customParameters())
                .containsEntry("token", "t");
        List<TwilioMessage.Media> media = gateway.all(TwilioMessage.Media.class);
        assertThat(media).hasSize(50);
        assertThat(media).extracting(one -> one.frame().timestampMs()).startsWith(0L, 20L, 40L);
        assertThat(media).extracting(one -> one.frame().length()).containsOnly(160);
    }

    @Test
    void anEarlyOrLateBeatDoesNotShiftTheFramesAfterIt() {
        StreamHarness gateway = new StreamHarness(CallerScript.listen(Duration.ofSeconds(50)));

        gateway.pass(100).stall(90).pass(10);
        assertThat(gateway.all(TwilioMessage.Media.class)).hasSize(10);

        gateway.stall(5000);
        assertThat(gateway.all(TwilioMessage.Media.class)).hasSize(10 + 51);
        assertThat(gateway.call.stats().framesSkipped).isPositive();
    }

    @Test
    void hearsAGreetingAndMeasuresHowLongItTook() {
        StreamHarness gateway =
                new StreamHarness(CallerScript.builder().hearAgentOut().hangUp().build());

        gateway.pass(300).agentSays(GREETING);
        assertThat(gateway.ends).isEmpty();
        gateway.pass(1000);

        assertThat(gateway.ends).containsExactly("close");
        assertThat(gateway.received.get(gateway.received.size() - 1)).isInstanceOf(TwilioMessage.Stop.class);
        Turn turn = gateway.call.meter().turns().get(0);
        assertThat(turn.cue()).isEqualTo(Turn.PICKED_UP);
        assertThat(turn.latencyMs()).isCloseTo(300, within(40.0));
        assertThat(gateway.events(CallerEvent.Kind.AGENT_SPEAKS)).hasSize(1);
        assertThat(gateway.events(CallerEvent.Kind.AGENT_QUIET).get(0).atMs())
                .isCloseTo(300 + GREETING.millis(), within(40.0));
    }

    @Test
    void measuresFromTheLastSoundOfTheCallersLineToTheFirstOfTheReply() {
        StreamHarness gateway = new StreamHarness(CallerScript.builder()
                .say(QUESTION)
                .awaitEnd(Duration.ofSeconds(9))
                .build());

        gateway.pass(QUESTION.millis() + 20 + 600).agentSays(ANSWER, 400).gatewayCloses();
        gateway.call.meter().end(1 << 20);

        Turn turn = gateway.call.meter().turns().get(1);
        assertThat(turn.cue()).isEqualTo("caller-question");
        assertThat(turn.latencyMs()).isCloseTo(600, within(60.0));
        assertThat(gateway.call.script().isFinished()).isTrue();
        assertThat(gateway.events(CallerEvent.Kind.STREAM_ENDED).get(0).detail())
                .contains("GATEWAY_CLOSED 1000");
    }

    @Test
    void bothTracksLieOnOneTimeLine() {
        StreamHarness gateway =
                new StreamHarness(CallerScript.builder().say(QUESTION).hangUp().build());

        gateway.pass(200).agentSays(GREETING, 200).pass(5000);

        byte[] said = gateway.call.said().copy(40_000);
        byte[] heard = gateway.call.heard().copy(40_000);
        assertThat(firstLoud(heard)).isBetween(1600, 1600 + 200);
        double began = gateway.events(CallerEvent.Kind.CALLER_SPEAKS).get(0).atMs();
        assertThat(firstLoud(said)).isEqualTo((int) (began * 8));
    }

    @Test
    void interruptsWhenTheAgentHasSpokenForSoLongAndMeasuresWhenItStops() {
        StreamHarness gateway = new StreamHarness(CallerScript.builder()
                .interrupt(QUESTION, Duration.ofSeconds(1))
                .hangUp()
                .build());

        gateway.agentBursts(ANSWER).mark("end of answer");
        gateway.pass(1300).clear().pass(3000);

        BargeIn bargeIn = gateway.call.meter().bargeIns().get(0);
        assertThat(bargeIn.startedAtMs()).isBetween(1000.0, 1200.0);
        assertThat(bargeIn.clearedAtMs()).isEqualTo(1300);
        assertThat(bargeIn.stoppedAtMs()).isBetween(1000.0, 1300.0);
        assertThat(bargeIn.discardedMs()).isCloseTo(ANSWER.millis() - 1300, within(1.0));
        assertThat(bargeIn.staleMs()).isZero();
        assertThat(gateway.all(TwilioMessage.Mark.class))
                .extracting(TwilioMessage.Mark::name)
                .containsExactly("end of answer");
    }

    @Test
    void whatIsPlayedAfterTheAgentsFlushIsMeasuredByThePlayback() {
        StreamHarness gateway = new StreamHarness(CallerScript.listen(Duration.ofSeconds(60)));

        gateway.agentBursts(ANSWER).pass(1000);
        // The agent flushes here, and its word takes 140 ms to become a clear.
        gateway.pass(140).clear().pass(1000).agentSays(GREETING, 200).pass(1000);

        CallerResult.Span first = gateway.call.played().all().get(0);
        assertThat(first.toMs() - first.fromMs()).isEqualTo(1140);
        assertThat(PlayedAfterFlush.of(
                        List.of(first.fromMs() + 1000),
                        List.of(gateway.events(CallerEvent.Kind.CLEAR).get(0).atMs()),
                        gateway.call.played().all()))
                .extracting(PlayedAfterFlush::playedMs)
                .containsExactly(140.0);
    }

    @Test
    void agentAudioThatComesAfterTheClearWhileTheCallerSpeaksIsStale() {
        StreamHarness gateway = new StreamHarness(CallerScript.builder()
                .interrupt(QUESTION, Duration.ofMillis(500))
                .hangUp()
                .build());

        gateway.agentBursts(ANSWER).pass(700).clear().agentSays(ANSWER, 100).pass(4000);

        assertThat(gateway.call.meter().bargeIns().get(0).staleMs()).isBetween(20.0, 100.0);
    }

    @Test
    void withoutAClearTheAgentIsHeardToItsEnd() {
        StreamHarness gateway = new StreamHarness(CallerScript.builder()
                .interrupt(QUESTION, Duration.ofMillis(500))
                .pause(Duration.ofSeconds(10))
                .build());

        gateway.agentBursts(ANSWER).pass(12_000);

        BargeIn bargeIn = gateway.call.meter().bargeIns().get(0);
        assertThat(bargeIn.clearedAtMs()).isEqualTo(BargeIn.NO_CLEAR);
        assertThat(bargeIn.stopMs()).isGreaterThan(3000);
    }

    @Test
    void pressesKeysAndTimesTheReply() {
        StreamHarness gateway = new StreamHarness(
                CallerScript.builder().press('1').waitForAgent().hangUp().build());

        gateway.pass(420).agentSays(GREETING, 200);

        assertThat(gateway.all(TwilioMessage.Dtmf.class)).containsExactly(new TwilioMessage.Dtmf('1'));
        Turn turn = gateway.call.meter().turns().get(1);
        assertThat(turn.cue()).isEqualTo("key 1");
        assertThat(turn.latencyMs()).isCloseTo(400, within(40.0));
    }

    @Test
    void echoesAMarkToTheMillisecondAtWhichItIsDue() {
        StreamHarness gateway = new StreamHarness(CallerScript.listen(Duration.ofSeconds(9)));

        gateway.agentBursts(new Speech("x", new byte[8 * 33]))
                .mark("m")
                .pass(1000)
                .mark("n");

        assertThat(gateway.events(CallerEvent.Kind.MARK))
                .extracting(CallerEvent::atMs)
                .containsExactly(33.0, 1000.0);
        assertThat(gateway.all(TwilioMessage.Mark.class)).hasSize(2);
    }

    @Test
    void waitsInVainOnlySoLong() {
        StreamHarness gateway = new StreamHarness(CallerScript.builder()
                .waitForAgent(Duration.ofSeconds(2))
                .say(QUESTION)
                .build());

        gateway.pass(2100);

        assertThat(gateway.ends).containsExactly("close");
        assertThat(gateway.call.script().failure()).contains("step 1", "AgentSpeaks");
        gateway.call.meter().end(1 << 20);
        assertThat(gateway.call.meter().turns().get(0).isAnswered()).isFalse();
    }

    @Test
    void agentNoiseBelowSpeechIsNoSpeech() {
        StreamHarness gateway =
                new StreamHarness(CallerScript.builder().waitForAgent().hangUp().build());

        gateway.agentBursts(Speech.silence(1000)).pass(1000);

        assertThat(gateway.ends).isEmpty();
    }

    @Test
    void vanishesWithoutAWord() {
        StreamHarness gateway = new StreamHarness(
                CallerScript.builder().pause(Duration.ofMillis(100)).vanish().build());

        gateway.pass(500);

        assertThat(gateway.ends).containsExactly("reset");
        assertThat(gateway.all(TwilioMessage.Stop.class)).isEmpty();
        assertThat(gateway.stream.ended()).isCompletedWithValue(CallerStream.End.CALLER_VANISHED);
    }

    @Test
    void aStreamThatTheGatewayEndsTooEarlyLeavesTheScriptUnfinished() {
        StreamHarness gateway =
                new StreamHarness(CallerScript.builder().hearAgentOut().hangUp().build());

        gateway.pass(100).gatewayCloses().pass(1000);

        assertThat(gateway.call.script().isFinished()).isFalse();
        assertThat(gateway.call.script().position()).contains("step 1");
        assertThat(gateway.ends).isEmpty();
    }

    @Test
    void whatTwilioWouldWarnAboutIsComplainedOfOncePerCodeAndCounted() {
        StreamHarness gateway = new StreamHarness(CallerScript.listen(Duration.ofSeconds(9)));

        gateway.say("{\"event\":\"media\",\"stream_sid\":\"MZ1\",\"media\":{\"payload\":\"/w==\"}}");
        gateway.say("not json").say("{\"event\":\"mark\",\"streamSid\":\"MZ1\",\"name\":\"x\"}");
        gateway.say("{\"event\":\"clear\",\"streamSid\":\"MZ2\"}").binary();

        assertThat(gateway.call.log().complaints())
                .extracting(complaint -> complaint.code() + "x" + complaint.count())
                .containsExactly("31951x4", "31950x1");
        assertThat(gateway.ends).isEmpty();
    }

    @Test
    void moreThanTenMinutesIsComplainedOf() {
        StreamHarness gateway = new StreamHarness(CallerScript.listen(Duration.ofSeconds(9)));
        Speech chunk = Speech.silence(4000);
        for (int i = 0; i < 151; i++) {
            gateway.agentBursts(chunk);
        }

        assertThat(gateway.call.log().complaints()).extracting(Complaint::code).containsExactly(31931);
    }

    @Test
    void abandoningHangsUpOnce() {
        StreamHarness gateway = new StreamHarness(CallerScript.listen(Duration.ofSeconds(9))).pass(100);

        gateway.stream.abandon(0);
        gateway.stream.abandon(0);
        gateway.gatewayCloses();

        assertThat(gateway.ends).containsExactly("close");
        assertThat(gateway.stream.ended()).isCompletedWithValue(CallerStream.End.CALLER_HUNG_UP);
    }

    private static int firstLoud(byte[] mu) {
        for (int i = 0; i < mu.length; i++) {
            if (Ear.isLoud(mu[i])) {
                return i;
            }
        }
        return -1;
    }
}
