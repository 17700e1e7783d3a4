package callgateway.admission;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How many sessions the agent's service really allows, learnt from its refusals, and who may try.
 *
 * <p>The limit starts at the ceiling. A concurrency refusal halves it, but not below the sessions the service carries at that
 * moment, since these prove that it can carry them; never below 1, and once in a cool-down. It grows by one in each interval
 * in which it held somebody back and nothing was refused. A rate limit and a daily cap leave it alone.
 *
 * <p>From the first refusal on nobody knocks for a while, then one call at a time, until one of them is let in. {@code
 * Retry-After} and the daily cap make that while longer; of a long one single probes find out whether it still holds.
 *
 * <p>Times are milliseconds of one clock that does not go back. Belongs to one thread.
 */
public final class PlanLimit {
    private static final long CROWD_MILLIS = 1000;
    private static final Duration LONGEST_HOLD = Duration.ofDays(1);

    /** Whether calls may knock. */
    public enum State {
        /** As many as the limit allows. */
        OPEN,
        /** One at a time. */
        PROBING,
        /** None. */
        CLOSED
    }

    private final PlanLimitSettings settings;
    private int ceiling;
    private int limit;

    private boolean troubled;
    private long closedUntil = Long.MIN_VALUE;
    private long probeFrom = Long.MIN_VALUE;
    private long pauseMillis;
    private @Nullable String prober;
    private long proberSince;

    private int loweredFrom;
    private int proven;
    private long provenUntil = Long.MIN_VALUE;
    private long loweredUntil = Long.MIN_VALUE;
    private long growFrom = Long.MIN_VALUE;
    private boolean heldBack;

    /** @param ceiling what is configured or was discovered; at least 1 */
    public PlanLimit(int ceiling, PlanLimitSettings settings) {
        Checks.require(ceiling >= 1, "ceiling", ceiling, "> 0");
        this.settings = settings;
        this.ceiling = ceiling;
        this.limit = ceiling;
    }

    /** Sessions at once. */
    public int limit() {
        return limit;
    }

    /** The most {@link #limit} can be. */
    public int ceiling() {
        return ceiling;
    }

    /** Another ceiling. A limit that was at the old one goes with it; one that was lowered stays, or goes down. */
    public void ceiling(int changed) {
        Checks.require(changed >= 1, "ceiling", changed, "> 0");
        limit = limit == ceiling ? changed : Math.min(limit, changed);
        ceiling = changed;
    }

    /** Begins with what was learnt before. */
    public void learnt(int before) {
        limit = Math.max(1, Math.min(ceiling, before));
    }

    /** Whether calls may knock now. */
    public State state(long nowMillis) {
        if (!troubled) {
            return State.OPEN;
        }
        return prober(nowMillis).isPresent() || nowMillis >= probeFrom ? State.PROBING : State.CLOSED;
    }

    /** The one call that may knock while {@link State#PROBING}; empty when its place is free. */
    public Optional<String> prober(long nowMillis) {
        boolean inTime = nowMillis - proberSince < settings.probeWithin().toMillis();
        return Optional.ofNullable(inTime ? prober : null);
    }

    /** Until when nobody knocks but single probes; in the past when that is over. */
    public long closedUntil() {
        return closedUntil;
    }

    /** Another node was told to leave the service alone: nobody knocks until then but single probes. */
    public void leaveAlone(long untilMillis, long nowMillis) {
        if (untilMillis > Math.max(closedUntil, nowMillis)) {
            troubled = true;
            closedUntil = untilMillis;
            probeFrom = Math.min(untilMillis, nowMillis + settings.probeEvery().toMillis());
        }
    }

    /** Whether this call may knock. While probing, yes makes it the prober until {@link #knocked} or for too long. */
    public boolean mayKnock(String callSid, long nowMillis) {
        if (!troubled) {
            return true;
        }
        Optional<String> other = prober(nowMillis);
        if (other.isPresent()) {
            return other.get().equals(callSid);
        }
        if (nowMillis < probeFrom) {
            return false;
        }
        prober = callSid;
        proberSince = nowMillis;
        return true;
    }

