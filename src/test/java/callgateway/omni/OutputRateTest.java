package callgateway.omni;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputRateTest {
    @ParameterizedTest
    @CsvSource({"8000, 8000", "16000, 24000", "24000, 24000"})
    void beforeAnyAnnouncementItIsAGuess(int requested, int expected) {
        assertThat(new OutputRate(requested).hz()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"pcm16@16000, 16000", "16000, 16000", "' PCM16@8000 ', 8000", "24000, 24000"})
    void anAnnouncementWins(String announced, int expected) {
        OutputRate rate = new OutputRate(8_000);

        rate.announce(AudioOut.of(announced));

        assertThat(rate.hz()).isEqualTo(expected);
    }

    @Test
    void onlyARealChangeIsToldAsOne() {
        OutputRate rate = new OutputRate(16_000);

        assertThat(rate.announce(AudioOut.of("pcm16@24000"))).isFalse();
        assertThat(rate.announce(AudioOut.of("pcm16@16000"))).isTrue();
        assertThat(rate.announce(AudioOut.of("pcm16"))).isFalse();
        assertThat(rate.announce(AudioOut.UNSTATED)).isFalse();
        assertThat(rate.hz()).isEqualTo(16_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pcm16@44100", "opus@48000", "pcm16@", "-8000", "{\"rate\":8000}", "pcm16@8000.5"})
    void whatCannotBePlayedIsSaidSoAndChangesNothing(String announced) {
        OutputRate rate = new OutputRate(8_000);

        assertThat(AudioOut.of(announced).isUnusable()).isTrue();
        assertThat(rate.announce(AudioOut.of(announced))).isFalse();
        assertThat(rate.hz()).isEqualTo(8_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pcm16", "", "pcm16@8000", "24000"})
    void whatIsUsualIsNotUnusable(String announced) {
        assertThat(AudioOut.of(announced).isUnusable()).isFalse();
    }
}
