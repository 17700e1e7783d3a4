package callgateway.call.media;

import org.jspecify.annotations.Nullable;

/**
 * Knows what the caller has heard. The carrier plays what it was sent at 8 kHz, without gaps, from the moment it was sent
 * or the moment it had played everything before; marks that come back say how far it really is.
 *
 * <p>All positions are milliseconds of agent audio since the start of the call, counting only audio that was sent.
 */
public final class PlayoutClock {
    private static final long NANOS_PER_MS = 1_000_000;

    private long sentMs;
    private long endNanos;
    private boolean playing;
    private long lostMs;
    private int epoch;
    private long heardAtLeastMs;

    /** Milliseconds of audio that the carrier has not played at {@code nowNanos}; 0 when it has run dry. */
    long leadMs(long nowNanos) {
        return playing ? Math.max(0, endNanos - nowNanos) / NANOS_PER_MS : 0;
    }

    /** Whether the carrier has had nothing to play for {@code graceMs}, or never had. */
    boolean isDry(long nowNanos, long graceMs) {
        return !playing || nowNanos - endNanos >= graceMs * NANOS_PER_MS;
    }

    /** Audio was sent. Returns whether the carrier had run dry before. */
    boolean sent(long nowNanos, long ms) {
        boolean dry = !playing || endNanos < nowNanos;
        endNanos = (dry ? nowNanos : endNanos) + ms * NANOS_PER_MS;
        playing = true;
        sentMs += ms;
        return dry;
    }

    /** Everything not yet played was cleared. Returns how much that was, ms. */
    long cleared(long nowNanos) {
        // What a mark has confirmed was heard, however long the estimate goes on.
        long lost = Math.min(leadMs(nowNanos), sentMs - heardAtLeastMs);
        lostMs += lost;
        playing = false;
        epoch++;
        return lost;
    }

    /** The name of a mark at the present position: {@code epoch-position}, so never used twice with another meaning. */
    String mark() {
        return epoch + "-" + sentMs;
    }

    /**
     * A mark came back.
     *
     * @return the position that has been played, or null when the mark was flushed (it is of an older epoch, and comes
     *     back because of the clear, not because it was played) or is none of ours
     */
    @Nullable
    Long played(String mark) {
        int dash = mark.indexOf('-');
        if (dash <= 0 || dash > 9) {
            return null;
        }
        try {
            if (Integer.parseInt(mark, 0, dash, 10) != epoch) {
                return null;
            }
            long position = Long.parseLong(mark, dash + 1, mark.length(), 10);
            heardAtLeastMs = Math.max(heardAtLeastMs, Math.min(position, sentMs));
            return position;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** How much agent audio was sent, ms. */
    public long sentMs() {
        return sentMs;
    }

    /** How much of it the caller has heard at {@code nowNanos}, ms; what was cleared counts as not heard. */
    public long heardMs(long nowNanos) {
        return Math.max(heardAtLeastMs, sentMs - leadMs(nowNanos)) - lostMs;
    }
}
