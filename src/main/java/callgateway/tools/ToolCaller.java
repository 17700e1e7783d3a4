package callgateway.tools;

import java.util.function.Consumer;

/** Calls tools. */
public interface ToolCaller {
    /**
     * Begins a call. Any thread; does not block.
     *
     * @param told the outcome, exactly once; at once or later, on a thread that must not be kept
     */
    Run begin(ToolRequest request, Consumer<ToolOutcome> told);

    /** What counts the calls, for those who refuse some before they begin. */
    ToolMonitor monitor();

    /** A call that is under way. */
    interface Run {
        /**
         * Nobody waits for the outcome any more. What can be asked again is broken off; what cannot is left to come to its
         * end, because half a booking helps nobody, but is not repeated. Any thread; does not block.
         */
        void abandon();
    }
}
