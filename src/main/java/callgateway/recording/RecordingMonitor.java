package callgateway.recording;

/** What recordings tell whoever counts them. Called on loops and on the writers' threads: must be quick. */
public interface RecordingMonitor {
    /** Counts nothing. */
    RecordingMonitor NONE = new RecordingMonitor() {
        @Override
        public void started() {}

        @Override
        public void ended(RecordingEnd reason) {}

        @Override
        public void refused(RecordingEnd reason) {}

        @Override
        public void written(long bytes) {}

        @Override
        public void dropped(Dropped reason, long ms) {}

        @Override
        public void deleted(Deleted by) {}
    };

    /** Why audio is missing on a tape. */
    enum Dropped {
        /** The disk did not keep up. */
        BACKLOG,
        /** It came so late that its place had been written already. */
        LATE
    }

    /** Who deleted a file. */
    enum Deleted {
        /** It was as old as its pool keeps recordings. */
        RETENTION,
        /** An operator did. */
        OPERATOR
    }

    /** A recording has begun. */
    void started();

    /** A recording that had begun is over, and its file closed. */
    void ended(RecordingEnd reason);

    /** A call that was to be recorded is not. */
    void refused(RecordingEnd reason);

    /** So much has reached the file system. */
    void written(long bytes);

    /** So much of both sides is silence on a tape, and was none. */
    void dropped(Dropped reason, long ms);

    /** A recording was deleted. */
    void deleted(Deleted by);
}
