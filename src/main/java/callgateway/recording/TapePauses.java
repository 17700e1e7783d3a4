package callgateway.recording;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a tape is silent because it is to be: while an operator wants it, and around telephone keys. Positions are samples.
 * Belongs to the call's loop.
 */
final class TapePauses {
    /** More than any call needs; those that come after it make the last one longer. */
    private static final int MOST = 500;

    private static final int PER_MS = 8;

    private final List<PausedSpan> spans = new ArrayList<>();
    private boolean byOperator;
    private long keysFrom = Long.MAX_VALUE;
    private long keysUntil = Long.MIN_VALUE;
    /** What was said before and comes only now is of the pause. */
    private long resumedAt;

    private long begun = -1;
    private TapeListener.Pause why = TapeListener.Pause.OPERATOR;
    private long pausedSamples;

    /** Nothing at this position may be on the tape. */
    boolean covers(long position) {
        return byOperator || position < resumedAt || (position >= keysFrom && position < keysUntil);
    }

    void operator(boolean pauses, long now) {
        if (byOperator && !pauses) {
            resumedAt = now;
        }
        byOperator = pauses;
    }

    /** Keys are heard from here on, and until there at the least nothing is recorded. */
    void keys(long now, long from, long until) {
        boolean over = keysUntil <= now;
        keysFrom = over ? from : Math.min(keysFrom, from);
        keysUntil = over ? until : Math.max(keysUntil, until);
    }

    /** Keys that were to come will not be heard. */
    void noKeysAhead(long now) {
        if (keysFrom > now) {
            keysFrom = Long.MAX_VALUE;
            keysUntil = Long.MIN_VALUE;
        }
    }

    /** What the position of now is in: null when it is on the tape. */
    TapeListener.@Nullable Pause at(long now) {
        return byOperator ? TapeListener.Pause.OPERATOR : covers(now) ? TapeListener.Pause.KEYS : null;
    }

    boolean isOn() {
        return begun >= 0;
    }

    void begins(long at, TapeListener.Pause because) {
        begun = at;
        why = because;
    }

    void ends(long at) {
        if (begun < 0) {
            return;
        }
        pausedSamples += at - begun;
        if (spans.size() == MOST) {
            PausedSpan last = spans.remove(MOST - 1);
            spans.add(new PausedSpan(last.fromMs(), at / PER_MS, last.why()));
        } else {
            spans.add(new PausedSpan(begun / PER_MS, at / PER_MS, why));
        }
        begun = -1;
    }

    List<PausedSpan> spans() {
        return List.copyOf(spans);
    }

    long pausedMs() {
        return pausedSamples / PER_MS;
    }
}
