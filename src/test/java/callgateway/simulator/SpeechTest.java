package callgateway.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import callgateway.audio.MuLaw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpeechTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "agent-greeting",
                "agent-answer",
                "agent-short-answer",
                "agent-key-reply",
                "agent-goodbye",
                "agent-transfer",
                "agent-not-understood",
                "caller-question",
                "caller-interruption",
                "caller-goodbye",
                "caller-human"
            })
    void everyLineIsThereAndBeginsAndEndsWithSpeechNotSilence(String name) {
        Speech speech = Speech.load(name);

        assertThat(speech.millis()).isBetween(1_000, 8_000);
        assertThat(loudest(speech.mu(), 0, 800)).isGreaterThan(256);
        assertThat(loudest(speech.mu(), speech.mu().length - 1600, 1600)).isGreaterThan(256);
        assertThat(loudest(speech.mu(), 0, speech.mu().length)).isBetween(8_000, 30_000);
    }

    @Test
    void isGivenAsPcmAtEveryRateOmniSpeaks() {
        Speech speech = Speech.load("caller-question");
        int samples = speech.mu().length;

        assertThat(speech.pcm(8000)).hasSize(2 * samples);
        assertThat(speech.pcm(16000).length).isBetween(4 * samples - 400, 4 * samples + 400);
        assertThat(speech.pcm(24000).length).isBetween(6 * samples - 600, 6 * samples + 600);
    }

    @Test
    void aMissingLineIsNamed() {
        assertThatThrownBy(() -> Speech.load("no-such-line"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no-such-line");
    }

    @Test
    void silenceIsSilent() {
        assertThat(Speech.silence(20).mu()).hasSize(160).containsOnly(MuLaw.SILENCE);
    }

    private static int loudest(byte[] mu, int off, int len) {
        int loudest = 0;
        for (int i = off; i < off + len; i++) {
            loudest = Math.max(loudest, Math.abs(MuLaw.decode(mu[i])));
        }
        return loudest;
    }
}
