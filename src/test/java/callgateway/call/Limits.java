package callgateway.call;

import callgateway.routing.Guards;
import java.time.Duration;

/** The reference limits, to be changed one by one. */
final class Limits {
    int maxCalls = 500;
    Duration tokenLife = Duration.ofSeconds(60);
    Duration startWithin = Duration.ofSeconds(30);
    Duration mediaIdle = Duration.ofSeconds(60);
    Duration setupWithin = Duration.ofSeconds(30);
    Duration maxCall = Duration.ZERO;
    Duration maxSilence = Duration.ZERO;
    int setupAttempts = 3;
    Duration firstAudioWithin = Duration.ofSeconds(30);
    Duration pingEvery = Duration.ofSeconds(10);
    Duration agentQuiet = Duration.ofSeconds(60);
    Duration agentMuteAfter = Duration.ofSeconds(60);
    Duration playOutWithin = Duration.ofSeconds(30);
    Duration endingGuard = Duration.ofSeconds(30);
    Duration renewEvery = Duration.ofSeconds(60);
    int badMessages = 5;
    Duration rememberEnds = Duration.ofMinutes(5);

    int agentRedials = 0;
    Duration redialWithin = Duration.ofSeconds(30);
    String reentry = "Where were we?";
    Duration maxSession = Duration.ZERO;
    int streamReconnects = 0;

    Guards guards() {
        return new Guards(maxCall, maxSilence, setupWithin);
    }

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
                agentMuteAfter,
                playOutWithin,
                endingGuard,
                badMessages,
                rememberEnds,
                new Continuity(agentRedials, redialWithin, reentry, maxSession, streamReconnects));
    }
}
