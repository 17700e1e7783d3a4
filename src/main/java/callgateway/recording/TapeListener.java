package callgateway.recording;

/** Whoever ordered a recording. */
public interface TapeListener {
    /** Why nothing is recorded for a while. */
    enum Pause {
        /** An operator wants it. */
        OPERATOR,
        /** Telephone keys are, or may be, heard. */
        KEYS
    }

    /** From now on nothing is recorded; on the call's loop. */
    void paused(Pause why);

    /** From now on there is sound on the tape again; on the call's loop. */
    void resumed();

    /** The file is closed, and all is known of it; on a writer's thread. */
    void ended(RecordingPart part);
}
