package callgateway.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ComfortToneTest {
    private final byte[] sound = ComfortTone.muLaw(Duration.ofSeconds(4));

    @Test
    void itIsHeardAtOnceAndSofterThanSpeech() {
        assertThat(sound).hasSize(32_000);
        assertThat(Level.ofMuLaw(sound, 0, 1600)).isBetween(-32.0, -20.0);
        assertThat(Level.ofMuLaw(sound, 0, 400)).isGreaterThan(-30);
    }

    @Test
    void afterTheNotesTheLineIsQuietAndAlive() {
        assertThat(Level.ofMuLaw(sound, 16_000, 16_000)).isBetween(-66.0, -50.0);
    }

    @Test
    void itClicksNeitherAtItsEdgesNorInItsLoop() {
        for (int i = 0; i < sound.length; i++) {
            int here = MuLaw.decode(sound[i]);
            int next = MuLaw.decode(sound[(i + 1) % sound.length]);
            assertThat(Math.abs(next - here)).as("sample %d", i).isLessThan(3000);
        }
    }

    @Test
    void lengthsThatMakeNoSenseAreRefused() {
        LongStream.of(0, 999, 60_001).forEach(ms -> assertThatIllegalArgumentException()
                .isThrownBy(() -> ComfortTone.muLaw(Duration.ofMillis(ms)))
                .withMessage("length: " + ms + " ms (expected: 1000..60000 ms)"));
    }
}
