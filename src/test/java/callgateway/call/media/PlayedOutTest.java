package callgateway.call.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Marks, what the caller has heard, and the moment when everything has been heard. */
class PlayedOutTest {
    @RegisterExtension
    static final MediaBench BENCH = MediaBench.create();

    private final Random random = new Random(1);
    private final AtomicInteger playedOut = new AtomicInteger();

    @Test
    void aMarkIsSetForEverySecondAndNoNameIsUsedTwice() {
        CallMedia media = BENCH.start();
        for (int i = 0; i < 3; i++) {
            BENCH.agentSays(Speech.pcm(Speech.random(random, 3000)));
            BENCH.pass(2900);
            media.flush();
        }

        assertThat(BENCH.caller().marks()).doesNotHaveDuplicates().hasSizeBetween(6, 9);
        assertThat(media.counters().marks()).isEqualTo(BENCH.caller().marks().size());
    }

    @Test
    void aMarkThatComesBackTellsWhatWasHeard() {
        CallMedia media = BENCH.start();
        BENCH.agentSays(Speech.pcm(Speech.random(random, 2000)));
        BENCH.pass(1000);
        assertThat(BENCH.caller().marks()).hasSize(1);

        assertThat(media.markCameBack(BENCH.caller().marks().get(0))).isTrue();

        assertThat(media.heardMs()).isGreaterThanOrEqualTo(1000);
    }

    @Test
    void heardIsWhatWasSentWithoutTheLeadAndNeverGoesBack() {
        CallMedia media = BENCH.start();
        BENCH.agentSays(Speech.pcm(Speech.random(random, 3000)));
        long heard = 0;
        for (int ms = 0; ms < 4000; ms += 20) {
            assertThat(media.heardMs()).isEqualTo(Math.min(3000, ms)).isGreaterThanOrEqualTo(heard);
            heard = media.heardMs();
            BENCH.pass(20);
        }
    }

    @Test
    void aMarkFromBeforeAFlushWasFlushedAndNotHeard() {
        CallMedia media = BENCH.start();
        BENCH.agentSays(Speech.pcm(Speech.random(random, 2000)));
        BENCH.pass(900);
        media.flush();
        long heard = media.heardMs();
        String flushed = BENCH.caller().marks().get(0);

        assertThat(media.markCameBack(flushed)).isFalse();

        assertThat(media.heardMs()).isEqualTo(heard);
    }

