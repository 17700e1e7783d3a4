package callgateway.omni;

/** The three ways in which Omni sessions have been framed over time. The newest is what to speak; all are understood. */
public enum Dialect {
    /** The oldest: control and events are JSON in text messages, audio is bare PCM in binary messages. */
    TEXT,
    /** In between: everything from Omni and all control is tagged, caller audio is bare PCM. */
    HALF_TAGGED,
    /** Today's: every message is binary and its first byte says what it is. Omni drops untagged caller audio silently. */
    TAGGED;

    boolean controlIsText() {
        return this == TEXT;
    }

    boolean callerAudioIsTagged() {
        return this == TAGGED;
    }

    boolean agentAudioIsTagged() {
        return this != TEXT;
    }
}
