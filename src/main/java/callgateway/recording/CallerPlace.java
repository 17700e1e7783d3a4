package callgateway.recording;

/**
 * Where on a tape the caller's audio belongs. The carrier says of each frame when it was heard, by its own clock; how that lies
 * to ours is learned from the frames that were on their way the shortest. Belongs to the call's loop.
 */
final class CallerPlace {
    private static final int PER_MS = 8;
    /** A frame: what is closer than this to where it should be stays, so that nothing is cut to correct it. */
    private static final int SLACK = 20 * PER_MS;
    /** Without times, a pause that is longer than jitter. */
    private static final int PAUSE = 100 * PER_MS;
    /** After so many frames, two seconds, none of which came in time, the clocks have gone apart. */
    private static final int FRAMES = 100;

    private boolean known;
    private long zero;
    private long lastMs = -1;
    private long end;
    private int frames;
    private long behind = Long.MAX_VALUE;

    /**
     * The position of a frame.
     *
     * @param now the tape's position at this moment
     * @param atMs when it was heard, by the carrier's clock; what does not go on from frame to frame is no time
     */
    long of(int samples, long atMs, long now) {
        long latest = now - samples;
        long place = atMs > lastMs ? byTime(atMs, latest) : byOrder(latest);
        end = place + samples;
        return place;
    }

    private long byTime(long atMs, long latest) {
        lastMs = atMs;
        long place = zero + atMs * PER_MS;
        if (!known || place > latest + SLACK) {
            known = true;
            zero = latest - atMs * PER_MS;
            startOver();
            return latest;
        }
        behind = Math.min(behind, latest - place);
        if (++frames == FRAMES) {
            if (behind > SLACK) {
                zero += behind;
                place += behind;
            }
            startOver();
        }
        return place;
    }

    private void startOver() {
        frames = 0;
        behind = Long.MAX_VALUE;
    }

    private long byOrder(long latest) {
        return Math.abs(latest - end) > PAUSE ? latest : end;
    }
}
