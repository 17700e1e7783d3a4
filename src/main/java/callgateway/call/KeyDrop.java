package callgateway.call;

/** Why a key that the caller pressed never reached an agent. */
public enum KeyDrop {
    /** Too many were pressed while there was no agent. */
    FULL,
    /** The call's stream, or its setup time, was over before there was an agent. */
    NO_AGENT,
    /** The last words were being heard, and there was nobody any more to be told. */
    ENDING
}