    /** How it went. To be told of every call that knocked, and of a prober that is gone without having knocked. */
    public void knocked(String callSid, Knock knock, long nowMillis) {
        boolean probed = callSid.equals(prober);
        if (probed) {
            prober = null;
        }
        if (knock instanceof Knock.Refused refused) {
            refused(refused, probed, nowMillis);
        } else if (knock instanceof Knock.Accepted) {
            oneMoreLives(nowMillis);
        }
        if (knock instanceof Knock.Accepted && probed) {
            accepted(nowMillis);
        }
    }

    /**
     * Lets the limit grow when it is time; to be called once a second or so.
     *
     * @param bound whether it is this limit that holds somebody back now
     */
    public void tick(boolean bound, long nowMillis) {
        heldBack |= bound;
        if (limit == ceiling) {
            growFrom(nowMillis);
        } else if (nowMillis >= closedUntil
                && nowMillis - growFrom >= settings.growEvery().toMillis()) {
            limit += heldBack ? 1 : 0;
            growFrom(nowMillis);
        }
    }

    private void accepted(long now) {
        if (now < closedUntil) {
            // One that got through a cap is no proof that the cap is gone: the next one may try, still alone.
            probeFrom = now;
            return;
        }
        troubled = false;
        pauseMillis = 0;
        growFrom(now);
    }

    private void refused(Knock.Refused refused, boolean probed, long now) {
        if (!troubled || probed) {
            // Those who knocked together and are refused together make one pause.
            long longer = Math.max(settings.firstPause().toMillis(), 2 * pauseMillis);
            pauseMillis = Math.min(longer, settings.longestPause().toMillis());
        }
        troubled = true;
        closedUntil = Math.max(closedUntil, now + Math.max(pauseMillis, askedFor(refused)));
        probeFrom = Math.min(
                closedUntil, now + Math.max(pauseMillis, settings.probeEvery().toMillis()));
        boolean ofSessions = refused.limit() == Knock.Limit.CONCURRENCY || refused.limit() == Knock.Limit.UNKNOWN;
        // A probe that is refused beside few sessions says that there is no room now, and nothing about how much there
        // is.
        boolean tells = ofSessions && (!probed || refused.live() >= limit / 2);
        if (tells && now >= loweredUntil) {
            loweredFrom = limit;
            proven = refused.live();
            provenUntil = now + CROWD_MILLIS;
            limit = Math.max(1, Math.min(limit - 1, Math.max(limit / 2, proven)));
            loweredUntil = now + settings.coolDown().toMillis();
            growFrom(now);
        }
    }

    /** Of a crowd that knocks together the first refusal comes early: those who are let in after it prove it was no limit. */
    private void oneMoreLives(long now) {
        if (now < provenUntil) {
            proven++;
            limit = Math.max(limit, Math.min(proven, Math.min(loweredFrom - 1, ceiling)));
        }
    }

    private void growFrom(long now) {
        growFrom = now;
        heldBack = false;
    }

    private static long askedFor(Knock.Refused refused) {
        Duration asked = refused.limit() == Knock.Limit.DAILY_CAP
                ? untilMidnight(refused.wall())
                : refused.retryAfter().orElse(Duration.ZERO);
        // Compared as durations: what a peer says may be too large for milliseconds.
        if (asked.isNegative()) {
            return 0;
        }
        return asked.compareTo(LONGEST_HOLD) > 0 ? LONGEST_HOLD.toMillis() : asked.toMillis();
    }

    private static Duration untilMidnight(Instant wall) {
        Instant midnight = wall.atOffset(ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.DAYS)
                .plusDays(1)
                .toInstant();
        return Duration.between(wall, midnight);
    }
}
