package callgateway.records;

import callgateway.call.CallEvent;
import callgateway.call.CallId;
import callgateway.call.CallStory;
import callgateway.call.EndReason;
import callgateway.omni.OmniEvent;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Calls and settings of the tests. */
final class Sample {
    static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    static final String SECRET = "0123456789abcdef0123456789abcdef";

    private Sample() {}

    static CallId id(String callSid) {
        return new CallId(callSid, "AC1", "+14155550123", "+15550100");
    }

    static CallStory.Moment at(long seconds, CallEvent event) {
        return new CallStory.Moment(NOON.plusSeconds(seconds), event);
    }

    /** A talk of 30 s in which everything happens once. */
    static List<CallStory.Moment> talk() {
        return List.of(
                at(1, new CallEvent.StreamStarted("MZ1")),
                at(1, new CallEvent.AgentDialled(1)),
                at(2, new CallEvent.AgentReady("omni-1", Duration.ofMillis(800))),
                at(3, new CallEvent.AgentHeard(Duration.ofMillis(1500))),
                at(4, new CallEvent.Said(OmniEvent.Speaker.AGENT, "Hello?")),
                at(5, new CallEvent.Interrupted(Duration.ofMillis(700))),
                at(6, new CallEvent.Said(OmniEvent.Speaker.CALLER, "Good morning.")),
                at(7, new CallEvent.KeysPressed(2)),
                at(8, new CallEvent.ToolRun("find_slot", "answered", Duration.ofMillis(120))),
                at(30, new CallEvent.AudioCounted(40, 60, 900, 1, 9, 7, 2, 3, 45)),
                at(30, new CallEvent.Ended(EndReason.AGENT_ENDED, "done")));
    }

    static RecordsSettings settings(DatabaseSettings database, Path folder, @Nullable EventSettings events) {
        return new RecordsSettings(
                database, folder, "node-a", false, true, Duration.ofDays(90), Duration.ofSeconds(1), events);
    }

    static RecordsSettings settings(Path folder, @Nullable EventSettings events) {
        return settings(DatabaseSettings.embedded(folder), folder, events);
    }

    static EventSettings events(URI url, String... types) {
        return new EventSettings(
                url,
                List.of(SECRET),
                Set.of(types),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                Duration.ofMinutes(5),
                Duration.ofHours(24),
                8,
                Duration.ofHours(24));
    }
}
