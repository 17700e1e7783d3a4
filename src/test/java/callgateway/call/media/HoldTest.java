package callgateway.call.media;

import static callgateway.call.media.CallerLine.Order.CLEAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import callgateway.audio.Level;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Hold audio and comfort tones in the caller's ear. */
class HoldTest {
    private static final int TUNE = 0x44;
    private static final Interlude HOLD = Interlude.of(new byte[0], Speech.constant(TUNE, 1000));

    @RegisterExtension
    static final MediaBench BENCH = MediaBench.create();

    @Test
    void itSoundsAtOnceAndGoesOnWithinTheLead() {
        CallMedia media = BENCH.start();

        media.hold(HOLD, null);
        assertThat(BENCH.caller().audioMs()).isEqualTo(200);

        for (int passed = 0; passed < 20_000; passed += 20) {
            BENCH.pass(20);
            assertThat(BENCH.caller().leadMs()).as("after %d ms", passed).isBetween(100L, 200L);
        }
        assertThat(BENCH.caller().audio()).containsOnly(TUNE);
        assertThat(media.counters().interludeFrames()).isEqualTo(BENCH.caller().audioMs() / 20);
    }

    @Test
    void itGoesRoundWithoutASeam() {
        CallMedia media = BENCH.start();
        byte[] opening = Speech.random(new Random(1), 140);
        byte[] loop = Speech.random(new Random(2), 260);

        media.hold(Interlude.of(opening, loop), null);
        BENCH.pass(1000);

        byte[] heard = BENCH.caller().audio();
        assertThat(heard).startsWith(opening);
        for (int at = opening.length; at < heard.length; at++) {
            assertThat(heard[at]).as("byte %d", at).isEqualTo(loop[(at - opening.length) % loop.length]);
        }
    }

