package callgateway.gateway;

import callgateway.call.CallId;
import callgateway.call.CallJournal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Callers who wait for an agent, in line or ringing, so that one who hangs up has a record, too. Who was not heard of for too
 * long has hung up without anybody telling. Any thread.
 */
final class WaitingCallers {
    private static final int MOST = 20_000;

    private final CallJournal journal;
    private final InstantSource clock;
    private final Duration unseenFor;
    private final Function<CallerRequest, Duration> waited;
    /** The one that was seen last is the last. */
    private final Map<String, Waiting> callers = new LinkedHashMap<>(16, 0.75f, true);

    private record Waiting(CallId id, String pool, Instant came, Instant seen) {}

    /**
     * @param unseenFor how long nothing may be heard of a caller who still waits
     * @param waited how long a caller has waited of whom nothing is known here
     */
    WaitingCallers(
            CallJournal journal, InstantSource clock, Duration unseenFor, Function<CallerRequest, Duration> waited) {
        this.journal = journal;
        this.clock = clock;
        this.unseenFor = unseenFor;
        this.waited = waited;
    }

    /** This caller waits, or still does. */
    synchronized void waits(CallerRequest caller) {
        Instant now = clock.instant();
        Waiting before = callers.get(caller.callSid());
        Instant came = before == null ? now.minus(waited.apply(caller)) : before.came;
        callers.put(caller.callSid(), new Waiting(caller.id(), caller.pool().name(), came, now));
        sweep();
    }

    /** When the caller came; now, less what was waited elsewhere, when nothing is known. */
    synchronized Instant came(CallerRequest caller) {
        Waiting one = callers.get(caller.callSid());
        return one == null ? clock.instant().minus(waited.apply(caller)) : one.came;
    }

    /** This caller waits no more, and another record says what comes next. */
    synchronized void isServed(String callSid) {
        callers.remove(callSid);
    }

    /** The phone call is over. Does nothing for those who did not wait. */
    synchronized void hungUp(String callSid) {
        Waiting one = callers.remove(callSid);
        if (one != null) {
            journal.abandoned(one.id, one.pool, one.came, clock.instant());
        }
    }

    /** The carrier says that this one has left its queue by hanging up. */
    synchronized void hungUp(CallerRequest caller) {
        Instant came = came(caller);
        callers.remove(caller.callSid());
        journal.abandoned(caller.id(), caller.pool().name(), came, clock.instant());
    }

    /** Gives up on those nothing was heard of. To be called now and then. */
    synchronized void sweep() {
        Instant oldest = clock.instant().minus(unseenFor);
        int tooMany = callers.size() - MOST;
        for (Iterator<Waiting> all = callers.values().iterator(); all.hasNext(); ) {
            Waiting one = all.next();
            if (tooMany <= 0 && !one.seen.isBefore(oldest)) {
                return;
            }
            all.remove();
            tooMany--;
            journal.abandoned(one.id, one.pool, one.came, one.seen);
        }
    }
}
