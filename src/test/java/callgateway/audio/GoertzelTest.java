package callgateway.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GoertzelTest {
    @Test
    void onlyTheOwnFrequencyIsHeard() {
        byte[] pcm = new byte[3200];
        Tones.sine(8000, 1000, -30).pcm(pcm, 0, 1600);

        assertThat(new Goertzel(8000, 1000).pcm(pcm, 0, 1600).dbfs()).isCloseTo(-30, within(0.05));
        assertThat(new Goertzel(8000, 1100).pcm(pcm, 0, 1600).dbfs()).isLessThan(-80);
    }

    @Test
    void piecesAddUpToTheWhole() {
        byte[] mu = new byte[800];
        Tones.sine(8000, 500, -12).muLaw(mu, 0, 800);
        Goertzel pieces = new Goertzel(8000, 500);
        for (int at = 0; at < 800; at += 160) {
            pieces.muLaw(mu, at, 160);
        }

        assertThat(pieces.samples()).isEqualTo(800);
        assertThat(pieces.dbfs())
                .isEqualTo(new Goertzel(8000, 500).muLaw(mu, 0, 800).dbfs());
    }

    @Test
    void resetStartsAnew() {
        byte[] pcm = new byte[1600];
        Tones.sine(8000, 500, -12).pcm(pcm, 0, 800);
        Goertzel detector = new Goertzel(8000, 500).pcm(pcm, 0, 800);

        detector.reset();

        assertThat(detector.samples()).isZero();
        assertThat(detector.dbfs()).isEqualTo(Level.SILENCE_DBFS);
        assertThat(detector.pcm(new byte[1600], 0, 800).dbfs()).isEqualTo(Level.SILENCE_DBFS);
    }

    @Test
    void rangesOutsideTheArrayAreRefused() {
        Goertzel detector = new Goertzel(8000, 500);

        assertThatThrownBy(() -> detector.pcm(new byte[3], 0, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> detector.muLaw(new byte[3], 2, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
