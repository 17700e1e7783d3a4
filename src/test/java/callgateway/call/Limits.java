package callgateway.call;

import java.time.Duration;

/** The reference limits, to be changed one by one. */
final class Limits {
    int maxCalls = 500;
    Duration tokenLife = Duration.ofSeconds(60);
    Duration startWithin = Duration.ofSeconds(30);
    Duration mediaIdle = Duration.ofSeconds(60);
    Duration setupWithin = Duration.ofSeconds(30);
    int setupAttempts = 3;
    Duration firstAudioWithin = Duration.ofSeconds(30);
    Duration pingEvery = Duration.ofSeconds(10);
    Duration agentQuiet = Duration.ofSeconds(60);
    Duration playOutWithin = Duration.ofSeconds(30);
    Duration endingGuard = Duration.ofSeconds(30);
    int badMessages = 5;
    Duration rememberEnds = Duration.ofMinutes(5);

    CallSettings settings() {
        return new CallSettings(
                maxCalls,
                tokenLife,
                startWithin,
                mediaIdle,
                setupWithin,
                setupAttempts,
                firstAudioWithin,
                pingEvery,
                agentQuiet,
                playOutWithin,
                endingGuard,
                badMessages,
                rememberEnds);
    }
}
