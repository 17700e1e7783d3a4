package callgateway.omni;

/** Mistakes of a client that the service answers with silence. */
public enum ClientFault {
    /** A message without content. */
    EMPTY,
    /** Audio without its tag: the agent is deaf. */
    UNTAGGED_AUDIO,
    /** Audio with half a sample at the end. */
    ODD_AUDIO,
    /** A first byte that means nothing. */
    UNKNOWN_TAG,
    /** Control in a text message. */
    TEXT_CONTROL,
    /** Control named by {@code event} alone. */
    EVENT_KEY_ONLY,
    /** Control that is no JSON object in UTF-8. */
    NOT_JSON,
    /** Control without a name. */
    NO_NAME,
    /** Control that lacks what gives it meaning, for instance a tool result without the id of the call. */
    MISSING_FIELD
}
