package callgateway.call.media;

/** What one call's media graph has counted. Written on the loop; a reader elsewhere may see slightly old figures. */
public final class MediaCounters {
    long callerFrames;
    long callerDroppedMs;
    long callerBeforeAgentMs;
    long silenceFrames;
    long agentFrames;
    long agentDroppedMs;
    long flushes;
    long flushedMs;
    long lateFrames;
    long underruns;
    long marks;
    long interludeFrames;
    long keys;
    long marksPlayed;
    long marksFlushed;
    long lateReleases;
    long latestMs;

    /** Frames of 20 ms sent to the agent, silence included. */
    public long callerFrames() {
        return callerFrames;
    }

    /** Caller audio dropped because the agent did not keep up, ms. */
    public long callerDroppedMs() {
        return callerDroppedMs;
    }

    /** Caller audio that came while no agent was ready to hear it, ms. */
    public long callerBeforeAgentMs() {
        return callerBeforeAgentMs;
    }

    /** Frames of silence sent to the agent because the caller's audio had stopped. */
    public long silenceFrames() {
        return silenceFrames;
    }

    /** Frames of 20 ms sent to the caller. */
    public long agentFrames() {
        return agentFrames;
    }

    /** Agent audio dropped because more was held than the bound, ms. */
    public long agentDroppedMs() {
        return agentDroppedMs;
    }

    /** Flushes that had something to clear. */
    public long flushes() {
        return flushes;
    }

    /** Agent audio that flushes kept from the caller, here and at the carrier, ms. */
    public long flushedMs() {
        return flushedMs;
    }

    /** Frames of an old epoch stopped at the last gate. */
    public long lateFrames() {
        return lateFrames;
    }

    /** Times the carrier ran dry while the agent was in the middle of speaking. */
    public long underruns() {
        return underruns;
    }

    /** Frames of 20 ms of our own sent to the caller: hold audio and comfort tones. */
    public long interludeFrames() {
        return interludeFrames;
    }

    /** Keys played to the caller as tones, without pauses. */
    public long keys() {
        return keys;
    }

    /** Marks that came back because what was before them had been played. */
    public long marksPlayed() {
        return marksPlayed;
    }

    /** Marks that came back because of a clear. */
    public long marksFlushed() {
        return marksFlushed;
    }

    /** Times that paced audio left more than a tick after it was due. */
    public long lateReleases() {
        return lateReleases;
    }

    /** By how much the latest of all paced audio missed its time, ms. */
    public long latestMs() {
        return latestMs;
    }

    /** Marks sent. */
    public long marks() {
        return marks;
    }
}
