package callgateway.call.media;

import static callgateway.call.media.CallerLine.Order.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.audio.MuLaw;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentAudioPacingTest {
    @RegisterExtension
    static final MediaBench BENCH = MediaBench.create();

    private final Random random = new Random(1);

    @Test
    void aBurstFillsTheLeadAtOnceAndTheRestFollowsInTime() {
        BENCH.start();
        byte[] speech = Speech.random(random, 3000);

        BENCH.agentSays(Speech.pcm(speech));
        assertThat(BENCH.caller().audioMs()).isEqualTo(200);

        for (int passed = 0; passed < 2700; passed += 20) {
            BENCH.pass(20);
            assertThat(BENCH.caller().leadMs()).as("after %d ms", passed).isBetween(101L, 200L);
        }
        BENCH.pass(100);
        assertThat(BENCH.caller().audio()).isEqualTo(speech);
        assertThat(BENCH.caller().longestLeadMs()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 50, 80, 100, 200, 2000})
    void theLeadIsNeverLongerThanSetAndNeverUsedUpWhileThereIsMore(int leadMs) {
        CallMedia media = BENCH.start(Settings.withLead(Duration.ofMillis(leadMs)));

        BENCH.agentSays(Speech.pcm(Speech.random(random, 4000)));
        BENCH.pass(4000);

        assertThat(BENCH.caller().longestLeadMs()).isLessThanOrEqualTo(leadMs);
        assertThat(BENCH.caller().audioMs()).isEqualTo(4000);
        assertThat(media.counters().underruns()).isZero();
    }

    @Test
    void whateverComesWheneverAndHoweverLateTheTicksAreTheLeadHoldsAndNothingIsLost() {
        for (int seed = 0; seed < 60; seed++) {
            Random chance = new Random(seed);
            CallMedia media = BENCH.start();
            byte[] speech = Speech.random(chance, 20 * (1 + chance.nextInt(200)));
            byte[] pcm = Speech.pcm(speech);
            int at = 0;
            while (at < pcm.length) {
                int piece = Math.min(pcm.length - at, 1 + chance.nextInt(chance.nextBoolean() ? 200 : 30_000));
                BENCH.agentSays(Arrays.copyOfRange(pcm, at, at + piece));
                at += piece;
                // Shorter than the time after which the last piece is filled up.
                BENCH.wait(chance.nextInt(60));
                if (chance.nextInt(3) > 0) {
                    media.tick();
                    SteppedDispatcher.settle();
                }
            }
            BENCH.pass(speech.length / 8 + 100);

            assertThat(BENCH.caller().longestLeadMs()).as("seed %d", seed).isLessThanOrEqualTo(200);
            assertThat(BENCH.caller().audio()).as("seed %d", seed).isEqualTo(speech);
        }
    }

    @Test
    void aLateTickIsMadeUpFor() {
        CallMedia media = BENCH.start();
        BENCH.agentSays(Speech.pcm(Speech.random(random, 3000)));
        BENCH.pass(1000);

        BENCH.wait(180);
        media.tick();
        SteppedDispatcher.settle();

        assertThat(BENCH.caller().leadMs()).isBetween(181L, 200L);
        BENCH.pass(1800);
        assertThat(BENCH.caller().audioMs()).isEqualTo(3000);
        assertThat(media.counters().underruns()).isZero();
    }

    @Test
    void framesThatMayGoTogetherAreOneWrite() {
        BENCH.start();

        BENCH.agentSays(Speech.pcm(Speech.random(random, 1000)));
        assertThat(BENCH.caller().count(WRITE)).isEqualTo(1);

        BENCH.pass(800);
        int frames = BENCH.caller().audioMs() / 20;
        assertThat(frames).isEqualTo(50);
        assertThat(BENCH.caller().count(WRITE)).isLessThan(frames / 2);
    }

    @Test
    void aLastPieceIsFilledUpWithSilenceOnlyWhenNothingFollows() {
        BENCH.start();
        byte[] speech = Speech.random(random, 30);

        BENCH.agentSays(Speech.pcm(speech));
        BENCH.pass(60);
        assertThat(BENCH.caller().audioMs()).isEqualTo(20);

        BENCH.pass(20);
        byte[] heard = BENCH.caller().audio();
        assertThat(heard).hasSize(2 * MuLaw.FRAME_BYTES).startsWith(speech);
        assertThat(Arrays.copyOfRange(heard, speech.length, heard.length)).containsOnly(MuLaw.SILENCE);
        BENCH.pass(1000);
        assertThat(BENCH.caller().audioMs()).isEqualTo(40);
    }

    @Test
    void aLastPieceIsJoinedToWhatFollowsInTime() {
        BENCH.start();
        byte[] speech = Speech.random(random, 60);
        byte[] pcm = Speech.pcm(speech);

        BENCH.agentSays(Arrays.copyOf(pcm, 2 * 8 * 30));
        BENCH.pass(40);
        BENCH.agentSays(Arrays.copyOfRange(pcm, 2 * 8 * 30, pcm.length));
        BENCH.pass(1000);

        assertThat(BENCH.caller().audio()).isEqualTo(speech);
    }

    @Test
    void aSingleSampleIsHeardAtLast() {
        BENCH.start();

        BENCH.agentSays(Speech.pcm(new byte[] {0x22}));
        BENCH.pass(100);

        assertThat(BENCH.caller().audio()).hasSize(MuLaw.FRAME_BYTES).startsWith(0x22);
    }

    @Test
    void whatIsBeyondTheHeldBoundIsDroppedAndCounted() {
        CallMedia media = BENCH.start(Settings.withHeld(Duration.ofSeconds(1)));
        byte[] speech = Speech.random(random, 5000);

        BENCH.agentSays(Speech.pcm(speech));

        assertThat(media.heldMs()).isEqualTo(1000);
        assertThat(media.counters().agentDroppedMs()).isEqualTo(3800);
        BENCH.pass(3000);
        assertThat(BENCH.caller().audio()).isEqualTo(Arrays.copyOf(speech, 8 * 1200));
    }

    @Test
    void evenAnAbsurdMessageIsBoundedAndCounted() {
        CallMedia media = BENCH.start();
        byte[] pcm = new byte[16_000 * 120];

        BENCH.agentSays(pcm);

        assertThat(media.heldMs()).isLessThanOrEqualTo(60_000);
        assertThat(media.heldMs() + 200 + media.counters().agentDroppedMs()).isEqualTo(120_000);
    }

    @Test
    void aCarrierThatDoesNotReadIsNotWrittenTo() {
        CallMedia media = BENCH.start();
        byte[] speech = Speech.random(random, 1000);
        BENCH.caller().writable = false;
        BENCH.agentSays(Speech.pcm(Arrays.copyOf(speech, 160)));
        BENCH.pass(40);
        int already = BENCH.caller().audioMs();
        BENCH.agentSays(Speech.pcm(Arrays.copyOfRange(speech, 160, speech.length)));
        BENCH.pass(200);
        assertThat(BENCH.caller().audioMs()).isEqualTo(already).isLessThanOrEqualTo(20);

        BENCH.caller().writable = true;
        media.callerWritable();
        SteppedDispatcher.settle();
        BENCH.pass(1000);

        assertThat(BENCH.caller().audio()).isEqualTo(speech);
    }

    @Test
    void aGapInSpeechIsAnUnderrunAndAPauseIsNone() {
        CallMedia media = BENCH.start();

        BENCH.agentSays(Speech.pcm(Speech.random(random, 100)));
        BENCH.pass(160);
        BENCH.agentSays(Speech.pcm(Speech.random(random, 100)));
        assertThat(media.counters().underruns()).isEqualTo(1);

        BENCH.pass(1000);
        BENCH.agentSays(Speech.pcm(Speech.random(random, 100)));
        assertThat(media.counters().underruns()).isEqualTo(1);
    }
}
