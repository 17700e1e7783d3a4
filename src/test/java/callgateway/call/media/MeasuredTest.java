package callgateway.call.media;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.audio.MuLaw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is measured of a conversation: how long callers wait for an answer, what they hear after a flush, late audio. */
class MeasuredTest {
    @RegisterExtension
    static final MediaBench BENCH = MediaBench.create();

    private static final byte[] QUIET = frame(MuLaw.SILENCE);
    private final List<Long> turns = new ArrayList<>();
    private final List<Long> afterFlush = new ArrayList<>();
    private final Random random = new Random(3);
    private CallMedia media = start();

    private CallMedia start() {
        CallMedia started = BENCH.start();
        started.listener(new MediaListener() {
            @Override
            public void turnTaken(long latencyMs) {
                turns.add(latencyMs);
            }

            @Override
            public void heardAfterFlush(long heardMs) {
                afterFlush.add(heardMs);
            }
        });
        return started;
    }

    private static byte[] frame(byte value) {
        byte[] frame = new byte[MuLaw.FRAME_BYTES];
        Arrays.fill(frame, value);
        return frame;
    }

    private void callerSpeaks(int ms) {
        for (int passed = 0; passed < ms; passed += 20) {
            BENCH.pass(20);
            BENCH.callerSays(Speech.random(random, 20));
        }
    }

    private void callerIsQuiet(int ms) {
        for (int passed = 0; passed < ms; passed += 20) {
            BENCH.pass(20);
            BENCH.callerSays(QUIET);
        }
    }

    private void agentSays(int ms) {
        BENCH.agentSays(Speech.pcm(Speech.random(random, ms)));
    }

    private void marksComeBack() {
        BENCH.caller().marksBack().forEach(media::markCameBack);
    }

    // -- turns

    @Test
    void aTurnLastsFromTheCallersLastSoundToTheAgentsFirstFrame() {
        callerSpeaks(600);
        callerIsQuiet(740);
        agentSays(1000);

        assertThat(turns).containsExactly(740L);
    }

    @Test
    void whatTheAgentSaysUnaskedIsNoTurn() {
        agentSays(500);
        callerIsQuiet(2000);
        agentSays(500);

        assertThat(turns).isEmpty();
    }

    @Test
    void aClickIsNobodyWhoSpeaks() {
        callerSpeaks(40);
        callerIsQuiet(500);
        agentSays(500);

        assertThat(turns).isEmpty();
    }

    @Test
    void eachAnswerIsOneTurnHoweverItIsCutUp() {
        callerSpeaks(300);
        callerIsQuiet(300);
        agentSays(200);
        callerIsQuiet(100);
        agentSays(200);
        callerIsQuiet(2000);
        agentSays(200);
        callerIsQuiet(1000);
        callerSpeaks(300);
        callerIsQuiet(500);
        agentSays(100);

        assertThat(turns).containsExactly(300L, 500L);
    }

    @Test
    void theAgentsEchoIsNoTurn() {
        agentSays(2000);
        callerSpeaks(1800);
        callerIsQuiet(1200);
        agentSays(500);

        assertThat(turns).isEmpty();
    }

    @Test
    void anInterruptionIsATurnHoweverShort() {
        agentSays(3000);
        callerIsQuiet(400);
        callerSpeaks(200);
        media.flush();
        callerIsQuiet(560);
        agentSays(500);

        assertThat(turns).containsExactly(560L);
    }

    @Test
    void anAgentThatBeginsWhileTheCallerGoesOnHasNotAnswered() {
        callerSpeaks(400);
        agentSays(300);
        callerSpeaks(400);
        callerIsQuiet(700);
        agentSays(300);

        assertThat(turns).containsExactly(700L);
    }

    // -- what is heard after a flush

    @Test
    void whatIsHeardAfterAFlushLastsUntilTheMarkBeforeTheClearIsBack() {
        agentSays(3000);
        BENCH.pass(500);
        media.flush();
        BENCH.pass(60);
        marksComeBack();

        assertThat(afterFlush).containsExactly(60L);
        assertThat(media.counters().marksFlushed()).isEqualTo(1);
        BENCH.pass(5000);
        assertThat(afterFlush).hasSize(1);
    }

    @Test
    void itIsNeverMoreThanTheCarrierHad() {
        agentSays(3000);
        BENCH.pass(500);
        long lead = BENCH.caller().leadMs();
        media.flush();
        BENCH.pass(1000);
        marksComeBack();

        assertThat(afterFlush).containsExactly(lead);
    }

    @Test
    void aCarrierWithoutMarksIsTakenToHavePlayedAllItHad() {
        agentSays(3000);
        BENCH.pass(500);
        long lead = BENCH.caller().leadMs();
        media.flush();
        BENCH.pass(2100);

        assertThat(afterFlush).containsExactly(lead);
    }

    @Test
    void everyFlushThatCutsSomethingOffIsMeasuredOnce() {
        for (int i = 0; i < 3; i++) {
            agentSays(2000);
            BENCH.pass(300);
            media.flush();
            media.flush();
        }
        BENCH.pass(100);
        marksComeBack();

        assertThat(media.counters().flushes()).isEqualTo(3);
        assertThat(afterFlush).hasSize(3);
        assertThat(BENCH.caller().marks()).doesNotHaveDuplicates();
    }

    @Test
    void aFlushOfWhatHasNotLeftYetIsHeardByNobody() {
        BENCH.caller().writable = false;
        agentSays(500);
        media.flush();

        assertThat(afterFlush).containsExactly(0L);
        assertThat(media.counters().marks()).isZero();
    }

    // -- pace

    @Test
    void audioThatLeavesWithItsTickIsNotLate() {
        agentSays(5000);
        BENCH.pass(6000);

        assertThat(media.counters().latestMs()).isLessThanOrEqualTo(20);
        assertThat(media.counters().lateReleases()).isZero();
    }

    @Test
    void aLoopThatStandsStillIsSeenInTheLatenessOfItsAudio() {
        long[] before = BENCH.late.counts();
        agentSays(5000);
        BENCH.pass(1000);
        BENCH.wait(120);
        BENCH.pass(1000);

        assertThat(media.counters().latestMs()).isBetween(100L, 140L);
        assertThat(media.counters().lateReleases()).isEqualTo(1);
        long[] after = BENCH.late.counts();
        // Of those up to 160 ms.
        assertThat(after[7] - before[7]).isEqualTo(1);
    }

    @Test
    void whatHasOnlyJustComeIsNotLate() {
        agentSays(400);
        BENCH.pass(2000);
        agentSays(400);
        BENCH.pass(1000);

        assertThat(media.counters().lateReleases()).isZero();
    }
}
