package callgateway.admission;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps calls away from the agent's service while it refuses the key: they overflow at once instead of one after the other
 * finding out. After a pause a single call may try again; each try that fails doubles the pause, any success ends it all.
 *
 * <p>Times are milliseconds of one clock that does not go back. Belongs to one thread.
 */
public final class KeyBreaker {
    private final long firstPauseMillis;
    private final long longestPauseMillis;
    private final long probeWithinMillis;

    private @Nullable KeyFault fault;
    private long pauseMillis;
    private long openUntil;
    private @Nullable String prober;
    private long proberSince;

    /**
     * Closed: calls go through.
     *
     * @param firstPause before the first try
     * @param longestPause at which doubling ends
     * @param probeWithin how long a try may take before another call may be one
     */
    public KeyBreaker(Duration firstPause, Duration longestPause, Duration probeWithin) {
        Checks.duration("first-pause", firstPause);
        Checks.duration("longest-pause", longestPause);
        Checks.require(
                longestPause.compareTo(firstPause) >= 0,
                "longest-pause",
                longestPause,
                "not shorter than first-pause, " + firstPause);
        Checks.duration("probe-within", probeWithin);
        firstPauseMillis = firstPause.toMillis();
        longestPauseMillis = longestPause.toMillis();
        probeWithinMillis = probeWithin.toMillis();
    }

    /** Whether this call may try. False: it overflows. Yes to one while the breaker is open makes it the only one. */
    public boolean mayKnock(String callSid, long nowMillis) {
        if (fault == null) {
            return true;
        }
        if (prober != null && nowMillis - proberSince < probeWithinMillis) {
            return prober.equals(callSid);
        }
        if (nowMillis < openUntil) {
            return false;
        }
        prober = callSid;
        proberSince = nowMillis;
        return true;
    }

    /** The service refused the key. True if that has opened the breaker, so that it is said once. */
    public boolean refused(String callSid, KeyFault reason, long nowMillis) {
        boolean opened = fault == null;
        boolean probed = callSid.equals(prober);
        fault = reason;
        if (opened || probed) {
            // Others that were under way when it opened say nothing new.
            pauseMillis = Math.min(longestPauseMillis, Math.max(firstPauseMillis, 2 * pauseMillis));
            openUntil = nowMillis + pauseMillis;
            prober = null;
        }
        return opened;
    }

    /** The service accepted the key. True if that has closed the breaker. */
    public boolean accepted() {
        boolean closed = fault != null;
        fault = null;
        pauseMillis = 0;
        prober = null;
        return closed;
    }

    /** The call is gone and nothing was learnt: if it was the one that tries, the next may. */
    public void undecided(String callSid) {
        if (callSid.equals(prober)) {
            prober = null;
        }
    }

    /** What is wrong while the breaker is open; empty while it is closed. */
    public Optional<KeyFault> fault() {
        return Optional.ofNullable(fault);
    }

    /** When the next call may try, while the breaker is open and nobody is trying. */
    public long openUntil() {
        return openUntil;
    }
}
