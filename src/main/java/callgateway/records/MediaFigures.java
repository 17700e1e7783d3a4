package callgateway.records;

import callgateway.call.CallEvent;

/**
 * What was measured in a phone call, of all its streams.
 *
 * @param turns how often the agent answered something the caller had said
 * @param turnSumMs all those latencies together, from the caller's last sound to the first frame of the answer
 * @param turnMaxMs the longest
 * @param heardAfterFlushMaxMs the most that was still heard of what an interruption was to cut off
 * @param marksSent marks set
 * @param marksPlayed of these, sent back when all before them had been played
 * @param marksFlushed of these, sent back because of a clear
 * @param underruns times the carrier ran dry in mid-speech
 * @param lateReleases times that audio left more than 20 ms after it was due
 * @param latestMs by how much the latest missed its time
 */
public record MediaFigures(
        int turns,
        long turnSumMs,
        long turnMaxMs,
        long heardAfterFlushMaxMs,
        long marksSent,
        long marksPlayed,
        long marksFlushed,
        long underruns,
        long lateReleases,
        long latestMs) {
    /** Of a call without audio. */
    static final MediaFigures NONE = new MediaFigures(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    MediaFigures plus(MediaFigures more) {
        return new MediaFigures(
                turns + more.turns,
                turnSumMs + more.turnSumMs,
                Math.max(turnMaxMs, more.turnMaxMs),
                Math.max(heardAfterFlushMaxMs, more.heardAfterFlushMaxMs),
                marksSent + more.marksSent,
                marksPlayed + more.marksPlayed,
                marksFlushed + more.marksFlushed,
                underruns + more.underruns,
                lateReleases + more.lateReleases,
                Math.max(latestMs, more.latestMs));
    }

    static MediaFigures of(CallEvent.TurnTaken turn) {
        long ms = turn.latency().toMillis();
        return new MediaFigures(1, ms, ms, 0, 0, 0, 0, 0, 0, 0);
    }

    static MediaFigures of(CallEvent.HeardAfterFlush after) {
        return new MediaFigures(0, 0, 0, after.heard().toMillis(), 0, 0, 0, 0, 0, 0);
    }

    static MediaFigures of(CallEvent.AudioCounted audio) {
        return new MediaFigures(
                0,
                0,
                0,
                0,
                audio.marksSent(),
                audio.marksPlayed(),
                audio.marksFlushed(),
                audio.underruns(),
                audio.lateReleases(),
                audio.latestMs());
    }
}
