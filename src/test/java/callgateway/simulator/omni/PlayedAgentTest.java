package callgateway.simulator.omni;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.audio.Tones;
import callgateway.omni.OmniEvent;
import callgateway.omni.OmniServerFrames;
import callgateway.simulator.Speech;
import callgateway.simulator.omni.Act.Cue;
import callgateway.simulator.omni.Act.Form;
import callgateway.simulator.omni.Act.What;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlayedAgentTest {
    private static final What FLUSH = Act.silence("flush", frames -> frames.flush("energy", 1));
    private static final What GOODBYE = Act.send("end-call", frames -> frames.endCall("done"));

    @Test
    void doesOneAfterTheOther() {
        SessionHarness session = play(Act.of(say(1000)), Act.of(GOODBYE));

        session.silence(960);
        assertThat(session.all(OmniEvent.EndCall.class)).isEmpty();
        session.silence(60);

        assertThat(session.all(OmniEvent.EndCall.class)).hasSize(1);
        assertThat(session.audio.size()).isEqualTo(16_000);
    }

    @Test
    void actsIntoItsOwnSpeechAndTakesBackTheRest() {
        SessionHarness session = play(Act.of(say(3000)), new Act(Duration.ofSeconds(1), FLUSH), Act.of(GOODBYE));

        session.silence(2000);

        assertThat(session.names()).containsSubsequence("Other", "Flush", "EndCall");
        // A second, and what is sent ahead.
        assertThat(session.audio.size()).isBetween(16_000, 20_000);
    }

    @Test
    void waitsForTheCallerEvenWhileItSpeaks() {
        SessionHarness session =
                play(Act.of(say(5000)), Act.of(new What.Await(Cue.CALLER_SPEAKS)), Act.of(FLUSH), Act.of(say(500)));

        session.silence(500);
        assertThat(session.all(OmniEvent.Flush.class)).isEmpty();
        session.speak(tone(200)).silence(1000);

        assertThat(session.all(OmniEvent.Flush.class)).hasSize(1);
        assertThat(session.session.events())
                .extracting(OmniSessionEvent::kind)
                .containsSubsequence(
                        OmniSessionEvent.Kind.AGENT_SPEAKS,
                        OmniSessionEvent.Kind.CALLER_SPEAKS,
                        OmniSessionEvent.Kind.AGENT_SPEAKS,
                        OmniSessionEvent.Kind.AGENT_DONE);
    }

    @Test
    void awaitsEveryKeyOnItsOwn() {
        SessionHarness session =
                play(Act.of(new What.Await(Cue.KEY)), Act.of(new What.Await(Cue.KEY)), Act.of(GOODBYE));

        session.control(session.writer.dtmf('1'));
        assertThat(session.all(OmniEvent.EndCall.class)).isEmpty();
        session.control(session.writer.dtmf('2'));

        assertThat(session.all(OmniEvent.EndCall.class)).hasSize(1);
    }

    @Test
    void countsFromWhatItHasWaitedFor() {
        SessionHarness session = play(Act.of(new What.Await(Cue.KEY)), new Act(Duration.ofMillis(500), GOODBYE));

        session.silence(2000).control(session.writer.dtmf('1')).silence(480);
        assertThat(session.all(OmniEvent.EndCall.class)).isEmpty();
        session.silence(40);

        assertThat(session.all(OmniEvent.EndCall.class)).hasSize(1);
    }

    @Test
    void bringsAboutMishapsAndSendsWhatNoEventIs() {
        SessionHarness session = play(
                Act.of(new What.Send("text", Form.TEXT, false, PlayedAgentTest::warning)),
                Act.of(new What.Send("voice", Form.BINARY, false, frames -> frames.errorOnAudioTag("voice_not_found"))),
                Act.of(new What.Befall(Mishap.closeOnOpen(1011, "broken"))));

        assertThat(session.names()).contains("Deviated", "Warning", "ErrorEvent");
        assertThat(session.ends).containsExactly("close 1011 broken");
    }

    private static byte[] warning(OmniServerFrames frames) {
        byte[] tagged = frames.warning("w", "text");
        byte[] json = Arrays.copyOfRange(tagged, 1, tagged.length);
        assertThat(new String(json, StandardCharsets.UTF_8)).startsWith("{");
        return json;
    }

    private static SessionHarness play(Act... acts) {
        SessionHarness session = new SessionHarness(new AgentPlay(List.of(acts)), OmniBehaviour.NORMAL);
        return session.open().configure(SessionHarness.PROFILE);
    }

    private static What say(int millis) {
        return new What.Say(tone(millis));
    }

    private static Speech tone(int millis) {
        byte[] mu = new byte[8 * millis];
        Tones.sine(8000, 440, -12).muLaw(mu, 0, mu.length);
        return new Speech("a tone", mu);
    }
}
