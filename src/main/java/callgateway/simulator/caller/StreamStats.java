package callgateway.simulator.caller;

/** Counts of a call while it goes on; {@link CallerResult.Stats} is what remains. */
final class StreamStats {
    long framesSent;
    long framesSkipped;
    long mediaReceived;
    long heardSamples;
    private long worstLateNanos;
    private long longestQueueSamples;
    private long droppedSamples;
    private int gaps;
    private long gapSamples;

    void frameSent(long lateNanos) {
        framesSent++;
        worstLateNanos = Math.max(worstLateNanos, lateNanos);
    }

    /** Takes over what a stream's playback has counted. */
    void add(Playback playback) {
        longestQueueSamples = Math.max(longestQueueSamples, playback.longestQueueSamples());
        droppedSamples += playback.droppedSamples();
        gaps += playback.gaps();
        gapSamples += playback.gapSamples();
    }

    CallerResult.Stats toResult() {
        return new CallerResult.Stats(
                framesSent,
                framesSkipped,
                worstLateNanos / 1e6,
                mediaReceived,
                Timeline.millis(heardSamples),
                Timeline.millis(longestQueueSamples),
                Timeline.millis(droppedSamples),
                gaps,
                Timeline.millis(gapSamples));
    }
}
