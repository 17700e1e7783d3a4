package callgateway.simulator.omni;

/**
 * Something that happened in a simulated session.
 *
 * @param atNanos on the clock that the simulator was given, by default {@link System#nanoTime()}
 */
public record OmniSessionEvent(long atNanos, Kind kind, String detail) {

    public enum Kind {
        OPENED,
        CONFIGURED,
        AGENT_SPEAKS,
        AGENT_DONE,
        CALLER_SPEAKS,
        CALLER_DONE,
        /** The agent has taken back what it was saying. */
        INTERRUPTED,
        KEY,
        TOOL_CALL,
        TOOL_RESULT,
        ACTION,
        MISHAP,
        CLIENT_FAULT,
        CLIENT_ENDING,
        CLOSED
    }
}
