package callgateway.simulator.omni;

import static callgateway.simulator.omni.SessionHarness.PROFILE;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.omni.AgentProfile;
import callgateway.omni.ClientFault;
import callgateway.omni.Dialect;
import callgateway.omni.OmniEvent;
import callgateway.omni.OmniServerFrames.RateForm;
import callgateway.simulator.Metronome;
import callgateway.simulator.Speech;
import callgateway.simulator.omni.AgentScript.Reply;
import callgateway.simulator.omni.AgentScript.Then;
import callgateway.simulator.omni.AgentScript.Turn;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulatedSessionTest {
    private static final Speech QUESTION = Speech.load("caller-question");
    private static final Speech GREETING_LINE = Speech.load("agent-greeting");
    private static final Speech ANSWER_LINE = Speech.load("agent-answer");
    private static final Reply GREETING = Reply.say("agent-greeting", "Good morning.");
    private static final Reply ANSWER = Reply.say("agent-answer", "From seven until half past ten.");
    private static final AgentScript SCRIPT = new AgentScript(
            GREETING, List.of(new Turn("When is breakfast?", ANSWER)), Map.of(), AgentScript.notUnderstood());

    @Test
    void greetsOnlyWhenConfiguredAndAfterTheAnswerToIt() {
        SessionHarness client =
                new SessionHarness(SCRIPT, OmniBehaviour.NORMAL).open().silence(500);
        assertThat(client.names()).containsExactly("Hello", "SessionStarted");

        client.configure(PROFILE).silence(500);

        assertThat(client.names())
                .containsExactly("Hello", "SessionStarted", "Configured", "TurnBegin", "Transcript", "Other");
        assertThat(client.all(OmniEvent.Configured.class).get(0).greeting()).isTrue();
    }

    @Test
    void sendsTheWholeLineInRealTime() {
        SessionHarness client = ready(OmniBehaviour.NORMAL).silence(1000);
        assertThat(client.audio.size()).isBetween(16 * 1120, 16 * 1180);

        client.silence(GREETING_LINE.millis());

        assertThat(client.audio.toByteArray()).isEqualTo(GREETING_LINE.pcm(8000));
        assertThat(client.session.saidPcm()).isEqualTo(client.audio.toByteArray());
        assertThat(client.session.heardBytes()).isPositive();
    }

    @Test
    void aBlankGreetingSuppressesTheFirstTurn() {
        SessionHarness client = new SessionHarness(SCRIPT, OmniBehaviour.NORMAL).open();
        client.control("\3{\"type\":\"configure\",\"greeting\":\"\"}".getBytes(StandardCharsets.UTF_8));

        assertThat(client.silence(500).names()).containsExactly("Hello", "SessionStarted", "Configured");
    }

    @Test
    void answersWhenTheCallersTurnIsOver() {
        SessionHarness client = greeted(OmniBehaviour.NORMAL).speak(QUESTION).silence(400);
        assertThat(client.all(OmniEvent.TurnBegin.class)).hasSize(1);

        client.silence(500);

        assertThat(client.all(OmniEvent.TurnBegin.class)).hasSize(2);
        assertThat(client.all(OmniEvent.Transcript.class))
                .contains(new OmniEvent.Transcript(OmniEvent.Speaker.CALLER, "When is breakfast?", true, false))
                .contains(new OmniEvent.Transcript(OmniEvent.Speaker.AGENT, ANSWER.text(), true, false));
    }

    @Test
    void asksAgainWhenTheScriptHasNoTurnLeft() {
        SessionHarness client = greeted(OmniBehaviour.NORMAL).speak(QUESTION).silence(8000);

        client.speak(QUESTION).silence(1000);

        assertThat(client.all(OmniEvent.Transcript.class).stream().map(OmniEvent.Transcript::text))
                .last()
                .isEqualTo(AgentScript.notUnderstood().text());
    }

    @Test
    void stopsAtOnceWhenTheCallerInterrupts() {
        SessionHarness client = ready(OmniBehaviour.NORMAL).silence(1000);

        client.speak(QUESTION);

        assertThat(client.all(OmniEvent.Flush.class)).containsExactly(new OmniEvent.Flush("energy", 1));
        assertThat(client.all(OmniEvent.AssistantInterrupted.class).get(0).reply())
                .isNotEmpty()
                .isNotEqualTo(GREETING.text());
        assertThat(client.audio.size()).isLessThan(16 * 1500);
    }

    @Test
    void audioSentInABurstIsStillInterruptedWhileItWouldBePlaying() {
        SessionHarness client = ready(OmniBehaviour.NORMAL.with(Delivery.BURST)).silence(1000);
        assertThat(client.audio.size()).isEqualTo(GREETING_LINE.pcm(8000).length);

        client.speak(QUESTION);
        assertThat(client.all(OmniEvent.Flush.class)).hasSize(1);

        SessionHarness patient =
                greeted(OmniBehaviour.NORMAL.with(Delivery.BURST)).speak(QUESTION);
        assertThat(patient.all(OmniEvent.Flush.class)).isEmpty();
    }

    @Test
    void sendsPacketsOfThreeSeconds() {
        Reply answer = Reply.say("agent-answer", "");
        AgentScript script = new AgentScript(answer, List.of(), Map.of(), answer);
        SessionHarness client = new SessionHarness(script, OmniBehaviour.NORMAL.with(Delivery.HUGE_PACKETS));

        client.open().configure(PROFILE).silence(3000);

        assertThat(client.audioMessages).startsWith(48_000, 48_000);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void speaksEveryDialect(Dialect dialect) {
        SessionHarness client =
                greeted(OmniBehaviour.NORMAL.with(dialect)).speak(QUESTION).silence(8000);

        assertThat(client.all(OmniEvent.TurnBegin.class)).hasSize(2);
        assertThat(client.audio.size()).isEqualTo(GREETING_LINE.pcm(8000).length + ANSWER_LINE.pcm(8000).length);
        assertThat(client.session.faults()).isEmpty();
    }

    @Test
    void aStrictSessionIsDeafToAnOldClientAndSaysWhyToTheTest() {
        SessionHarness old = new SessionHarness(SCRIPT, OmniBehaviour.NORMAL, Dialect.TEXT).open();

        old.configure(PROFILE).silence(1000);

        assertThat(old.names()).containsExactly("Hello", "SessionStarted");
        assertThat(old.session.faults()).containsKeys(ClientFault.TEXT_CONTROL, ClientFault.UNTAGGED_AUDIO);
        assertThat(old.session.heardBytes()).isZero();
    }

    @Test
    void announcesAnotherRateThanAskedForInEveryForm() {
        for (RateForm form : RateForm.values()) {
            SessionHarness client =
                    ready(OmniBehaviour.NORMAL.withOutput(24000, form)).silence(100);
            OmniEvent.Hello hello = client.all(OmniEvent.Hello.class).get(0);

            boolean said = form == RateForm.FORMAT_AND_RATE || form == RateForm.NUMBER;
            assertThat(hello.audioOut().hz()).as("%s", form).isEqualTo(said ? 24000 : 0);
            assertThat(client.session.outputHz()).isEqualTo(24000);
        }
        SessionHarness client =
                ready(OmniBehaviour.NORMAL.withOutput(24000, RateForm.NUMBER)).silence(5000);
        assertThat(client.audio.size()).isEqualTo(GREETING_LINE.pcm(24000).length);
    }

    @Test
    void theOlderAckNameAndAGreetingBeforeIt() {
        SessionHarness client = ready(OmniBehaviour.NORMAL.with(Quirk.CONFIG_ACK, Quirk.GREETING_BEFORE_ACK));

        assertThat(client.names())
                .containsExactly("Hello", "SessionStarted", "TurnBegin", "Transcript", "Other", "Configured");
        assertThat(client.all(OmniEvent.Configured.class).get(0).tools()).isNull();
    }

    @Test
    void oddPiecesAddUpToTheLine() {
        SessionHarness client =
                ready(OmniBehaviour.NORMAL.with(Quirk.ODD_AUDIO)).silence(5000);

        assertThat(client.audioMessages).anyMatch(length -> length % 2 == 1);
        assertThat(client.audio.toByteArray()).isEqualTo(GREETING_LINE.pcm(8000));
    }

    @Test
    void aTranscriptSplitInsideACodePointIsStillOneText() {
        SessionHarness client = greeted(OmniBehaviour.NORMAL.with(Quirk.SPLIT_UTF8))
                .speak(QUESTION)
                .silence(600);

        assertThat(client.all(OmniEvent.Transcript.class).stream()
                        .filter(OmniEvent.Transcript::isDelta)
                        .map(OmniEvent.Transcript::text))
                .containsExactly("When is breakfast? ", "\u00e9");
    }

    @Test
    void reportsPositionsEverySecond() {
        SessionHarness client =
                ready(OmniBehaviour.NORMAL.with(Quirk.AUDIO_POSITIONS)).silence(2100);

        assertThat(client.all(OmniEvent.AudioPosition.class)).hasSize(2);
        assertThat(client.all(OmniEvent.AudioPosition.class).get(1).realtimeMs())
                .isBetween(2000, 2040);
    }

    @Test
    void flushesTwiceAndMergesTurns() {
        SessionHarness client = ready(OmniBehaviour.NORMAL.with(Quirk.FLUSH_TWICE, Quirk.TURN_MERGE));
        assertThat(client.all(OmniEvent.Flush.class)).containsExactly(new OmniEvent.Flush("turn_merge", 1));
        assertThat(client.all(OmniEvent.TurnBegin.class)).hasSize(2);

        client.silence(500).speak(QUESTION);

        assertThat(client.all(OmniEvent.Flush.class)).hasSize(3);
        assertThat(client.all(OmniEvent.BargeIn.class)).hasSize(1);
    }

    @Test
    void anUnknownVoiceIsAnErrorOnTheAudioTagAndSilence() {
        SessionHarness client = new SessionHarness(SCRIPT, OmniBehaviour.NORMAL.with(Quirk.VOICE_NOT_FOUND));

        client.open().configure(PROFILE.withVoiceId("onyx")).silence(1000);
        assertThat(client.all(OmniEvent.ErrorEvent.class).get(0).isVoiceNotFound())
                .isTrue();
        assertThat(client.audio.size()).isZero();

        client.configure(PROFILE).silence(1000);
        assertThat(client.audio.size()).isPositive();
    }

    @Test
    void noTranscriptsWhenThereAreNone() {
        SessionHarness client = greeted(OmniBehaviour.NORMAL.with(Quirk.NO_TRANSCRIPTS))
                .speak(QUESTION)
                .silence(1000);

        assertThat(client.all(OmniEvent.Transcript.class)).isEmpty();
    }

    @Test
    void aKeyIsAcknowledgedAndAnsweredEvenWhileTheAgentSpeaks() {
        Reply reply = Reply.say("agent-key-reply", "Done.");
        AgentScript script = new AgentScript(GREETING, List.of(), Map.of('1', reply), reply);
        SessionHarness client =
                new SessionHarness(script, OmniBehaviour.NORMAL).open().configure(PROFILE);

        client.silence(500).control(client.writer.dtmf('1')).silence(300);
        client.control(client.writer.dtmf('9')).silence(500);

        assertThat(client.all(OmniEvent.DtmfAck.class)).hasSize(2);
        assertThat(client.all(OmniEvent.Flush.class)).hasSize(1);
        assertThat(client.all(OmniEvent.Transcript.class).stream().map(OmniEvent.Transcript::text))
                .containsExactly("Good morning.", "Done.");
    }

    @Test
    void callsAToolOnceOrTwiceAndGoesOnWithItsResult() {
        for (boolean twice : List.of(false, true)) {
            OmniBehaviour behaviour =
                    twice ? OmniBehaviour.NORMAL.with(Quirk.DUPLICATE_TOOL_CALLS) : OmniBehaviour.NORMAL;
            SessionHarness client = toolCaller(behaviour);
            OmniEvent.ToolCall call = client.all(OmniEvent.ToolCall.class).get(0);
            assertThat(client.all(OmniEvent.ToolCall.class)).hasSize(twice ? 2 : 1);
            assertThat(call.argumentsJson()).isEqualTo("{\"day\":\"Thursday\"}");

            client.control(client.writer.toolResult(call.callId(), "{\"free\":true}"))
                    .silence(300);

            assertThat(client.all(OmniEvent.Transcript.class).stream().map(OmniEvent.Transcript::text))
                    .last()
                    .isEqualTo("answered");
        }
    }

    @Test
    void anErrorOrNoResultAtAllMakesTheAgentSaySo() {
        SessionHarness failed = toolCaller(OmniBehaviour.NORMAL);
        failed.control(failed.writer.toolError("t_1", "broken")).silence(300);
        SessionHarness late = toolCaller(OmniBehaviour.NORMAL).silence(5300);

        for (SessionHarness client : List.of(failed, late)) {
            assertThat(client.all(OmniEvent.Transcript.class).stream().map(OmniEvent.Transcript::text))
                    .last()
                    .isEqualTo("failed");
        }
    }

    @Test
    void actsOnlyWhenItsLineHasBeenPlayed() {
        AgentScript script = AgentScript.transfer("+15550100");
        SessionHarness client = new SessionHarness(script, OmniBehaviour.NORMAL.with(Delivery.BURST)).open();
        client.configure(PROFILE)
                .silence(3000)
                .speak(Speech.load("caller-human"))
                .silence(1500);
        assertThat(client.all(OmniEvent.TransferToHuman.class)).isEmpty();

        client.silence(2000);
        assertThat(client.all(OmniEvent.TransferToHuman.class))
                .containsExactly(new OmniEvent.TransferToHuman("+15550100", "caller_asked"));
    }

    @Test
    void endsTheCallOrTheSessionOrSendsAnyEvent() {
        SessionHarness client = saying(new Then.EndCall("done"));
        assertThat(client.all(OmniEvent.EndCall.class)).containsExactly(new OmniEvent.EndCall("done"));
        assertThat(client.ends).isEmpty();

        client = saying(new Then.EndSession("done"));
        assertThat(client.names()).endsWith("SessionEnding", "SessionEnd");
        assertThat(client.ends).containsExactly("close 1000 ");

        client = saying(new Then.Event("{\"event\":\"play_hold\",\"seconds\":3}"));
        assertThat(client.all(OmniEvent.PlayHold.class)).containsExactly(new OmniEvent.PlayHold(Duration.ofSeconds(3)));
    }

    @Test
    void answersAPoliteEndWithItsOwn() {
        SessionHarness client = ready(OmniBehaviour.NORMAL);
        client.control(client.writer.sessionEnding());

        assertThat(client.names()).endsWith("SessionEnd");
        assertThat(client.ends).containsExactly("close 1000 ");
    }

    @Test
    void stallsWhereItIsTold() {
        SessionHarness mute = new SessionHarness(SCRIPT, OmniBehaviour.NORMAL.with(Stall.NO_HELLO));
        assertThat(mute.open().configure(PROFILE).silence(1000).names()).isEmpty();

        SessionHarness halfWay = new SessionHarness(SCRIPT, OmniBehaviour.NORMAL.with(Stall.NO_CONFIGURED));
        assertThat(halfWay.open().configure(PROFILE).silence(1000).names()).containsExactly("Hello", "SessionStarted");

        SessionHarness deaf = new SessionHarness(SCRIPT, OmniBehaviour.NORMAL.with(Stall.NEVER_READS)).open();
        assertThat(deaf.ends).containsExactly("stop reading");
    }

    @Test
    void mishapsHappenWhenTheyAreDue() {
        Duration after = Duration.ofMillis(500);
        assertThat(ready(OmniBehaviour.NORMAL.with(Mishap.of(Mishap.Kind.DROP, after)))
                        .silence(440)
                        .ends)
                .isEmpty();
        assertThat(ready(OmniBehaviour.NORMAL.with(Mishap.of(Mishap.Kind.DROP, after)))
                        .silence(540)
                        .ends)
                .containsExactly("reset");
        assertThat(ready(OmniBehaviour.NORMAL.with(Mishap.close(1011, "oops", after)))
                        .silence(540)
                        .ends)
                .containsExactly("close 1011 oops");
        assertThat(ready(OmniBehaviour.NORMAL.with(Mishap.of(Mishap.Kind.STOP_READING, after)))
                        .silence(540)
                        .ends)
                .containsExactly("stop reading");
        assertThat(ready(OmniBehaviour.NORMAL.with(Mishap.of(Mishap.Kind.ERROR, after)))
                        .silence(540)
                        .names())
                .contains("ErrorEvent");

        SessionHarness ending = ready(OmniBehaviour.NORMAL.with(Mishap.of(Mishap.Kind.SESSION_ENDING, after)))
                .silence(540);
        assertThat(ending.names()).contains("SessionEnding");
        assertThat(ending.ends).isEmpty();

        SessionHarness ended = ready(OmniBehaviour.NORMAL.with(Mishap.of(Mishap.Kind.SESSION_END, after)))
                .silence(540);
        assertThat(ended.ends).containsExactly("close 1000 ");
    }

    @Test
    void goesSilentInTheMiddleOfALine() {
        SessionHarness client = ready(
                        OmniBehaviour.NORMAL.with(Mishap.of(Mishap.Kind.GO_SILENT, Duration.ofMillis(500))))
                .silence(5000)
                .speak(QUESTION)
                .silence(2000);

        assertThat(client.audio.size()).isLessThan(16 * 720);
        assertThat(client.all(OmniEvent.TurnBegin.class)).hasSize(1);
        assertThat(client.ends).isEmpty();
    }

    @Test
    void aCloseOnOpenComesInsteadOfHello() {
        SessionHarness client =
                new SessionHarness(SCRIPT, OmniBehaviour.NORMAL.with(Mishap.closeOnOpen(4401, "bad key"))).open();

        assertThat(client.names()).isEmpty();
        assertThat(client.ends).containsExactly("close 4401 bad key");
    }

    @Test
    void aMishapCanBeCalledDownAtAnyTime() {
        SessionHarness client = ready(OmniBehaviour.NORMAL);
        client.session.befall(Mishap.of(Mishap.Kind.DROP, Duration.ZERO));

        assertThat(client.ends).containsExactly("reset");
    }

    @Test
    void beatsNoMoreOnceItIsClosed() {
        SessionHarness client = ready(OmniBehaviour.NORMAL);
        assertThat(client.session.beat(5)).isNotEqualTo(Metronome.NEVER);
        client.session.closed(1006, "", 6);

        assertThat(client.session.beat(7)).isEqualTo(Metronome.NEVER);
        assertThat(client.session.isLive()).isFalse();
        assertThat(client.session.closeCode()).isEqualTo(1006);
    }

    @Test
    void measuresTheLongestGapInTheCallersAudio() {
        SessionHarness client = ready(OmniBehaviour.NORMAL).silence(1000);

        assertThat(client.session.longestGapNanos()).isEqualTo(20_000_000);
    }

    private static SessionHarness ready(OmniBehaviour behaviour) {
        return new SessionHarness(SCRIPT, behaviour).open().configure(PROFILE);
    }

    private static SessionHarness greeted(OmniBehaviour behaviour) {
        return ready(behaviour).silence(GREETING_LINE.millis() + 500);
    }

    private static SessionHarness toolCaller(OmniBehaviour behaviour) {
        Reply answered = Reply.say("agent-goodbye", "answered");
        Reply failed = Reply.say("agent-goodbye", "failed");
        return saying(behaviour, new Then.ToolCall("find_slot", "{\"day\":\"Thursday\"}", answered, failed));
    }

    private static SessionHarness saying(Then then) {
        return saying(OmniBehaviour.NORMAL, then);
    }

    private static SessionHarness saying(OmniBehaviour behaviour, Then then) {
        AgentScript script = new AgentScript(GREETING.then(then), List.of(), Map.of(), GREETING);
        return new SessionHarness(script, behaviour)
                .open()
                .configure(AgentProfile.DEFAULTS)
                .silence(GREETING_LINE.millis() + 100);
    }
}
