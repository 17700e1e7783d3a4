package callgateway.load;

import java.util.Arrays;

/** When a call's latest frames were sent: for {@value #FRAMES} frames, about twenty seconds. For one thread at a time. */
final class SentTimes {
    static final int FRAMES = 1024;
    /** There is no such frame: never sent, too long ago, or taken already. */
    static final long NONE = -1;

    private final long[] sentNanos = new long[FRAMES];
    private long sent;

    SentTimes() {
        Arrays.fill(sentNanos, NONE);
    }

    /** Takes down the next frame and returns its sequence number. */
    int sent(long nowNanos) {
        int sequence = (int) (sent % StampedAudio.MODULUS);
        sentNanos[(int) (sent % FRAMES)] = nowNanos;
        sent++;
        return sequence;
    }

    /** When the frame was sent, once: after that, {@link #NONE}. */
    long take(int sequence) {
        long age = Math.floorMod(sent - 1 - sequence, (long) StampedAudio.MODULUS);
        if (sent == 0 || age >= Math.min(sent, FRAMES)) {
            return NONE;
        }
        int slot = (int) ((sent - 1 - age) % FRAMES);
        long at = sentNanos[slot];
        sentNanos[slot] = NONE;
        return at;
    }
}
