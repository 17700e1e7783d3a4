package callgateway.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LevelTest {
    @Test
    void aFullScaleSquareWaveIsZero() {
        byte[] pcm = new byte[400];
        for (int i = 0; i < 200; i++) {
            Pcm.put(pcm, 2 * i, i % 2 == 0 ? -32768 : 32767);
        }

        assertThat(Level.ofPcm(pcm, 0, 200)).isCloseTo(0, within(0.001));
    }

    @Test
    void halfTheAmplitudeIsSixDecibelsLess() {
        byte[] pcm = new byte[200];
        for (int i = 0; i < 100; i++) {
            Pcm.put(pcm, 2 * i, 16384);
        }

        assertThat(Level.ofPcm(pcm, 0, 100)).isCloseTo(-6.02, within(0.01));
    }

    @Test
    void silenceAndNothingHaveTheLowestLevel() {
        byte[] silence = new byte[160];
        Arrays.fill(silence, MuLaw.SILENCE);

        assertThat(Level.ofMuLaw(silence, 0, 160)).isEqualTo(Level.SILENCE_DBFS);
        assertThat(Level.ofPcm(new byte[320], 0, 160)).isEqualTo(Level.SILENCE_DBFS);
        assertThat(Level.ofPcm(new byte[0], 0, 0)).isEqualTo(Level.SILENCE_DBFS);
        assertThat(Level.ofMuLaw(new byte[0], 0, 0)).isEqualTo(Level.SILENCE_DBFS);
    }

    @Test
    void zeroBytesTakenForMulawAreNearlyFullScale() {
        assertThat(Level.ofMuLaw(new byte[160], 0, 160)).isCloseTo(-0.17, within(0.01));
    }

    @Test
    void rangesOutsideTheArrayAreRefused() {
        assertThatThrownBy(() -> Level.ofPcm(new byte[9], 0, 5)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Level.ofMuLaw(new byte[9], 5, 5)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
