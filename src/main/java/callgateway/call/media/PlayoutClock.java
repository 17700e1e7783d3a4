package callgateway.call.media;

import org.jspecify.annotations.Nullable;

/**
 * Knows what the caller has heard. The carrier plays what it was sent at 8 kHz, without gaps, from the moment it was sent
 * or the moment it had played everything before; marks that come back say how far it really is.
 *
 * <p>Positions are milliseconds of audio since the start of the call, counting only audio that was sent, the agent's and
 * our own. What has been heard of the agent is told apart by whose each of the latest frames was.
 */
final class PlayoutClock {
    private static final long NANOS_PER_MS = 1_000_000;
    private static final int FRAME_MS = 20;
    /** More than ever wait at the carrier: two seconds, and a frame that has begun. */
    private static final int REMEMBERED = 2 * Long.SIZE - 1;

    private long sentMs;
    private long endNanos;
    private boolean playing;
    private int epoch;
    private long heardAtLeastMs;

    private long agentSentMs;
    private long agentLostMs;
    private long agentEndMs;
    private long agentEndNanos;
    private boolean agentPlaying;
    /** A bit for each of the latest frames, the very latest lowest: set for the agent's. */
    private long latest;
    /** The 64 before. */
    private long earlier;

    /** Milliseconds of audio that the carrier has not played at {@code nowNanos}; 0 when it has run dry. */
    long leadMs(long nowNanos) {
        return playing ? Math.max(0, endNanos - nowNanos) / NANOS_PER_MS : 0;
    }

    /** Whether the carrier has had nothing of the agent's to play for {@code graceMs}, or never had. */
    boolean isAgentOver(long nowNanos, long graceMs) {
        return !agentPlaying || nowNanos - agentEndNanos >= graceMs * NANOS_PER_MS;
    }

    /** Whole frames of the agent's were sent. Returns whether the carrier had run dry before. */
    boolean sent(long nowNanos, long ms) {
        boolean dry = advance(nowNanos, ms, 1);
        agentSentMs += ms;
        agentEndMs = sentMs;
        agentEndNanos = endNanos;
        agentPlaying = true;
        return dry;
    }

    /** Whole frames of our own were sent. */
    void sentOurs(long nowNanos, long ms) {
        advance(nowNanos, ms, 0);
    }

    private boolean advance(long nowNanos, long ms, int whose) {
        boolean dry = !playing || endNanos < nowNanos;
        endNanos = (dry ? nowNanos : endNanos) + ms * NANOS_PER_MS;
        playing = true;
        sentMs += ms;
        for (long sent = 0; sent < ms; sent += FRAME_MS) {
            earlier = earlier << 1 | latest >>> 63;
            latest = latest << 1 | whose;
        }
        return dry;
    }

    /** Everything not yet played was cleared. Returns how much of that was the agent's, ms. */
    long cleared(long nowNanos) {
        long lost = agentUnheardMs(nowNanos);
        agentLostMs += lost;
        playing = false;
        agentPlaying = false;
        epoch++;
        return lost;
    }

    /** The name of a mark at the present position: {@code epoch-position}, so never used twice with another meaning. */
    String mark() {
        return epoch + "-" + sentMs;
    }

    /** Whether this is the name of a mark from before a clear. */
    boolean isOfEarlierEpoch(String mark) {
        int dash = mark.indexOf('-');
        if (dash <= 0 || dash > 9) {
            return false;
        }
        try {
            int of = Integer.parseInt(mark, 0, dash, 10);
            return of >= 0 && of < epoch;
        } catch (NumberFormatException e) {
            return false;
        }
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
    long agentSentMs() {
        return agentSentMs;
    }

    /** How much of that was cleared before it was heard, ms. */
    long agentLostMs() {
        return agentLostMs;
    }

    /** The position after the last of it. */
    long agentEndMs() {
        return agentEndMs;
    }

    /** How much agent audio the carrier has not played at {@code nowNanos}, ms. */
    long agentUnheardMs(long nowNanos) {
        long unheard = unheardMs(nowNanos);
        int frames = (int) Math.min(unheard / FRAME_MS, REMEMBERED);
        return (long) FRAME_MS * agentFrames(frames) + (isAgents(frames) ? unheard % FRAME_MS : 0);
    }

    /** The same of our own. */
    long oursUnheardMs(long nowNanos) {
        return unheardMs(nowNanos) - agentUnheardMs(nowNanos);
    }

    /** How much agent audio the caller has heard at {@code nowNanos}, ms; what was cleared counts as not heard. */
    long agentHeardMs(long nowNanos) {
        return agentSentMs - agentLostMs - agentUnheardMs(nowNanos);
    }

    /** What a mark has confirmed was heard, however long the estimate goes on. */
    private long unheardMs(long nowNanos) {
        return Math.min(leadMs(nowNanos), sentMs - heardAtLeastMs);
    }

    private int agentFrames(int ofLatest) {
        return ofLatest <= Long.SIZE
                ? Long.bitCount(latest & lowest(ofLatest))
                : Long.bitCount(latest) + Long.bitCount(earlier & lowest(ofLatest - Long.SIZE));
    }

    private static long lowest(int bits) {
        return bits == Long.SIZE ? -1L : (1L << bits) - 1;
    }

    private boolean isAgents(int frame) {
        long bits = frame < Long.SIZE ? latest : earlier;
        return (bits >>> (frame % Long.SIZE) & 1) == 1;
    }
}
