package callgateway.call.media;

import java.time.Duration;

/** The reference settings with one thing changed. */
final class Settings {
    private static final MediaSettings BASE = MediaSettings.defaults();

    private Settings() {}

    static MediaSettings withLead(Duration lead) {
        return new MediaSettings(
                BASE.agentInputRateHz(),
                lead,
                BASE.maxHeld(),
                BASE.maxCallerBacklog(),
                BASE.silenceAfter(),
                BASE.markEvery());
    }

    static MediaSettings withHeld(Duration held) {
        return new MediaSettings(
                BASE.agentInputRateHz(),
                BASE.maxLead(),
                held,
                BASE.maxCallerBacklog(),
                BASE.silenceAfter(),
                BASE.markEvery());
    }

    static MediaSettings withAgentRate(int hz) {
        return new MediaSettings(
                hz, BASE.maxLead(), BASE.maxHeld(), BASE.maxCallerBacklog(), BASE.silenceAfter(), BASE.markEvery());
    }
}
