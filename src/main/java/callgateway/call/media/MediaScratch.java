package callgateway.call.media;

import callgateway.transport.LateCounts;

/**
 * The memory that audio passes through on its way between two sockets, one for all graphs of a loop: at any moment one
 * graph runs there, and a run takes its audio all the way. With memory of its own each of a thousand calls would find
 * nothing of it in the cache when its turn comes.
 */
public final class MediaScratch {
    /** What an inlet shows of the array it was offered. */
    final AudioChunk offered = new AudioChunk();
    /** What an inlet takes from its ring. */
    final AudioChunk waited = new AudioChunk();
    /** Caller audio as PCM. */
    final AudioChunk pcm = new AudioChunk();
    /** Agent audio as mu-law. */
    final AudioChunk mulaw = new AudioChunk();
    /** Agent audio in whole frames. */
    final AudioChunk frames = new AudioChunk();
    /** How late paced audio has left. */
    final LateCounts late;

    /**
     * Memory for the graphs of one loop.
     *
     * @param late counts how late paced audio leaves
     */
    public MediaScratch(LateCounts late) {
        this.late = late;
    }
}
