package callgateway.load.storm;

import java.time.Duration;

/**
 * How hard it blows.
 *
 * @param callers how many call
 * @param plan sessions the agent service allows at once
 * @param perSecond how fast the callers come
 * @param refuseShare share of the attempts that the agent service refuses although it has room, 0 to 1
 * @param seed of what callers do and of whom the agent service refuses
 * @param talk how long a conversation is, about
 * @param timeScale what a second of hold audio or announcement takes; 0.1 is ten times as fast. Streams and patience are real
 * @param forgottenAfter a caller who is still there so long after the last one came counts as forgotten
 * @param omniPort where the built-in agent service listens, 0 for a free port
 */
public record StormSettings(
        int callers,
        int plan,
        int perSecond,
        double refuseShare,
        long seed,
        Duration talk,
        double timeScale,
        Duration forgottenAfter,
        int omniPort) {
    /** Holds the ranges. */
    public StormSettings {
        require("callers", callers, 1, 100_000);
        require("plan", plan, 1, 10_000);
        require("per-second", perSecond, 1, 10_000);
        require("omni-port", omniPort, 0, 65_535);
        if (!(refuseShare >= 0 && refuseShare <= 1)) {
            throw new IllegalArgumentException("refuse-share: " + refuseShare + " (expected: 0 to 1)");
        }
        if (!(timeScale > 0 && timeScale <= 1)) {
            throw new IllegalArgumentException("time-scale: " + timeScale + " (expected: above 0, at most 1)");
        }
        require("talk", talk, "1 s to 10 min", Duration.ofSeconds(1), Duration.ofMinutes(10));
        require("within", forgottenAfter, "1 s to 4 h", Duration.ofSeconds(1), Duration.ofHours(4));
    }

    private static void require(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }

    private static void require(String what, Duration value, String range, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(what + ": " + value.toSeconds() + " s (expected: " + range + ")");
        }
    }
}
