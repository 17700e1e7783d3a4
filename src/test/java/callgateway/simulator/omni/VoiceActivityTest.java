package callgateway.simulator.omni;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.simulator.Speech;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VoiceActivityTest {
    private final List<String> told = new ArrayList<>();
    private int heardMs;

    @ParameterizedTest
    @ValueSource(ints = {8000, 16000, 24000})
    void hearsALineAsOneTurnThatEndsAfterTheEndpointingTime(int hz) {
        VoiceActivity ear = ear(hz, 500);
        Speech line = Speech.load("caller-question");

        hear(ear, silence(hz, 300), hz);
        hear(ear, line.pcm(hz), hz);
        assertThat(ear.isSpeaking()).isTrue();
        hear(ear, silence(hz, 700), hz);

        assertThat(told).hasSize(2);
        assertThat(at("started")).isBetween(300, 500);
        assertThat(at("ended")).isBetween(300 + line.millis() + 300, 300 + line.millis() + 540);
    }

    @Test
    void aPauseWithinTheEndpointingTimeEndsNothing() {
        VoiceActivity ear = ear(8000, 500);

        hear(ear, noise(200, 3000, 1), 8000);
        hear(ear, silence(8000, 480), 8000);
        hear(ear, noise(200, 3000, 2), 8000);
        assertThat(told).hasSize(1);

        hear(ear, silence(8000, 500), 8000);
        assertThat(told).hasSize(2);
    }

    @Test
    void lineNoiseAndAClickAreNoSpeech() {
        VoiceActivity ear = ear(8000, 500);

        hear(ear, noise(2_000, 300, 3), 8000);
        hear(ear, noise(40, 20_000, 4), 8000);
        hear(ear, silence(8000, 1_000), 8000);

        assertThat(told).isEmpty();
    }

    @Test
    void whatItHearsDoesNotDependOnHowTheAudioIsCut() {
        byte[] pcm = Speech.load("caller-interruption").pcm(8000);
        VoiceActivity whole = ear(8000, 300);
        whole.hear(pcm, 0, pcm.length);
        List<String> expected = told.stream().map(VoiceActivityTest::word).toList();
        told.clear();

        long seed = System.nanoTime();
        Random random = new Random(seed);
        VoiceActivity pieces = ear(8000, 300);
        for (int at = 0; at < pcm.length; ) {
            int length = Math.min(pcm.length - at, 2 * (1 + random.nextInt(400)));
            pieces.hear(pcm, at, length);
            at += length;
        }

        assertThat(told.stream().map(VoiceActivityTest::word))
                .as("seed %d", seed)
                .isEqualTo(expected);
    }

    private VoiceActivity ear(int hz, int endpointingMs) {
        return new VoiceActivity(hz, endpointingMs, new VoiceActivity.Listener() {
            @Override
            public void speechStarted() {
                told.add("started " + heardMs);
            }

            @Override
            public void speechEnded() {
                told.add("ended " + heardMs);
            }
        });
    }

    /** In 20 ms frames. */
    private void hear(VoiceActivity ear, byte[] pcm, int hz) {
        int frame = hz / 50 * 2;
        for (int at = 0; at < pcm.length; at += frame) {
            heardMs += 20;
            ear.hear(pcm, at, Math.min(frame, pcm.length - at));
        }
    }

    private int at(String what) {
        return told.stream()
                .filter(line -> line.startsWith(what))
                .map(line -> Integer.valueOf(line.substring(what.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    private static String word(String line) {
        return line.substring(0, line.indexOf(' '));
    }

    private static byte[] silence(int hz, int ms) {
        return new byte[hz / 1000 * ms * 2];
    }

    private static byte[] noise(int ms, int amplitude, int seed) {
        Random random = new Random(seed);
        byte[] pcm = new byte[8 * ms * 2];
        for (int i = 0; i < pcm.length; i += 2) {
            int sample = random.nextInt(2 * amplitude) - amplitude;
            pcm[i] = (byte) sample;
            pcm[i + 1] = (byte) (sample >> 8);
        }
        return pcm;
    }
}
