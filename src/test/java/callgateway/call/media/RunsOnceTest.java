package callgateway.call.media;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A stage that is its own logic. */
class RunsOnceTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    /** Two graphs would share one call's state. */
    @Test
    void aSecondGraphIsRefused() {
        Materializer materializer = Materializer.createMaterializer(KIT.system());
        AgentSink sink = new AgentSink(8000, new MediaCounters());
        Source.<AudioChunk>maybe().to(sink.stage()).run(materializer);

        assertThatThrownBy(() -> Source.<AudioChunk>maybe().to(sink.stage()).run(materializer))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a second graph of AgentSink (expected: one)");
    }
}
