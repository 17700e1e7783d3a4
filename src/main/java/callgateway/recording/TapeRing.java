package callgateway.recording;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Blocks of audio on their way from a call's loop to a writer's thread: one of each. What is silence, or found no room, takes
 * none: a block is preceded by so much silence.
 */
final class TapeRing {
    private final int slots;
    private final byte[] audio;
    private final long[] silence;
    /** Blocks put in so far; written by the loop. */
    private final AtomicLong in = new AtomicLong();
    /** Blocks taken out so far; written by the writer. */
    private final AtomicLong out = new AtomicLong();

    private volatile boolean ended;
    private long lastSilence;

    TapeRing(int slots) {
        this.slots = slots;
        this.audio = new byte[slots * TapeWindow.BLOCK_BYTES];
        this.silence = new long[slots];
    }

    // -- the loop's side

    /**
     * Appends a block.
     *
     * @param silentBlocks how much silence is before it
     * @return false when there is no room
     */
    boolean offer(byte[] from, int offset, long silentBlocks) {
        long next = in.get();
        if (next - out.get() >= slots) {
            return false;
        }
        int slot = (int) (next % slots);
        System.arraycopy(from, offset, audio, slot * TapeWindow.BLOCK_BYTES, TapeWindow.BLOCK_BYTES);
        silence[slot] = silentBlocks;
        in.lazySet(next + 1);
        return true;
    }

    /** Nothing comes any more but so much silence. */
    void end(long silentBlocks) {
        lastSilence = silentBlocks;
        ended = true;
    }

    // -- the writer's side

    /** Whether the end was said; asked before {@link #isEmpty}, both true mean that all is out. */
    boolean hasEnded() {
        return ended;
    }

    boolean isEmpty() {
        return in.get() == out.get();
    }

    /** Blocks of silence before the next one, of which there is one. */
    long silentBlocks() {
        return silence[(int) (out.get() % slots)];
    }

    byte[] audio() {
        return audio;
    }

    /** Where the next block begins in {@link #audio}. */
    int offset() {
        return (int) (out.get() % slots) * TapeWindow.BLOCK_BYTES;
    }

    /** The next block is not needed here any more. */
    void taken() {
        out.lazySet(out.get() + 1);
    }

    /** Blocks of silence after the last one. */
    long lastSilence() {
        return lastSilence;
    }
}
