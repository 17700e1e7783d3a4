package callgateway.call.media;

import java.time.Duration;

/**
 * The bounds of a media graph.
 *
 * @param agentInputRateHz sample rate the agent is sent: 8000, 16000 or 24000
 * @param maxLead most agent audio that may be waiting at the carrier, 40 ms..2 s; what a flush has to clear there
 * @param maxHeld most agent audio held here for pacing; what comes on top is dropped
 * @param maxCallerBacklog most caller audio waiting for a slow agent; the oldest is dropped
 * @param silenceAfter pause in the caller's audio after which the agent is sent silence, so that it hears a quiet line
 *     and not a stopped one
 * @param markEvery agent audio between two marks that correct the playout clock
 */
public record MediaSettings(
        int agentInputRateHz,
        Duration maxLead,
        Duration maxHeld,
        Duration maxCallerBacklog,
        Duration silenceAfter,
        Duration markEvery) {

    /** What the reference configuration says. */
    public static MediaSettings defaults() {
        return new MediaSettings(
                8000,
                Duration.ofMillis(200),
                Duration.ofSeconds(60),
                Duration.ofMillis(200),
                Duration.ofMillis(100),
                Duration.ofSeconds(1));
    }

    /** Holds the ranges. */
    public MediaSettings {
        require(
                agentInputRateHz == 8000 || agentInputRateHz == 16000 || agentInputRateHz == 24000,
                "agent-input-rate: " + agentInputRateHz + " (expected: 8000, 16000 or 24000)");
        within("max-lead", maxLead, 40, 2000);
        within("max-held", maxHeld, 1000, 600_000);
        within("max-caller-backlog", maxCallerBacklog, 20, 5000);
        within("silence-after", silenceAfter, 40, 5000);
        within("mark-every", markEvery, 100, 60_000);
    }

    private static void within(String name, Duration value, long fromMs, long toMs) {
        require(
                value.toMillis() >= fromMs && value.toMillis() <= toMs,
                name + ": " + value.toMillis() + " ms (expected: " + fromMs + ".." + toMs + " ms)");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
