package callgateway.omni;

/** Why a message, or a part of one, from the other side was not used. The session goes on; each is worth a counter. */
public enum DropReason {
    /** A message without content. */
    EMPTY,
    /** A first byte that means nothing in a tagged session. */
    UNKNOWN_TAG,
    /** Neither raw audio nor tagged, before the session showed how it is framed. */
    UNDECIDED,
    /** Text that is not well-formed UTF-8. */
    NOT_UTF8,
    /** Transcript text with control characters. */
    UNPRINTABLE,
    /** Not JSON where JSON belongs. */
    NOT_JSON,
    /** JSON, but not an object. */
    NOT_AN_OBJECT,
    /** An object that names no event. */
    NO_EVENT_NAME,
    /** An event that lacks what gives it meaning, for instance a tool call without a name. */
    MISSING_FIELD,
    /** An event or transcript beyond its bound. */
    TOO_LARGE
}
