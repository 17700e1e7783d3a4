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
        /** A verb picked up; until then the caller hears ringing. */
        ANSWERED,
        /** The caller waits in the queue of this name. */
        QUEUED,
        /** The caller waits no more; the detail is the {@code QueueResult}. */
        LEFT_QUEUE,
        /** A dialled human answered or did not; the detail is the {@code DialCallStatus}. */
        DIALLED,
        /** Whoever has picked up is told something before they are connected; the detail is what. */
        WHISPER,
        /** The caller left a message of so many seconds. */
        RECORDED,
        /** The caller's patience was at its end. */
        GAVE_UP,
        /** The caller heard Twilio say that an application error has occurred. */
        APPLICATION_ERROR,
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
        /** Another document was given to the call, unasked. */
        REDIRECTED,
        CALL_ENDED
    }
}
