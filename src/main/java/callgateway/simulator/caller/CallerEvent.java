package callgateway.simulator.caller;

/**
 * Something that happened in a simulated call.
 *
 * @param atMs since the call began; sounds are placed to the sample
 */
public record CallerEvent(Kind kind, double atMs, String detail) {

    public enum Kind {
        WEBHOOK_SENT,
        WEBHOOK_ANSWERED,
        /** A TwiML verb was begun. */
        VERB,
        /** The upgrade was answered with 101. */
        CONNECTED,
        STREAM_STARTED,
        STREAM_FAILED,
        AGENT_SPEAKS,
        AGENT_QUIET,
        CALLER_SPEAKS,
        CALLER_QUIET,
        KEY,
        CLEAR,
        /** A mark was echoed. */
        MARK,
        COMPLAINT,
        STREAM_ENDED,
        CALL_ENDED
    }
}
