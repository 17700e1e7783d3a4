package callgateway.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SentTimesTest {
    private final SentTimes times = new SentTimes();

    @Test
    void aFrameIsTakenOnce() {
        int first = times.sent(10);
        int second = times.sent(30);

        assertThat(times.take(second)).isEqualTo(30);
        assertThat(times.take(first)).isEqualTo(10);
        assertThat(times.take(first)).isEqualTo(SentTimes.NONE);
    }

    @Test
    void aFrameThatWasNeverSentHasNoTime() {
        assertThat(times.take(0)).isEqualTo(SentTimes.NONE);
        times.sent(10);

        assertThat(times.take(1)).isEqualTo(SentTimes.NONE);
        assertThat(times.take(StampedAudio.MODULUS - 1)).isEqualTo(SentTimes.NONE);
    }

    @Test
    void aFrameThatIsTooOldHasNoTimeAndTakesNoOthers() {
        for (int i = 0; i <= SentTimes.FRAMES; i++) {
            times.sent(i);
        }

        assertThat(times.take(0)).isEqualTo(SentTimes.NONE);
        assertThat(times.take(1)).isEqualTo(1);
        assertThat(times.take(SentTimes.FRAMES)).isEqualTo(SentTimes.FRAMES);
    }

    @Test
    void numbersThatBeginAgainAreTheNewFrames() {
        for (long i = 0; i < StampedAudio.MODULUS + 3L; i++) {
            assertThat(times.sent(i)).isEqualTo((int) (i % StampedAudio.MODULUS));
        }

        assertThat(times.take(2)).isEqualTo(StampedAudio.MODULUS + 2L);
        assertThat(times.take(StampedAudio.MODULUS - 1)).isEqualTo(StampedAudio.MODULUS - 1L);
        assertThat(times.take(3)).isEqualTo(SentTimes.NONE);
    }
}
