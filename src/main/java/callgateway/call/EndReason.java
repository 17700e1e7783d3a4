package callgateway.call;

/** Why a call's stream ended; exactly one for each call. */
public enum EndReason {
    /** The caller hung up. */
    CALLER_HUNG_UP(Result.SUCCESS, Ending.HANG_UP),
    /** The agent ended the session. */
    AGENT_ENDED(Result.SUCCESS, Ending.HANG_UP),
    /** The agent's session is over, without the agent having asked to end the call. */
    SESSION_OVER(Result.SUCCESS, Ending.POOL),
    /** The agent asked for a human. */
    TRANSFER(Result.SUCCESS, Ending.HUMAN),
    /** An operator ended the call. */
    OPERATOR_HUNG_UP(Result.SUCCESS, Ending.HANG_UP),
    /** The call was as long as its pool allows. */
    MAX_CALL(Result.SUCCESS, Ending.HANG_UP),
    /** Neither side had spoken for as long as the pool allows. */
    TOO_SILENT(Result.SUCCESS, Ending.HANG_UP),
    /** The gateway is being shut down. */
    SHUTDOWN(Result.GATEWAY_ERROR, Ending.HUMAN),
    /** The caller's socket broke, or was closed without a stop. */
    CALLER_LOST(Result.CARRIER_ERROR, Ending.RECONNECT),
    /** The carrier sent no audio for too long. */
    CALLER_SILENT(Result.CARRIER_ERROR, Ending.HUMAN),
    /** The carrier's side broke its protocol. */
    CARRIER_VIOLATION(Result.CARRIER_ERROR, Ending.HUMAN),
    /** The agent's service has no room for the call now, or admission had none after all: the caller waits in line. */
    AGENT_BUSY(Result.AGENT_ERROR, Ending.WAIT),
    /** The agent refused the session. */
    AGENT_REFUSED(Result.AGENT_ERROR, Ending.HUMAN),
    /** The agent could not be reached. */
    AGENT_UNREACHABLE(Result.AGENT_ERROR, Ending.HUMAN),
    /** The agent was reached, and then said nothing where it had to: while it was set up, or to a caller who spoke. */
    AGENT_STALLED(Result.AGENT_ERROR, Ending.HUMAN),
    /** The agent's session broke in mid-call. */
    AGENT_LOST(Result.AGENT_ERROR, Ending.HUMAN),
    /** Something in the gateway failed. */
    GATEWAY_FAILED(Result.GATEWAY_ERROR, Ending.RECONNECT);

    private final Result result;
    private final Ending ending;

    EndReason(Result result, Ending ending) {
        this.result = result;
        this.ending = ending;
    }

    /** Whose doing it was. */
    public Result result() {
        return result;
    }

    /** What the caller gets next. */
    public Ending ending() {
        return ending;
    }

    /** Whose doing an end was; what success rates are made of. */
    public enum Result {
        /** The call ended as it should. */
        SUCCESS,
        /** The agent's service failed. */
        AGENT_ERROR,
        /** The carrier failed, or the line. */
        CARRIER_ERROR,
        /** The gateway failed. */
        GATEWAY_ERROR
    }

    /** What a caller whose stream has ended gets next. */
    public enum Ending {
        /** The call is over. */
        HANG_UP,
        /** What the pool wants at the end of a session. */
        POOL,
        /** Hold audio, and the agent as soon as there is room. */
        WAIT,
        /** Another stream, and an agent that knows what has been; after too many a human. */
        RECONNECT,
        /** A human, or an apology where there is none. */
        HUMAN
    }
}
