package callgateway.simulator.omni;

import callgateway.omni.OmniServerFrames;
import callgateway.simulator.Speech;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One act of an agent that follows an {@link AgentPlay}.
 *
 * @param after begins so long after the act before it began, whether that is over or not; null: when that is over
 */
public record Act(@Nullable Duration after, What what) {

    /** What is done. Only {@link Say} and {@link Await} take time. */
    public sealed interface What {
        /** Over when it would have been heard in real time, or something has silenced it. */
        record Say(Speech line) implements What {}

        /** Until this has happened once more than it has been awaited. */
        record Await(Cue cue) implements What {}

        /** Sends a frame. */
        record Send(String name, Form form, boolean silencing, Function<OmniServerFrames, byte[]> frame)
                implements What {}

        /** As if it came from outside. */
        record Befall(Mishap mishap) implements What {}
    }

    /** What an agent can wait for. */
    public enum Cue {
        CALLER_SPEAKS,
        CALLER_DONE,
        KEY,
        TOOL_RESULT
    }

    /** How a frame goes on the wire. */
    public enum Form {
        /** As the dialect sends events. */
        EVENT,
        BINARY,
        TEXT
    }

    public static Act of(What what) {
        return new Act(null, what);
    }

    /** An event. */
    public static What send(String name, Function<OmniServerFrames, byte[]> frame) {
        return new What.Send(name, Form.EVENT, false, frame);
    }

    /** An event with which the agent takes back what it is saying. */
    public static What silence(String name, Function<OmniServerFrames, byte[]> frame) {
        return new What.Send(name, Form.EVENT, true, frame);
    }
}
