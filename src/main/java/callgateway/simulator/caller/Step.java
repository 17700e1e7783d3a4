package callgateway.simulator.caller;

import callgateway.simulator.Speech;
import java.time.Duration;

/** One thing that a simulated caller does or waits for. What is waited for longer than {@code atMost} fails the script. */
public sealed interface Step {
    /** Until agent speech is heard that began after the caller last spoke or pressed a key. */
    record AgentSpeaks(Duration atMost) implements Step {}

    /** Until nothing has been heard of the agent for {@code quiet}. */
    record AgentQuiet(Duration quiet, Duration atMost) implements Step {}

    record Pause(Duration length) implements Step {}

    /** Speaks the line to its end. */
    record Say(Speech line) implements Step {}

    /** Speaks the line again and again until the agent has been heard meanwhile: an agent that echoes has been reached. */
    record SayUntilHeard(Speech line, Duration atMost) implements Step {}

    /** Waits until the agent has been heard speaking for {@code agentSpeech}, and speaks the line over it. */
    record Interrupt(Speech line, Duration agentSpeech, Duration atMost) implements Step {}

    /** Presses a key: 0-9, *, # or A-D. */
    record Press(char key) implements Step {}

    /** Sends a text message that Twilio would not; {@code $STREAM} in it stands for the stream's id. */
    record SendText(String message) implements Step {}

    /** Sends a binary message of this many bytes, which Twilio never does. */
    record SendBinary(int bytes) implements Step {}

    /** Until the gateway ends the stream. */
    record StreamEnds(Duration atMost) implements Step {}

    /** Ends the call as a caller does: {@code stop}, then the socket is closed. */
    record HangUp() implements Step {}

    /** The caller's side is gone without a word: RST. */
    record Vanish() implements Step {}
}