    @Test
    void whatIsHeardDoesNotGoBackWhenAMarkWasAheadOfTheEstimate() {
        CallMedia media = BENCH.start();
        BENCH.agentSays(Speech.pcm(Speech.random(random, 1000)));
        BENCH.pass(900);
        // The mark of the whole second: played although the estimate has 100 ms to go.
        assertThat(media.markCameBack(BENCH.caller().marks().get(0))).isTrue();
        long heard = media.heardMs();
        assertThat(heard).isEqualTo(1000);

        media.flush();

        assertThat(media.heardMs()).isEqualTo(heard);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "0-",
                "-5",
                "mark",
                "0",
                "0-x",
                "x-0",
                "1-100",
                "0-99999999999999999999",
                "99999999999-0",
                "0-100-1",
                "\u0000",
                "0- 1"
            })
    void aMarkThatIsNoneOfOursIsNotTakenForOne(String name) {
        CallMedia media = BENCH.start();
        BENCH.agentSays(Speech.pcm(Speech.random(random, 200)));
        long heard = media.heardMs();

        assertThat(media.markCameBack(name)).isFalse();

        assertThat(media.heardMs()).isEqualTo(heard);
    }

    @Test
    void aMarkBeyondWhatWasSentClaimsNoMoreThanThat() {
        CallMedia media = BENCH.start();
        BENCH.agentSays(Speech.pcm(Speech.random(random, 200)));

        media.markCameBack("0-" + Long.MAX_VALUE);

        assertThat(media.heardMs()).isEqualTo(200);
    }

    @Test
    void theLastWordsAreOverWhenTheirMarkComesBack() {
        CallMedia media = BENCH.start();
        BENCH.agentSays(Speech.pcm(Speech.random(random, 500)));
        media.whenPlayedOut(Duration.ofSeconds(10), playedOut::incrementAndGet);
        BENCH.pass(500);
        assertThat(playedOut).hasValue(0);
        assertThat(BENCH.caller().marks()).hasSize(1);

        media.markCameBack(BENCH.caller().marks().get(0));

        assertThat(playedOut).hasValue(1);
        BENCH.pass(15_000);
        assertThat(playedOut).hasValue(1);
    }

    @Test
    void aMarkOfAnEarlierWordDoesNotEndTheWait() {
        CallMedia media = BENCH.start();
        BENCH.agentSays(Speech.pcm(Speech.random(random, 3000)));
        media.whenPlayedOut(Duration.ofSeconds(10), playedOut::incrementAndGet);
        BENCH.pass(1500);
        assertThat(BENCH.caller().marks()).isNotEmpty();

        media.markCameBack(BENCH.caller().marks().get(0));

        assertThat(playedOut).hasValue(0);
    }

    @Test
    void aCarrierThatReturnsNoMarkIsWaitedForAsLongAsTheWordsTake() {
        CallMedia media = BENCH.start();
        BENCH.agentSays(Speech.pcm(Speech.random(random, 2000)));
        media.whenPlayedOut(Duration.ofSeconds(10), playedOut::incrementAndGet);

        BENCH.pass(2000);
        assertThat(playedOut).hasValue(0);
        BENCH.pass(600);
        assertThat(playedOut).hasValue(1);
    }

    @Test
    void theBoundEndsAnyWait() {
        CallMedia media = BENCH.start();
        BENCH.agentSays(Speech.pcm(Speech.random(random, 30_000)));
        media.whenPlayedOut(Duration.ofSeconds(2), playedOut::incrementAndGet);

        BENCH.pass(1980);
        assertThat(playedOut).hasValue(0);
        BENCH.pass(40);
        assertThat(playedOut).hasValue(1);
    }

    @Test
    void withNothingSaidThereIsNothingToWaitFor() {
        CallMedia media = BENCH.start();
        media.whenPlayedOut(Duration.ofSeconds(10), playedOut::incrementAndGet);

        BENCH.pass(20);

        assertThat(playedOut).hasValue(1);
    }

    @Test
    void whatIsStillOnItsWayInIsWaitedFor() {
        CallMedia media = BENCH.start();
        byte[] pcm = Speech.pcm(Speech.random(random, 500));
        media.agentAudio(pcm, 0, pcm.length);
        media.whenPlayedOut(Duration.ofSeconds(10), playedOut::incrementAndGet);

        // The graph has not had its turn yet.
        media.tick();
        assertThat(playedOut).hasValue(0);

        SteppedDispatcher.settle();
        BENCH.pass(480);
        assertThat(playedOut).hasValue(0);
    }

    @Test
    void afterAFlushNothingIsLeftToWaitFor() {
        CallMedia media = BENCH.start();
        BENCH.agentSays(Speech.pcm(Speech.random(random, 5000)));
        media.whenPlayedOut(Duration.ofSeconds(10), playedOut::incrementAndGet);
        BENCH.pass(100);

        media.flush();
        BENCH.pass(20);

        assertThat(playedOut).hasValue(1);
    }

    @Test
    void wordsShorterThanAFrameAreHeardOutToo() {
        CallMedia media = BENCH.start();
        BENCH.agentSays(Speech.pcm(Speech.random(random, 5)));
        media.whenPlayedOut(Duration.ofSeconds(10), playedOut::incrementAndGet);

        BENCH.pass(100);
        assertThat(BENCH.caller().audioMs()).isEqualTo(20);
        assertThat(playedOut).hasValue(0);
        media.markCameBack(BENCH.caller().marks().get(0));

        assertThat(playedOut).hasValue(1);
    }
}
