package callgateway.call.media;

/** What became of keys that the agent wants played to the caller. Always all of them or none: half a number is worse. */
public enum KeysOutcome {
    /** They will be heard after what the agent has said before, and before what it says next. */
    PLAYED,
    /** None, or something that is neither a key nor a pause. */
    NOT_KEYS,
    /** More than {@value CallMedia#MAX_KEYS} keys and pauses, or more than {@value CallMedia#MAX_KEYS_MS} ms. */
    TOO_LONG,
    /** As much as may be held is held already. */
    NO_ROOM
}
