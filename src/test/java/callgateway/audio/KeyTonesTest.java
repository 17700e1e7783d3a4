package callgateway.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTonesTest {
    /** Bit-exact mu-law of 16 bits is no finer. */
    private static final double HALF_A_DB = 0.5;

    @Test
    void everyKeyIsHeardAsItself() {
        for (char key : Tones.DTMF_KEYS.toCharArray()) {
            assertThat(KeyDetector.keys(KeyTones.muLaw(String.valueOf(key)))).isEqualTo(String.valueOf(key));
        }
    }

    @Test
    void bothTonesOfEveryKeyHaveTheirLevelAndTheHighOneIsTwoDecibelsLouder() {
        for (char key : Tones.DTMF_KEYS.toCharArray()) {
            KeyDetector.Press press =
                    KeyDetector.presses(KeyTones.muLaw(String.valueOf(key))).get(0);

            assertThat(press.lowDbfs()).as("low of %s", key).isCloseTo(-8.5 - 6.22, within(HALF_A_DB));
            assertThat(press.highDbfs()).as("high of %s", key).isCloseTo(-6.5 - 6.22, within(HALF_A_DB));
        }
    }

    @Test
    void aKeyLastsAHundredMillisecondsAndSoDoesThePauseAfterIt() {
        byte[] sound = KeyTones.muLaw("159D");

        assertThat(sound).hasSize(4 * 200 * 8);
        for (int key = 0; key < 4; key++) {
            int from = key * 1600;
            assertThat(Level.ofMuLaw(sound, from + 40, 720)).as("key %d", key).isGreaterThan(-11);
            assertThat(Level.ofMuLaw(sound, from + 800, 800))
                    .as("pause %d", key)
                    .isEqualTo(Level.SILENCE_DBFS);
        }
        assertThat(KeyDetector.presses(sound))
                .extracting(KeyDetector.Press::lengthMs)
                .allSatisfy(ms -> assertThat(ms).isBetween(90, 115));
        assertThat(KeyDetector.presses(sound))
                .extracting(KeyDetector.Press::fromMs)
                .satisfies(from -> assertThat(from.get(3) - from.get(0)).isBetween(595, 605));
    }

    @Test
    void theEdgesAreSmooth() {
        for (char key : Tones.DTMF_KEYS.toCharArray()) {
            byte[] sound = KeyTones.muLaw(String.valueOf(key));
            for (int edge : new int[] {0, 799}) {
                assertThat(Math.abs(MuLaw.decode(sound[edge])))
                        .as("%s at %d", key, edge)
                        .isLessThan((short) 100);
            }
            // A click is sound where the key has none: above its own tones and their distortion.
            assertThat(new Goertzel(8000, 3600).muLaw(sound, 0, 800).dbfs())
                    .as("click of %s", key)
                    .isLessThan(-55);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 200", "w, 500", "W, 1000", "',', 2000", "'1w2W3,', 4100", "'', 0"})
    void pausesHaveTheirLength(String keys, int ms) {
        assertThat(KeyTones.lengthMs(keys)).isEqualTo(ms);
        assertThat(KeyTones.muLaw(keys)).hasSize(8 * ms);
    }

    @Test
    void whateverIsDialledIsHeard() {
        for (int seed = 0; seed < 200; seed++) {
            Random chance = new Random(seed);
            StringBuilder dialled = new StringBuilder();
            for (int i = 1 + chance.nextInt(32); i > 0; i--) {
                dialled.append((Tones.DTMF_KEYS + "abcdw").charAt(chance.nextInt(Tones.DTMF_KEYS.length() + 5)));
            }

            assertThat(KeyDetector.keys(KeyTones.muLaw(dialled.toString())))
                    .as("seed %d", seed)
                    .isEqualTo(dialled.toString().replace("w", "").toUpperCase(Locale.ROOT));
        }
    }

    @Test
    void noiseSpeechLikeSoundsAndSingleTonesAreNoKeys() {
        byte[] sound = new byte[8000];
        Tones.noise(-12, 1).muLaw(sound, 0, 8000);
        assertThat(KeyDetector.presses(sound)).isEmpty();
        Tones.dual(8000, 350, 440, -13).muLaw(sound, 0, 8000);
        assertThat(KeyDetector.presses(sound)).isEmpty();
        Tones.sine(8000, 770, -10).muLaw(sound, 0, 8000);
        assertThat(KeyDetector.presses(sound)).isEqualTo(List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"e", "1 2", "p", "+49", "1\u0000", "\u0661", "-"})
    void whatIsNoKeyIsRefusedWithoutBeingRepeated(String keys) {
        assertThat(KeyTones.arePlayable(keys)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyTones.muLaw(keys))
                .withMessage("a key that is none (expected: 123A456B789C*0#D w W ,)");
    }

    @Test
    void pausesAreNoKeysThatSound() {
        assertThat("0123456789*#ABCDabcd".chars()).allMatch(key -> KeyTones.isKey((char) key.intValue()));
        assertThat("wW,".chars()).noneMatch(key -> KeyTones.isKey((char) key.intValue()));
    }
}
