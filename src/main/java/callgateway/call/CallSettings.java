package callgateway.call;

import java.time.Duration;

/**
 * The time limits and bounds of calls.
 *
 * @param maxCalls calls at once on this node; held by admission
 * @param tokenLife how long a stream's token is good after the webhook was answered
 * @param startWithin how long a media socket may take to say what it is
 * @param mediaIdle how long the carrier may send no audio before the stream counts as dead
 * @param setupWithin how long the agent may take to be ready, all attempts together, where the pool does not say it
 * @param setupAttempts how often the agent is dialled at the most
 * @param firstAudioWithin how long an agent with a greeting may take to begin it
 * @param pingEvery how often a quiet agent is asked for a sign of life
 * @param agentQuiet how long an agent may give no sign of life
 * @param agentMuteAfter how long an agent may send nothing at all to a caller who has spoken
 * @param playOutWithin how long the agent's last words may take to be heard before the call goes on
 * @param endingGuard how long an agent that has announced its end may take to end
 * @param badMessages messages that make no sense, from one proven carrier stream, before it is closed
 * @param rememberEnds how long it is known why a call ended, for the carrier's question what comes next
 * @param continuity how calls go on when a part of them is lost
 */
public record CallSettings(
        int maxCalls,
        Duration tokenLife,
        Duration startWithin,
        Duration mediaIdle,
        Duration setupWithin,
        int setupAttempts,
        Duration firstAudioWithin,
        Duration pingEvery,
        Duration agentQuiet,
        Duration agentMuteAfter,
        Duration playOutWithin,
        Duration endingGuard,
        int badMessages,
        Duration rememberEnds,
        Continuity continuity) {

    /** What the reference configuration says. */
    public static CallSettings defaults() {
        return new CallSettings(
                2000,
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                Duration.ofSeconds(8),
                3,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(25),
                Duration.ofSeconds(20),
                Duration.ofSeconds(10),
                Duration.ofSeconds(8),
                50,
                Duration.ofMinutes(5),
                Continuity.defaults());
    }

    /** Holds the ranges. */
    public CallSettings {
        require(maxCalls >= 1, "max-calls: " + maxCalls + " (expected: > 0)");
        positive("token-life", tokenLife);
        positive("start-within", startWithin);
        positive("media-idle", mediaIdle);
        positive("setup-within", setupWithin);
        require(setupAttempts >= 1 && setupAttempts <= 10, "setup-attempts: " + setupAttempts + " (expected: 1..10)");
        positive("first-audio-within", firstAudioWithin);
        positive("ping-every", pingEvery);
        require(
                agentQuiet.compareTo(pingEvery) > 0,
                "agent-quiet: " + agentQuiet + " (expected: longer than ping-every, " + pingEvery + ")");
        positive("agent-mute-after", agentMuteAfter);
        positive("play-out-within", playOutWithin);
        positive("ending-guard", endingGuard);
        require(badMessages >= 1, "bad-messages: " + badMessages + " (expected: > 0)");
        positive("remember-ends", rememberEnds);
    }

    private static void positive(String name, Duration value) {
        require(!value.isZero() && !value.isNegative(), name + ": " + value + " (expected: > 0)");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
