package callgateway.call.media;

import org.apache.pekko.stream.impl.fusing.GraphInterpreter;
import org.apache.pekko.stream.impl.fusing.GraphInterpreter$;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.GraphStageLogic$;
import scala.Function1;
import scala.runtime.BoxedUnit;

/**
 * Runs a stage's wake-up at once, on the thread that owns its graph, instead of sending it through the mailbox of the
 * graph's actor. The frame that has just been read from a socket then runs through the graph while it is in the cache;
 * the mailbox would cost as much again as the graph itself.
 *
 * <p>This does what that actor does with the same event, with the interpreter's own methods, which Pekko does not
 * promise to keep (docs/decisions/0004). It may be done only on the graph's one thread while none of its stages runs;
 * where that does not hold, and for whatever is left to do afterwards, the caller falls back to the mailbox.
 */
final class InlineRun {
    /** Stage events per run; a wake-up of our graphs takes fewer than twenty. */
    private static final int MAX_EVENTS = 1000;

    private InlineRun() {}

    /** What became of the attempt. */
    enum Outcome {
        /** The graph has run and waits for more. */
        DONE,
        /** Nothing was run: a graph is running on this thread. */
        BUSY,
        /** The graph has run, and its actor has to see to the rest: it is complete, or has more to do. */
        UNFINISHED
    }

    /**
     * Runs the graph of a stage.
     *
     * @param handler what the stage does first; it is given the stage
     */
    static Outcome run(GraphStageLogic logic, Function1<Object, BoxedUnit> handler) {
        if (GraphInterpreter$.MODULE$.currentInterpreterOrNull() != null) {
            return Outcome.BUSY;
        }
        GraphInterpreter interpreter = logic.interpreter();
        interpreter.runAsyncInput(logic, logic, GraphStageLogic$.MODULE$.NoPromise(), handler);
        interpreter.execute(MAX_EVENTS);
        return interpreter.isCompleted() || interpreter.isSuspended() ? Outcome.UNFINISHED : Outcome.DONE;
    }
}
