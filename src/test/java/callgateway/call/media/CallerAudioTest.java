package callgateway.call.media;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.audio.Resampler;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallerAudioTest {
    @RegisterExtension
    static final MediaBench BENCH = MediaBench.create();

    private final AgentLine agent = new AgentLine();
    private final Random random = new Random(1);

    @Test
    void everyFrameIsOneMessageAtOnce() {
        connected(8000);
        byte[] speech = Speech.random(random, 20);

        BENCH.callerSays(speech);

        assertThat(agent.messages).containsExactly(Speech.pcm(speech));
        assertThat(agent.writes).isEqualTo(1);
    }

    @Test
    void whateverLengthsTheCarrierSendsMessagesAreWholeFrames() {
        CallMedia media = connected(8000);
        byte[] speech = Speech.random(random, 2000);
        int at = 0;
        while (at < speech.length) {
            int piece = Math.min(speech.length - at, 1 + random.nextInt(500));
            BENCH.callerSays(Arrays.copyOfRange(speech, at, at + piece));
            at += piece;
        }

        assertThat(agent.audio()).isEqualTo(Speech.pcm(speech));
        assertThat(agent.messages).allMatch(message -> message.length == 320);
        assertThat(media.counters().callerFrames()).isEqualTo(100);
        assertThat(media.counters().callerDroppedMs()).isZero();
    }

    @Test
    void framesThatCameTogetherLeaveInOneWrite() {
        connected(8000);

        BENCH.callerSays(Speech.random(random, 60));

        assertThat(agent.messages).hasSize(3);
        assertThat(agent.writes).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {16000, 24000})
    void aHigherRateIsResampledWithoutASeam(int hz) {
        connected(hz);
        byte[] speech = Speech.random(random, 1000);
        for (int at = 0; at < speech.length; at += 160) {
            BENCH.callerSays(Arrays.copyOfRange(speech, at, at + 160));
        }

        Resampler resampler = Resampler.between(8000, hz);
        byte[] pcm = Speech.pcm(speech);
        byte[] expected = new byte[resampler.maxOutputBytes(pcm.length)];
        int length = resampler.resample(pcm, 0, pcm.length, expected, 0);
        assertThat(agent.audio()).isEqualTo(Arrays.copyOf(expected, length));
        assertThat(agent.messages).hasSize(50).allMatch(message -> message.length == 2 * hz / 50);
    }

    @Test
    void withoutAnAgentItIsCountedAndNeverSentLater() {
        CallMedia media = BENCH.start();
        BENCH.callerSays(Speech.constant(0x11, 100));
        assertThat(media.counters().callerBeforeAgentMs()).isEqualTo(100);

        media.connectAgent(agent);
        SteppedDispatcher.settle();
        byte[] speech = Speech.constant(0x22, 40);
        BENCH.callerSays(speech);

        assertThat(agent.audio()).isEqualTo(Speech.pcm(speech));
        assertThat(media.counters().callerFrames()).isEqualTo(2);
        assertThat(media.counters().callerDroppedMs()).isZero();
    }

    @Test
    void anotherAgentHearsOnlyWhatComesAfterItsArrival() {
        CallMedia media = connected(8000);
        BENCH.callerSays(Speech.constant(0x11, 40));
        media.connectAgent(null);
        BENCH.callerSays(Speech.constant(0x12, 40));
        AgentLine next = new AgentLine();
        media.connectAgent(next);
        SteppedDispatcher.settle();
        byte[] speech = Speech.constant(0x22, 40);
        BENCH.callerSays(speech);

        assertThat(agent.audio()).isEqualTo(Speech.pcm(Speech.constant(0x11, 40)));
        assertThat(next.audio()).isEqualTo(Speech.pcm(speech));
        assertThat(media.counters().callerBeforeAgentMs()).isEqualTo(40);
    }

    @Test
    void aSlowAgentMissesTheOldestAndTheBoundHolds() {
        CallMedia media = connected(8000);
        BENCH.callerSays(Speech.constant(0x11, 20));
        agent.writable = false;
        BENCH.callerSays(Speech.constant(0x12, 20));
        agent.messages.clear();
        byte[] speech = Speech.random(random, 1000);
        for (int at = 0; at < speech.length; at += 160) {
            BENCH.callerSays(Arrays.copyOfRange(speech, at, at + 160));
        }
        assertThat(agent.messages).hasSizeLessThanOrEqualTo(1);
        assertThat(media.counters().callerDroppedMs()).isBetween(780L, 800L);
        agent.messages.clear();

        agent.writable = true;
        media.agentWritable();
        SteppedDispatcher.settle();

        byte[] newest = Arrays.copyOfRange(speech, speech.length - 8 * 200, speech.length);
        assertThat(agent.audio()).isEqualTo(Speech.pcm(newest));
    }

    @Test
    void aSlowAgentNeverStopsTheCaller() {
        CallMedia media = connected(8000);
        agent.writable = false;

        for (int i = 0; i < 3000; i++) {
            BENCH.callerSays(Speech.constant(0x11, 20));
        }

        assertThat(agent.messages).hasSizeLessThanOrEqualTo(2);
        assertThat(media.counters().callerDroppedMs()).isGreaterThan(59_000);
    }

    @Test
    void anAgentThatLeavesWhileItWasSlowDoesNotBlockTheNext() {
        CallMedia media = connected(8000);
        agent.writable = false;
        for (int i = 0; i < 20; i++) {
            BENCH.callerSays(Speech.constant(0x11, 20));
        }
        media.connectAgent(null);
        SteppedDispatcher.settle();
        AgentLine next = new AgentLine();
        media.connectAgent(next);
        SteppedDispatcher.settle();
        byte[] speech = Speech.constant(0x22, 20);

        BENCH.callerSays(speech);

        assertThat(next.audio()).isEqualTo(Speech.pcm(speech));
    }

    @Test
    void aPauseIsFilledWithSilenceAfterTheGapAndNotBefore() {
        CallMedia media = connected(8000);
        BENCH.callerSays(Speech.random(random, 20));
        agent.messages.clear();

        BENCH.pass(100);
        assertThat(agent.messages).isEmpty();
        BENCH.pass(1000);

        assertThat(agent.messages).hasSizeBetween(50, 51);
        assertThat(media.counters().silenceFrames()).isEqualTo(agent.messages.size());
        assertThat(agent.messages).allMatch(message -> Arrays.equals(message, new byte[320]));
    }

    @Test
    void aCallerWhoSpeaksIsNeverPadded() {
        CallMedia media = connected(8000);

        for (int i = 0; i < 200; i++) {
            BENCH.callerSays(Speech.random(random, 20));
            // Late, but within the gap that is allowed.
            BENCH.pass(i % 5 == 0 ? 100 : 0);
        }

        assertThat(media.counters().silenceFrames()).isZero();
        assertThat(agent.messages).hasSize(200);
    }

    @Test
    void silenceEndsWhenTheCallerIsBack() {
        CallMedia media = connected(8000);
        BENCH.callerSays(Speech.random(random, 20));
        BENCH.pass(500);
        long filled = media.counters().silenceFrames();
        agent.messages.clear();

        byte[] speech = Speech.random(random, 20);
        BENCH.callerSays(speech);
        BENCH.pass(100);

        assertThat(agent.audio()).isEqualTo(Speech.pcm(speech));
        assertThat(media.counters().silenceFrames()).isEqualTo(filled);
    }

    @Test
    void silenceKeepsTimeHoweverLateTheTicks() {
        CallMedia media = connected(8000);
        for (int i = 0; i < 10; i++) {
            BENCH.wait(90);
            media.tick();
            SteppedDispatcher.settle();
        }
        // 900 ms of which the first 100 and what the last tick has not reached are not filled.
        assertThat(media.counters().silenceFrames()).isBetween(38L, 41L);
    }

    @Test
    void nobodyIsSentSilenceBeforeThereIsAnAgent() {
        CallMedia media = BENCH.start();

        BENCH.pass(2000);

        assertThat(media.counters().silenceFrames()).isZero();
    }

    @Test
    void anAgentThatComesLateIsNotSentThePastPause() {
        CallMedia media = BENCH.start();
        BENCH.pass(5000);
        media.connectAgent(agent);
        SteppedDispatcher.settle();

        BENCH.pass(80);
        assertThat(agent.messages).isEmpty();
        BENCH.pass(120);

        assertThat(agent.messages.size()).isBetween(3, 6);
    }

    @Test
    void silenceForASlowAgentIsBoundedToo() {
        CallMedia media = connected(8000);
        agent.writable = false;
        BENCH.pass(5000);
        agent.messages.clear();

        agent.writable = true;
        media.agentWritable();
        SteppedDispatcher.settle();

        assertThat(agent.messages).hasSize(10);
    }

    private CallMedia connected(int hz) {
        CallMedia media = BENCH.start(Settings.withAgentRate(hz));
        media.connectAgent(agent);
        SteppedDispatcher.settle();
        return media;
    }
}
