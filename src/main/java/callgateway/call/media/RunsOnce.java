package callgateway.call.media;

import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Graph;
import org.apache.pekko.stream.Shape;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;

/**
 * A stage that is its own logic and its own handlers, so it has one call's state and runs in one graph, once.
 *
 * <p>Pekko's way has an object each for the blueprint, its ports, the logic and the handlers, and a frame visits them all.
 * With hundreds of calls each visit is a miss of the processor's caches, and those are most of what a frame costs us: here
 * the ports belong to the class and the rest is one object.
 */
abstract class RunsOnce<S extends Shape> extends GraphStageLogic {
    private final S shape;
    private boolean taken;

    /** @param shape may be shared by all stages of a kind, of which no graph has two */
    RunsOnce(S shape) {
        super(shape);
        this.shape = shape;
    }

    /** Sets this as the handler of all its ports. */
    abstract void handlePorts();

    /** The stage, for one graph. */
    Graph<S, NotUsed> stage() {
        return new Stage();
    }

    private String name() {
        return getClass().getSimpleName();
    }

    private final class Stage extends GraphStage<S> {
        @Override
        public S shape() {
            return shape;
        }

        @Override
        public GraphStageLogic createLogic(Attributes attributes) {
            if (taken) {
                throw new IllegalStateException("a second graph of " + name() + " (expected: one)");
            }
            taken = true;
            handlePorts();
            return RunsOnce.this;
        }
    }
}
