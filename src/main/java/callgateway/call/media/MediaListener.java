package callgateway.call.media;

/** Told what is measured of a conversation, on its loop; must be quick. */
public interface MediaListener {
    /** Is not interested. */
    MediaListener NONE = new MediaListener() {
        @Override
        public void turnTaken(long latencyMs) {}

        @Override
        public void heardAfterFlush(long heardMs) {}
    };

    /** The agent begins to answer, so long after the caller's last sound. */
    void turnTaken(long latencyMs);

    /** So much of what a flush was to keep from the caller was heard all the same, at the most. */
    void heardAfterFlush(long heardMs);
}
