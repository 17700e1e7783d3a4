package callgateway.audio;

import java.util.Objects;

/**
 * A first-in first-out queue of bytes that never holds more than {@code maxBytes} and says what it had to drop.
 *
 * <p>It starts small, grows with what is offered, and returns to the small array when it runs empty after a burst, so
 * that thousands of quiet calls cost little. Once it has held {@value #RESTING_BYTES} bytes (one second of mu-law) it
 * never again allocates for that much.
 *
 * <p>For 16-bit samples choose an even {@code maxBytes} and offer whole samples; then every drop is of whole samples
 * too. Belongs to one thread.
 */
public final class AudioRing {
    private static final int FIRST_BYTES = 2048;
    private static final int RESTING_BYTES = 8192;

    private final int maxBytes;
    private byte[] resting;
    private byte[] ring;
    private int head;
    private int size;

    /** A ring that holds at most {@code maxBytes} (at least 1). */
    public AudioRing(int maxBytes) {
        if (maxBytes < 1) {
            throw new IllegalArgumentException("maxBytes: " + maxBytes + " (expected: > 0)");
        }
        this.maxBytes = maxBytes;
        this.resting = new byte[Math.min(maxBytes, FIRST_BYTES)];
        this.ring = resting;
    }

    /**
     * Appends everything and makes room by forgetting the oldest bytes; returns how many bytes were lost that way.
     */
    public int offerDroppingOldest(byte[] src, int off, int len) {
        Objects.checkFromIndexSize(off, len, src.length);
        int unfit = Math.max(0, len - maxBytes);
        int accepted = len - unfit;
        int overwritten = Math.max(0, accepted - (maxBytes - size));
        forget(overwritten);
        append(src, off + unfit, accepted);
        return overwritten + unfit;
    }

    /** Appends what fits and ignores the rest; returns how many bytes were ignored. */
    public int offerDroppingNewest(byte[] src, int off, int len) {
        Objects.checkFromIndexSize(off, len, src.length);
        int accepted = Math.min(len, maxBytes - size);
        append(src, off, accepted);
        return len - accepted;
    }

    /** Moves up to {@code max} of the oldest bytes to {@code dst}; returns how many. */
    public int poll(byte[] dst, int off, int max) {
        Objects.checkFromIndexSize(off, max, dst.length);
        int count = Math.min(max, size);
        int untilEnd = Math.min(count, ring.length - head);
        System.arraycopy(ring, head, dst, off, untilEnd);
        System.arraycopy(ring, 0, dst, off + untilEnd, count - untilEnd);
        forget(count);
        return count;
    }

    /** Forgets everything; returns how many bytes that were. */
    public int clear() {
        int discarded = size;
        forget(size);
        return discarded;
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** The most this ring will hold. */
    public int maxBytes() {
        return maxBytes;
    }

    /** Bytes of memory in use for content, used or not. */
    int capacity() {
        return ring.length;
    }

    private void append(byte[] src, int off, int len) {
        if (len > ring.length - size) {
            grow(size + len);
        }
        int tail = head + size;
        if (tail >= ring.length) {
            tail -= ring.length;
        }
        int untilEnd = Math.min(len, ring.length - tail);
        System.arraycopy(src, off, ring, tail, untilEnd);
        System.arraycopy(src, off + untilEnd, ring, 0, len - untilEnd);
        size += len;
    }

    private void forget(int count) {
        size -= count;
        head += count;
        if (head >= ring.length) {
            head -= ring.length;
        }
        if (size == 0) {
            head = 0;
            ring = resting;
        }
    }

    private void grow(int needed) {
        long wanted = Math.max(needed, 2L * ring.length);
        if (needed <= RESTING_BYTES) {
            wanted = Math.min(wanted, RESTING_BYTES);
        }
        byte[] larger = new byte[(int) Math.min(wanted, maxBytes)];
        int untilEnd = Math.min(size, ring.length - head);
        System.arraycopy(ring, head, larger, 0, untilEnd);
        System.arraycopy(ring, 0, larger, untilEnd, size - untilEnd);
        ring = larger;
        head = 0;
        if (larger.length <= RESTING_BYTES) {
            resting = larger;
        }
    }
}
