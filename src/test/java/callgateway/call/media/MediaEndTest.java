package callgateway.call.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MediaEndTest {
    private final IllegalStateException broken = new IllegalStateException("broken");

    @RegisterExtension
    static final MediaBench BENCH = MediaBench.create();

    @Test
    void stoppingCompletesBothDirections() {
        CallMedia media = BENCH.start();
        assertThat(done(media)).isNotDone();

        media.stop();
        SteppedDispatcher.settle();

        assertThat(done(media)).isCompletedWithValue(Done.getInstance());
    }

    @Test
    void stoppingTwiceIsStoppingOnce() {
        CallMedia media = BENCH.start();

        media.stop();
        media.stop();
        SteppedDispatcher.settle();
        media.stop();
        SteppedDispatcher.settle();

        assertThat(done(media)).isCompleted();
    }

    @Test
    void aCallerSideThatFailsIsKnownAtOnce() {
        CallMedia media = BENCH.start();
        BENCH.caller().failure = broken;

        BENCH.agentSays(Speech.pcm(Speech.constant(0x11, 100)));

        assertThat(done(media)).isCompletedExceptionally();
    }

    @Test
    void anAgentSideThatFailsIsKnownAtOnce() {
        CallMedia media = BENCH.start();
        AgentLine agent = new AgentLine();
        agent.failure = broken;
        media.connectAgent(agent);
        SteppedDispatcher.settle();

        BENCH.callerSays(Speech.constant(0x11, 20));

        assertThat(done(media)).isCompletedExceptionally();
    }

    @Test
    void whatComesAfterTheEndHarmsNobody() {
        CallMedia media = BENCH.start();
        media.connectAgent(new AgentLine());
        media.stop();
        SteppedDispatcher.settle();

        for (int i = 0; i < 100; i++) {
            BENCH.agentSays(Speech.pcm(Speech.constant(0x11, 100)));
            BENCH.callerSays(Speech.constant(0x11, 100));
            media.flush();
            media.callerWritable();
            media.agentWritable();
            media.markCameBack("0-20");
            BENCH.pass(20);
        }

        assertThat(BENCH.caller().audio()).isEmpty();
    }

    private static CompletableFuture<Done> done(CallMedia media) {
        return media.done().toCompletableFuture();
    }
}
