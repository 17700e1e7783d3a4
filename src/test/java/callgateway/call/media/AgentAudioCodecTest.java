package callgateway.call.media;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.audio.MuLaw;
import callgateway.audio.Resampler;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentAudioCodecTest {
    @RegisterExtension
    static final MediaBench BENCH = MediaBench.create();

    @ParameterizedTest
    @ValueSource(ints = {8000, 16000, 24000})
    void whateverPiecesTheAgentSendsTheCallerHearsTheSame(int hz) {
        for (int seed = 0; seed < 20; seed++) {
            Random chance = new Random(seed);
            CallMedia media = BENCH.start();
            media.agentRate(hz);
            byte[] pcm = Speech.noise(chance, hz);
            int at = 0;
            while (at < pcm.length) {
                int piece = Math.min(pcm.length - at, 1 + chance.nextInt(chance.nextBoolean() ? 9 : 9000));
                BENCH.agentSays(Arrays.copyOfRange(pcm, at, at + piece));
                at += piece;
            }
            BENCH.pass(1500);

            byte[] expected = mulaw(pcm, hz);
            byte[] heard = BENCH.caller().audio();
            assertThat(heard).as("seed %d", seed).startsWith(expected);
            assertThat(Arrays.copyOfRange(heard, expected.length, heard.length))
                    .as("seed %d: filled up", seed)
                    .hasSizeLessThan(MuLaw.FRAME_BYTES)
                    .doesNotContain(0)
                    .matches(rest -> allSilence(rest));
        }
    }

    @Test
    void singleBytesMakeSamples() {
        BENCH.start();
        byte[] speech = Speech.random(new Random(3), 20);

        for (byte one : Speech.pcm(speech)) {
            BENCH.agentSays(new byte[] {one});
        }

        assertThat(BENCH.caller().audio()).isEqualTo(speech);
    }

    @Test
    void eachRateIsPlayedAtItsOwnSpeed() {
        for (int hz : new int[] {8000, 16000, 24000}) {
            CallMedia media = BENCH.start();
            media.agentRate(hz);

            BENCH.agentSays(Speech.noise(new Random(4), 2 * hz));
            BENCH.pass(2500);

            assertThat(BENCH.caller().audioMs()).as("%d Hz", hz).isBetween(1980, 2020);
        }
    }

    @Test
    void aNewRateAppliesToWhatComesAfterIt() {
        CallMedia media = BENCH.start();
        byte[] first = Speech.noise(new Random(5), 8000);
        byte[] second = Speech.noise(new Random(6), 24_000);

        BENCH.agentSays(first);
        media.agentRate(24_000);
        BENCH.agentSays(second);
        BENCH.pass(2500);

        assertThat(BENCH.caller().audio()).startsWith(mulaw(first, 8000));
        assertThat(Arrays.copyOfRange(BENCH.caller().audio(), 8000, 15_900))
                .isEqualTo(Arrays.copyOf(mulaw(second, 24_000), 7900));
    }

    @Test
    void aNewRateDoesNotReachWhatCameBeforeItAndStillWaits() {
        CallMedia media = BENCH.start();
        byte[] first = Speech.noise(new Random(5), 8000);
        byte[] second = Speech.noise(new Random(6), 24_000);

        // Nothing of the graph runs in between.
        media.agentAudio(first, 0, first.length);
        media.agentRate(24_000);
        media.agentAudio(second, 0, second.length);
        SteppedDispatcher.settle();
        BENCH.pass(2500);

        assertThat(BENCH.caller().audio()).startsWith(mulaw(first, 8000));
        assertThat(BENCH.caller().audioMs()).isBetween(1980, 2020);
    }

    @Test
    void halfASampleIsNotCarriedIntoAnotherRate() {
        CallMedia media = BENCH.start();
        BENCH.agentSays(new byte[] {1, 2, 3});
        media.agentRate(16_000);
        media.agentRate(8000);
        BENCH.agentSays(Speech.pcm(Speech.constant(0x22, 20)));
        BENCH.pass(100);

        assertThat(BENCH.caller().audioMs()).isEqualTo(40);
    }

    @Test
    void aFlushStartsTheFilterAfresh() {
        CallMedia media = BENCH.start();
        media.agentRate(24_000);
        BENCH.agentSays(Speech.noise(new Random(7), 5000));
        media.flush();
        int from = BENCH.caller().sent.size();
        byte[] pcm = Speech.noise(new Random(8), 24_000);

        BENCH.agentSays(pcm);
        BENCH.pass(1500);

        assertThat(BENCH.caller().audioFrom(from)).startsWith(mulaw(pcm, 24_000));
    }

    /** What a codec that sees everything at once makes of it. */
    static byte[] mulaw(byte[] pcm, int hz) {
        Resampler resampler = Resampler.between(hz, MuLaw.RATE_HZ);
        byte[] narrow = new byte[resampler.maxOutputBytes(pcm.length)];
        int length = resampler.resample(pcm, 0, pcm.length, narrow, 0);
        byte[] mulaw = new byte[length / 2];
        MuLaw.encode(narrow, 0, mulaw.length, mulaw, 0);
        return mulaw;
    }

    private static boolean allSilence(byte[] audio) {
        for (byte one : audio) {
            if (one != MuLaw.SILENCE) {
                return false;
            }
        }
        return true;
    }
}
