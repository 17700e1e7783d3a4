package callgateway.call;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Why calls ended, for as long as the carrier may ask what comes next; of too many the oldest is forgotten. */
final class EndedCalls {
    private static final int MOST = 20_000;

    private final Map<String, End> ends = new LinkedHashMap<>();
    private final long rememberNanos;

    EndedCalls(Duration remember) {
        this.rememberNanos = remember.toNanos();
    }

    private record End(EndReason reason, long untilNanos) {}

    void remember(String callSid, EndReason reason, long nowNanos) {
        ends.remove(callSid);
        ends.put(callSid, new End(reason, nowNanos + rememberNanos));
        if (ends.size() > MOST) {
            Iterator<String> oldest = ends.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** The call goes on. */
    void forget(String callSid) {
        ends.remove(callSid);
    }

    boolean knows(String callSid) {
        return ends.containsKey(callSid);
    }

    /** Why it ended; null when that is not known. */
    @Nullable
    EndReason reason(String callSid) {
        End end = ends.get(callSid);
        return end == null ? null : end.reason;
    }

    /** Whether it ended in a way after which the phone call is over too. */
    boolean isFinal(String callSid) {
        End end = ends.get(callSid);
        return end != null && end.reason.ending() == EndReason.Ending.HANG_UP;
    }

    /**
     * What the carrier is to do with the caller now; of an unknown call, that somebody looks after them.
     *
     * @param mayReconnect whether the call may have another stream
     */
    NextStep next(String callSid, boolean mayReconnect) {
        End end = ends.get(callSid);
        if (end == null) {
            return NextStep.RESCUE;
        }
        if (end.reason == EndReason.TRANSFER) {
            return NextStep.TRANSFER;
        }
        return switch (end.reason.ending()) {
            case HANG_UP -> NextStep.HANG_UP;
            case POOL -> NextStep.ENDING;
            case WAIT -> NextStep.WAIT;
            case RECONNECT -> mayReconnect ? NextStep.RECONNECT : NextStep.RESCUE;
            case HUMAN -> NextStep.RESCUE;
        };
    }

    /** Forgets those whose time is over. */
    void sweep(long nowNanos) {
        // They are in the order of their times: the sweep stops at the first that is still good.
        Iterator<End> oldest = ends.values().iterator();
        while (oldest.hasNext() && oldest.next().untilNanos - nowNanos < 0) {
            oldest.remove();
        }
    }
}
