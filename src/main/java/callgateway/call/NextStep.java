package callgateway.call;

/** What the carrier is told to do with a caller whose stream has ended. */
public enum NextStep {
    /** The call is over. */
    HANG_UP,
    /** The agent's session is over: what the pool wants then. */
    ENDING,
    /** The agent asked for a human. */
    TRANSFER,
    /** The human was not there: back to the agent. */
    RETURN,
    /** The agent failed, or the gateway did: a human, or an apology. */
    RESCUE,
    /** The stream was lost, and the call was not: another stream. */
    RECONNECT,
    /** There was no room for the call at the agent's service: the caller waits in line. */
    WAIT
}