    @Test
    void aPieceThatIsNoWholeFramesIsFilledUp() {
        CallMedia media = BENCH.start();

        media.hold(Interlude.of(new byte[] {0x11}, new byte[0]), null);
        BENCH.pass(1000);

        assertThat(BENCH.caller().audio()).hasSize(160).startsWith(0x11);
        assertThat(media.isHolding()).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> Interlude.of(new byte[0], new byte[0]));
    }

    @Test
    void itWaitsForTheAgentsWordsToEnd() {
        CallMedia media = BENCH.start();
        byte[] words = Speech.constant(0x11, 990);
        BENCH.agentSays(Speech.pcm(words));

        media.hold(HOLD, null);
        BENCH.pass(1400);

        byte[] heard = BENCH.caller().audio();
        assertThat(heard).startsWith(words);
        assertThat(Arrays.copyOfRange(heard, 8000, heard.length)).isNotEmpty().containsOnly(TUNE);
    }

    @Test
    void wordsThatBelongToThoseItWaitsForOnlyDelayIt() {
        CallMedia media = BENCH.start();
        BENCH.agentSays(Speech.pcm(Speech.constant(0x11, 400)));
        media.hold(HOLD, null);
        BENCH.pass(100);
        BENCH.agentSays(Speech.pcm(Speech.constant(0x11, 400)));
        BENCH.pass(1000);

        assertThat(BENCH.caller().audio())
                .startsWith(Speech.constant(0x11, 800))
                .endsWith(TUNE);
    }

    @Test
    void anotherReplyEndsAHoldThatWasNotHeardYetAndLeavesOneThatIs() {
        CallMedia media = BENCH.start();
        BENCH.agentSays(Speech.pcm(Speech.constant(0x11, 400)));
        media.hold(HOLD, null);
        media.replyBegins();
        BENCH.pass(1000);
        assertThat(BENCH.caller().audio()).containsOnly(0x11);

        media.hold(HOLD, null);
        media.replyBegins();

        assertThat(media.isHolding()).isTrue();
    }

    @Test
    void theAgentIsHeardAtOnce() {
        CallMedia media = BENCH.start();
        media.hold(HOLD, null);
        BENCH.pass(3000);
        assertThat(BENCH.caller().leadMs()).isGreaterThan(100);
        int from = BENCH.caller().sent.size();

        BENCH.agentSays(Speech.pcm(Speech.constant(0x11, 1000)));

        assertThat(BENCH.caller().sent.get(from)).isEqualTo(CLEAR);
        assertThat(BENCH.caller().audioFrom(from)).hasSize(1600).containsOnly(0x11);
        BENCH.pass(2000);
        assertThat(BENCH.caller().audioFrom(from)).hasSize(8000).containsOnly(0x11);
        assertThat(media.isHolding()).isFalse();
    }

    @Test
    void theAgentsOwnWordsAtTheCarrierAreNotClearedForIt() {
        CallMedia media = BENCH.start();
        BENCH.agentSays(Speech.pcm(Speech.constant(0x11, 100)));
        media.hold(HOLD, null);
        assertThat(BENCH.caller().audioMs()).isEqualTo(200);

        BENCH.agentSays(Speech.pcm(Speech.constant(0x22, 100)));
        BENCH.pass(400);

        assertThat(BENCH.caller().count(CLEAR)).isZero();
        assertThat(media.heardMs()).isEqualTo(200);
    }

    @Test
    void itEndsAfterItsTimeWhichBeginsWhenItIsHeard() {
        CallMedia media = BENCH.start();
        BENCH.agentSays(Speech.pcm(Speech.constant(0x11, 2000)));

        media.hold(HOLD, Duration.ofSeconds(3));
        BENCH.pass(10_000);

        assertThat(BENCH.caller().audioMs()).isEqualTo(5000);
        assertThat(media.isHolding()).isFalse();
    }

    @Test
    void itIsStoppedAndReplaced() {
        CallMedia media = BENCH.start();
        media.hold(HOLD, null);
        BENCH.pass(1000);
        media.hold(Interlude.of(new byte[0], Speech.constant(0x55, 100)), null);
        BENCH.pass(1000);
        assertThat(BENCH.caller().audio()).endsWith(0x55);

        media.stopHold();
        media.stopHold();
        int heard = BENCH.caller().audioMs();
        BENCH.pass(1000);

        assertThat(BENCH.caller().audioMs()).isEqualTo(heard);
    }

    @Test
    void whatTheCallerHeardOfTheAgentDoesNotCountIt() {
        CallMedia media = BENCH.start();
        BENCH.agentSays(Speech.pcm(Speech.constant(0x11, 500)));
        media.hold(HOLD, null);
        BENCH.pass(5000);
        assertThat(media.heardMs()).isEqualTo(500);
        assertThat(media.counters().agentFrames()).isEqualTo(25);
        assertThat(media.counters().underruns()).isZero();

        BENCH.agentSays(Speech.pcm(Speech.constant(0x22, 2000)));
        BENCH.pass(700);
        Flushed flushed = media.flush();

        assertThat(flushed).isEqualTo(new Flushed(700, 1300, 1200));
        assertThat(media.heardMs()).isEqualTo(1200);
        assertThat(media.saidMs()).isEqualTo(2500);
    }

    @Test
    void aFlushLeavesItAloneAndWhatTheClearTookOfItIsPlayedAgain() {
        CallMedia media = BENCH.start();
        byte[] loop = Speech.random(new Random(3), 5000);
        BENCH.agentSays(Speech.pcm(Speech.constant(0x11, 100)));
        media.hold(Interlude.of(new byte[0], loop), null);
        BENCH.pass(40);
        assertThat(BENCH.caller().audioMs()).isEqualTo(200);

        media.flush();
        int from = BENCH.caller().sent.size();
        BENCH.pass(1000);

        assertThat(BENCH.caller().audioFrom(from)).startsWith(Arrays.copyOf(loop, 4000));
        media.flush();
        assertThat(BENCH.caller().count(CLEAR)).isEqualTo(1);
    }

    @Test
    void theLastWordsAreOverWhileItPlaysOn() {
        CallMedia media = BENCH.start();
        AtomicInteger over = new AtomicInteger();
        BENCH.agentSays(Speech.pcm(Speech.constant(0x11, 500)));
        media.whenPlayedOut(Duration.ofSeconds(10), over::incrementAndGet);
        media.hold(HOLD, null);

        BENCH.pass(500);
        assertThat(over).hasValue(0);
        BENCH.pass(520);
        assertThat(over).hasValue(1);
        assertThat(media.isHolding()).isTrue();
    }

    @Test
    void aMarkBehindTheLastWordsEndsTheWaitWhileItPlaysOn() {
        CallMedia media = BENCH.start();
        AtomicInteger over = new AtomicInteger();
        BENCH.agentSays(Speech.pcm(Speech.constant(0x11, 500)));
        media.whenPlayedOut(Duration.ofSeconds(10), over::incrementAndGet);
        media.hold(HOLD, null);
        BENCH.pass(480);

        media.markCameBack(BENCH.caller().marks().get(0));

        assertThat(over).hasValue(1);
    }

    @Test
    void aCarrierThatDoesNotReadGetsNone() {
        CallMedia media = BENCH.start();
        BENCH.caller().writable = false;
        media.hold(HOLD, null);
        BENCH.pass(1000);
        assertThat(BENCH.caller().audio()).isEmpty();

        BENCH.caller().writable = true;
        media.callerWritable();
        BENCH.pass(20);

        assertThat(BENCH.caller().audioMs()).isEqualTo(200);
    }

    @Test
    void keysEndItSoThatTheyAreHeardAlone() {
        CallMedia media = BENCH.start();
        media.hold(HOLD, null);
        BENCH.pass(1000);

        media.tones("5");
        SteppedDispatcher.settle();
        int frames = BENCH.caller().audioMs();
        BENCH.pass(1000);

        assertThat(media.isHolding()).isFalse();
        assertThat(BENCH.caller().audioMs() - frames).isLessThanOrEqualTo(200);
    }

    @Test
    void aComfortToneIsHeardWithinThreeHundredMillisecondsOfTheLoss() {
        CallMedia media = BENCH.start();
        BENCH.agentSays(Speech.pcm(Speech.constant(0x11, 60)));
        media.comfort(Interlude.comfort(), null);
        BENCH.pass(300);

        byte[] heard = BENCH.caller().audio();
        assertThat(Level.ofMuLaw(heard, 8 * 60, 8 * 120)).isGreaterThan(-32);
        assertThat(BENCH.caller().leadMs()).isGreaterThan(0);
    }

    @Test
    void whateverIsSaidNextEndsAComfortTone() {
        CallMedia media = BENCH.start();
        BENCH.agentSays(Speech.pcm(Speech.constant(0x11, 1000)));
        media.comfort(HOLD, null);

        BENCH.agentSays(Speech.pcm(Speech.constant(0x22, 100)));
        BENCH.pass(3000);

        assertThat(media.isHolding()).isFalse();
        assertThat(BENCH.caller().audioMs()).isEqualTo(1100);
    }

    @Test
    void thePieceOfTheProgramIsTheOneThatWaitingCallersHear() {
        CallMedia media = BENCH.start();
        Interlude.prepare();

        media.hold(Interlude.hold(), null);
        BENCH.pass(8000);

        assertThat(Level.ofMuLaw(BENCH.caller().audio(), 0, 8 * 7000)).isBetween(-30.0, -18.0);
    }
}
