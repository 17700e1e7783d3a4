package callgateway.recording;

/** What becomes of recordings when no call is there to be told. On threads of the recordings'. */
public interface RecordingNews {
    /** Nobody is told. */
    RecordingNews NONE = new RecordingNews() {
        @Override
        public void recovered(RecordingPart part) {}

        @Override
        public void deleted(RecordingPart part, RecordingMonitor.Deleted by) {}
    };

    /** A process that died left this; it can be played as far as it goes. */
    void recovered(RecordingPart part);

    /** There is no file any more. */
    void deleted(RecordingPart part, RecordingMonitor.Deleted by);
}
