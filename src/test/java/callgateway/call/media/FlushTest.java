package callgateway.call.media;

import static callgateway.call.media.CallerLine.Order.CLEAR;
import static callgateway.call.media.CallerLine.Order.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.audio.MuLaw;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FlushTest {
    @RegisterExtension
    static final MediaBench BENCH = MediaBench.create();

    private final Random random = new Random(2);

    @Test
    void theOrderToClearIsWrittenWhenFlushReturnsAndNothingOldFollows() {
        CallMedia media = BENCH.start();
        BENCH.agentSays(Speech.pcm(Speech.random(random, 3000)));
        BENCH.pass(400);
        long lead = BENCH.caller().leadMs();
        int sent = BENCH.caller().audioMs();

        long spared = media.flush().sparedMs();

        assertThat(BENCH.caller().sent).endsWith(CLEAR, WRITE);
        assertThat(spared).isEqualTo(3000 - sent + lead);
        assertThat(media.heldMs()).isZero();
        BENCH.pass(5000);
        assertThat(BENCH.caller().sent).endsWith(CLEAR, WRITE);
        assertThat(media.counters().flushes()).isEqualTo(1);
        assertThat(media.counters().flushedMs()).isEqualTo(spared);
        assertThat(media.heardMs()).isEqualTo(sent - lead);
    }

    @Test
    void flushingTwiceIsFlushingOnce() {
        CallMedia media = BENCH.start();
        BENCH.agentSays(Speech.pcm(Speech.random(random, 3000)));

        assertThat(media.flush().sparedMs()).isPositive();
        assertThat(media.flush().sparedMs()).isZero();
        BENCH.pass(100);
        assertThat(media.flush().sparedMs()).isZero();

        assertThat(BENCH.caller().count(CLEAR)).isEqualTo(1);
        assertThat(media.counters().flushes()).isEqualTo(1);
    }

    @Test
    void aFlushBeforeAnythingWasSaidDoesNothing() {
        CallMedia media = BENCH.start();

        assertThat(media.flush().sparedMs()).isZero();

        assertThat(BENCH.caller().sent).isEmpty();
        assertThat(media.counters().flushes()).isZero();
    }

    @Test
    void whatWasHeardIsNotCountedAsSpared() {
        CallMedia media = BENCH.start();
        BENCH.agentSays(Speech.pcm(Speech.random(random, 100)));
        BENCH.pass(1000);

        assertThat(media.flush().sparedMs()).isZero();
        assertThat(media.heardMs()).isEqualTo(100);
    }

    @Test
    void whatIsSaidAfterAFlushIsHeardAtOnce() {
        CallMedia media = BENCH.start();
        BENCH.agentSays(Speech.pcm(Speech.constant(0x11, 3000)));
        media.flush();
        int from = BENCH.caller().sent.size();

        BENCH.agentSays(Speech.pcm(Speech.constant(0x22, 300)));

        assertThat(BENCH.caller().audioFrom(from)).hasSize(8 * 200).containsOnly(0x22);
        BENCH.pass(400);
        assertThat(BENCH.caller().audioFrom(from)).hasSize(8 * 300).containsOnly(0x22);
    }

    @Test
    void halfASampleFromBeforeIsNotJoinedToWhatComesAfter() {
        CallMedia media = BENCH.start();
        byte[] before = Arrays.copyOf(Speech.pcm(Speech.constant(0x11, 20)), 321);
        BENCH.agentSays(before);
        media.flush();
        int from = BENCH.caller().sent.size();

        BENCH.agentSays(Speech.pcm(Speech.constant(0x22, 20)));

        assertThat(BENCH.caller().audioFrom(from)).hasSize(MuLaw.FRAME_BYTES).containsOnly(0x22);
    }

    @Test
    void aPieceOfAFrameFromBeforeIsNotFilledUpAfterwards() {
        CallMedia media = BENCH.start();
        BENCH.agentSays(Speech.pcm(Speech.constant(0x11, 10)));
        media.flush();

        BENCH.pass(1000);

        assertThat(BENCH.caller().audio()).isEmpty();
    }

    @Test
    void aFlushWhileTheCarrierDoesNotReadHoldsAllTheSame() {
        CallMedia media = BENCH.start();
        BENCH.caller().writable = false;
        BENCH.agentSays(Speech.pcm(Speech.constant(0x11, 1000)));
        BENCH.agentSays(Speech.pcm(Speech.constant(0x11, 1000)));
        BENCH.pass(100);
        media.flush();
        int from = BENCH.caller().sent.size();

        BENCH.caller().writable = true;
        media.callerWritable();
        BENCH.pass(1000);

        assertThat(BENCH.caller().audioFrom(from)).isEmpty();
    }

    @Test
    void everyInterruptionIsCounted() {
        CallMedia media = BENCH.start();
        for (int turn = 0; turn < 10; turn++) {
            BENCH.agentSays(Speech.pcm(Speech.random(random, 500)));
            BENCH.pass(60);
            media.flush();
        }

        assertThat(media.counters().flushes()).isEqualTo(10);
        assertThat(BENCH.caller().count(CLEAR)).isEqualTo(10);
        assertThat(media.heardMs()).isEqualTo(600);
    }
}
