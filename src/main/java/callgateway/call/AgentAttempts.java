package callgateway.call;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** How often the agent has been dialled for one call, and when it is dialled again: a caller is waiting. */
final class AgentAttempts {
    private static final Duration[] PAUSES = {Duration.ofMillis(250), Duration.ofMillis(750), Duration.ofMillis(1500)};
    /** Longer than this no caller is left without a word, even if the agent's service asks for it. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final int most;
    private int made;

    /** @param most attempts, the first one included */
    AgentAttempts(int most) {
        this.most = most;
    }

    /** Counts another one; returns which it is, from 1. */
    int next() {
        return ++made;
    }

    int made() {
        return made;
    }

    /** How long to wait before the next attempt; empty when there is to be none. */
    Optional<Duration> pauseAfter(AgentLoss loss) {
        Duration pause = loss.retryAfter().orElse(PAUSES[Math.min(made, PAUSES.length) - 1]);
        boolean again = loss.retryable() && made < most && pause.compareTo(LONGEST_PAUSE) <= 0;
        return again ? Optional.of(jittered(pause)) : Optional.empty();
    }

    private static Duration jittered(Duration pause) {
        double factor = 1 + ThreadLocalRandom.current().nextDouble(0.2);
        return Duration.ofNanos((long) (pause.toNanos() * factor));
    }
}
