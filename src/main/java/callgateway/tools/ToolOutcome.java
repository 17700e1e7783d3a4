package callgateway.tools;

/** What became of a tool call. */
public sealed interface ToolOutcome {
    /**
     * The tool's answer.
     *
     * @param json one JSON value
     */
    record Answered(String json) implements ToolOutcome {
        /** Without the answer, which may be personal. */
        @Override
        public String toString() {
            return "Answered[" + json.length() + " characters]";
        }
    }

    /** There is none. */
    record Failed(ToolFault fault) implements ToolOutcome {}
}
