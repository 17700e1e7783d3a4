package callgateway.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TonesTest {
    @Test
    void aSineHasTheAskedLevelAndNothingElse() {
        byte[] pcm = new byte[16_000];
        Tones.sine(8000, 440, -20).pcm(pcm, 0, 8000);

        assertThat(Level.ofPcm(pcm, 0, 8000)).isCloseTo(-20, within(0.01));
        assertThat(new Goertzel(8000, 440).pcm(pcm, 0, 8000).dbfs()).isCloseTo(-20, within(0.01));
        for (int hz = 10; hz < 4000; hz += 10) {
            if (hz != 440) {
                assertThat(new Goertzel(8000, hz).pcm(pcm, 0, 8000).dbfs())
                        .as("%d Hz", hz)
                        .isLessThan(-95);
            }
        }
    }

    @Test
    void mulawIsTheSameSoundCompanded() {
        byte[] pcm = new byte[2000];
        byte[] companded = new byte[1000];
        byte[] expected = new byte[1000];
        Tones.dual(8000, 350, 440, -15).pcm(pcm, 0, 1000);
        Tones.dual(8000, 350, 440, -15).muLaw(companded, 0, 1000);
        MuLaw.encode(pcm, 0, 1000, expected, 0);

        assertThat(companded).isEqualTo(expected);
        assertThat(Level.ofMuLaw(companded, 0, 1000)).isCloseTo(Level.ofPcm(pcm, 0, 1000), within(0.2));
    }

    @Test
    void piecesContinueOneAnother() {
        byte[] whole = new byte[1600];
        byte[] pieces = new byte[1600];
        Tones.sine(8000, 433.3, -10).pcm(whole, 0, 800);
        Tones tone = Tones.sine(8000, 433.3, -10);
        for (int at = 0; at < 1600; at += 50) {
            tone.pcm(pieces, at, 25);
        }

        assertThat(pieces).isEqualTo(whole);
    }

    @Test
    void everyKeyHasItsOwnPairOfFrequencies() {
        int[] all = {697, 770, 852, 941, 1209, 1336, 1477, 1633};
        byte[] mu = new byte[8000];
        for (int i = 0; i < Tones.DTMF_KEYS.length(); i++) {
            char key = Tones.DTMF_KEYS.charAt(i);
            Tones.dtmf(8000, key, -12).muLaw(mu, 0, 8000);

            for (int hz : all) {
                double level = new Goertzel(8000, hz).muLaw(mu, 0, 8000).dbfs();
                if (hz == Tones.dtmfLowHz(key) || hz == Tones.dtmfHighHz(key)) {
                    assertThat(level).as("%s %d Hz", key, hz).isCloseTo(-12, within(0.2));
                } else {
                    assertThat(level).as("%s %d Hz", key, hz).isLessThan(-45);
                }
            }
        }
        assertThat(Tones.dtmfLowHz('5')).isEqualTo(770);
        assertThat(Tones.dtmfHighHz('5')).isEqualTo(1336);
        assertThat(Tones.dtmfLowHz('#')).isEqualTo(941);
        assertThat(Tones.dtmfHighHz('#')).isEqualTo(1477);
    }

    @Test
    void noiseHasTheAskedLevelIsSoftAndRepeatsByItsSeed() {
        byte[] pcm = new byte[160_000];
        byte[] same = new byte[160_000];
        byte[] other = new byte[160_000];
        Tones.noise(-45, 7).pcm(pcm, 0, 80_000);
        Tones.noise(-45, 7).pcm(same, 0, 80_000);
        Tones.noise(-45, 8).pcm(other, 0, 80_000);

        assertThat(Level.ofPcm(pcm, 0, 80_000)).isCloseTo(-45, within(0.3));
        assertThat(same).isEqualTo(pcm);
        assertThat(other).isNotEqualTo(pcm);
    }

    @Test
    void theLoudestSineFitsWithoutClipping() {
        byte[] pcm = new byte[16_000];
        Tones.sine(8000, 440, -3.02).pcm(pcm, 0, 8000);
        assertThat(Level.ofPcm(pcm, 0, 8000)).isCloseTo(-3.02, within(0.01));

        Tones.dual(8000, 440, 620, -9.04).pcm(pcm, 0, 8000);
        assertThat(Level.ofPcm(pcm, 0, 8000)).isCloseTo(-6.03, within(0.01));
    }

    @Test
    void impossibleSoundsAreRefused() {
        refused(() -> Tones.sine(8000, 4000, -20), "hz: 4000.0 (expected: above 0, below half of 8000)");
        refused(() -> Tones.sine(8000, 0, -20), "hz: 0.0");
        refused(() -> Tones.sine(8000, Double.NaN, -20), "hz: NaN");
        refused(() -> Tones.sine(0, 440, -20), "rateHz: 0 (expected: > 0)");
        refused(() -> Tones.sine(8000, 440, -3), "dbfs: -3.0 (expected: <= -3.02)");
        refused(() -> Tones.dual(8000, 440, 620, -9), "dbfs: -9.0 (expected: <= -9.04)");
        refused(() -> Tones.sine(8000, 440, Double.NaN), "dbfs: NaN");
        refused(() -> Tones.noise(0, 1), "dbfs: 0.0 (expected: <= -12)");
        refused(() -> Tones.dtmf(8000, 'x', -20), "key: 'x' (expected: one of 123A456B789C*0#D)");
        refused(() -> new Goertzel(8000, 5000), "hz: 5000.0");
    }

    @Test
    void rangesOutsideTheArrayAreRefused() {
        Tones tone = Tones.sine(8000, 440, -20);

        assertThatThrownBy(() -> tone.pcm(new byte[9], 0, 5)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> tone.muLaw(new byte[4], 1, 4)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static void refused(Runnable action, String message) {
        assertThatThrownBy(action::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
