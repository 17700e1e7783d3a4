package callgateway.call.media;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Sets the marks that correct the playout clock, and tells when the agent's last words have been heard. */
final class PlayedOut {
    private static final long MARK_GRACE_MS = 500;

    private final CallerAudioOut caller;
    private final PlayoutClock playout;
    private final MediaCounters counters;
    private final long markEveryMs;
    private long markedMs;
    private String lastMark = "";
    private boolean pending;
    private long deadlineNanos;
    private @Nullable Runnable whenOver;

    PlayedOut(MediaSettings settings, CallerAudioOut caller, PlayoutClock playout, MediaCounters counters) {
        this.markEveryMs = settings.markEvery().toMillis();
        this.caller = caller;
        this.playout = playout;
        this.counters = counters;
    }

    void whenOver(long nowNanos, Duration bound, Runnable then) {
        whenOver = then;
        pending = true;
        deadlineNanos = nowNanos + bound.toNanos();
    }

    /** To be called every 20 ms, and told whether all that the agent has said has been sent. */
    void tick(long nowNanos, boolean allSent) {
        long sent = playout.agentSentMs();
        if (sent - markedMs >= markEveryMs || (pending && allSent && sent > markedMs)) {
            mark(sent);
            caller.flush();
        }
        if (pending) {
            // The mark that comes back ends the wait; this is for a carrier that sends none.
            boolean heard = allSent && playout.isAgentOver(nowNanos, MARK_GRACE_MS);
            if (heard || nowNanos - deadlineNanos >= 0) {
                over();
            }
        }
    }

    /** Sets a mark after all that was sent, unless there is one; returns its name. */
    String markNow() {
        String name = playout.mark();
        if (!name.equals(lastMark)) {
            mark(playout.agentSentMs());
        }
        return name;
    }

    private void mark(long sentMs) {
        markedMs = sentMs;
        lastMark = playout.mark();
        counters.marks++;
        caller.mark(lastMark);
    }

    /** A mark came back; returns whether it was played. */
    boolean markCameBack(String name, boolean allSent) {
        Long position = playout.played(name);
        if (position != null) {
            counters.marksPlayed++;
        } else if (playout.isOfEarlierEpoch(name)) {
            counters.marksFlushed++;
        }
        if (position != null && pending && allSent && position >= playout.agentEndMs()) {
            over();
        }
        return position != null;
    }

    /** What was sent so far needs no mark any more. */
    void flushed() {
        markedMs = playout.agentSentMs();
    }

    private void over() {
        pending = false;
        Runnable then = whenOver;
        whenOver = null;
        if (then != null) {
            then.run();
        }
    }
}
