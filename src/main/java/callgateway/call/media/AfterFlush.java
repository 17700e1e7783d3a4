package callgateway.call.media;

import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds out how much of the old audio a caller still heard after a flush. A mark goes before the clear; it comes back when
 * the clear has reached the carrier, or when all before it was played. Until then the old audio was heard, and never more of
 * it than the carrier had. The way back of the mark is counted, too: the figure is never too good.
 */
final class AfterFlush {
    /** A carrier that has not sent the mark back by then sends none: it had played everything at the latest by then. */
    private static final long GIVE_UP_NANOS = 2_000_000_000L;

    private static final long NANOS_PER_MS = 1_000_000;

    private final LongConsumer heardMs;
    private @Nullable String mark;
    private long sinceNanos;
    private long unheardMs;

    /** @param heardMs told, for every flush once */
    AfterFlush(LongConsumer heardMs) {
        this.heardMs = heardMs;
    }

    /**
     * A flush.
     *
     * @param carrierHasMs what the carrier has not played of the agent's audio, ms
     * @param before the mark that goes before the clear; null when the carrier has nothing left
     */
    void flushed(long nowNanos, long carrierHasMs, @Nullable String before) {
        giveUp();
        if (before == null) {
            heardMs.accept(0);
            return;
        }
        mark = before;
        sinceNanos = nowNanos;
        unheardMs = carrierHasMs;
    }

    /** A mark came back. */
    void cameBack(String name, long nowNanos) {
        if (name.equals(mark)) {
            mark = null;
            heardMs.accept(Math.min(unheardMs, Math.max(0, nowNanos - sinceNanos) / NANOS_PER_MS));
        }
    }

    /** To be called every 20 ms. */
    void tick(long nowNanos) {
        if (mark != null && nowNanos - sinceNanos > GIVE_UP_NANOS) {
            giveUp();
        }
    }

    /** Takes it that all was played that could be. */
    void giveUp() {
        if (mark != null) {
            mark = null;
            heardMs.accept(unheardMs);
        }
    }
}
