package callgateway.admission;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How it went when a call knocked at the agent's service. */
public sealed interface Knock {
    /** The session is up. */
    record Accepted() implements Knock {}

    /** It said nothing about limits: the caller hung up, or the attempt failed for another reason. */
    record Undecided() implements Knock {}

    /**
     * There was no room for it.
     *
     * @param limit which limit was reached
     * @param retryAfter how long not to knock again, as the service asked
     * @param live sessions the service carried for this gateway at that moment, this attempt not included
     * @param wall the time of day, for limits that end at midnight
     */
    record Refused(Limit limit, Optional<Duration> retryAfter, int live, Instant wall) implements Knock {}

    /** Limits of the agent's service. */
    enum Limit {
        /** Requests per second. */
        RATE,
        /** Sessions at once. */
        CONCURRENCY,
        /** The allowance of a day, which begins at 00:00 UTC. */
        DAILY_CAP,
        /** Too many of something, it was not said of what; taken for sessions, the limit that must not be overrun. */
        UNKNOWN
    }
}
