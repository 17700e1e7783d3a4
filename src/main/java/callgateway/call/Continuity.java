package callgateway.call;

import java.time.Duration;

/**
 * How a call goes on when a part of it is lost.
 *
 * @param agentRedials how often, on one stream, an agent that was lost in mid-call is replaced; 0 is never
 * @param redialWithin how long that may take, while the caller hears hold audio
 * @param reentry what an agent that goes on with a call says first; empty for nothing
 * @param maxSession age at which an agent's session is replaced, at a quiet moment, before its service ends it; 0 is never
 * @param streamReconnects how often a caller whose media stream was lost gets another one; 0 is never
 */
public record Continuity(
        int agentRedials, Duration redialWithin, String reentry, Duration maxSession, int streamReconnects) {
    private static final int MOST = 10;
    private static final int MOST_CHARACTERS = 500;
    private static final Duration SHORTEST_SESSION = Duration.ofSeconds(30);

    /** What the reference configuration says. */
    public static Continuity defaults() {
        return new Continuity(
                2, Duration.ofSeconds(8), "Sorry, I lost you for a moment. Where were we?", Duration.ZERO, 2);
    }

    /** Holds the ranges. */
    public Continuity {
        require(agentRedials >= 0 && agentRedials <= MOST, "agent-redials: " + agentRedials + " (expected: 0..10)");
        require(
                !redialWithin.isZero() && !redialWithin.isNegative(),
                "redial-within: " + redialWithin + " (expected: > 0)");
        require(
                reentry.length() <= MOST_CHARACTERS,
                "reentry: " + reentry.length() + " characters (expected: at most " + MOST_CHARACTERS + ")");
        require(
                maxSession.isZero() || maxSession.compareTo(SHORTEST_SESSION) >= 0,
                "max-session: " + maxSession + " (expected: 0, or 30s and more)");
        require(
                streamReconnects >= 0 && streamReconnects <= MOST,
                "stream-reconnects: " + streamReconnects + " (expected: 0..10)");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
