package callgateway.call.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "11025, 200, 60000, 200, 100, 1000, 'agent-input-rate: 11025 (expected: 8000, 16000 or 24000)'",
        "8000, 39, 60000, 200, 100, 1000, max-lead: 39 ms (expected: 40..2000 ms)",
        "8000, 2001, 60000, 200, 100, 1000, max-lead: 2001 ms (expected: 40..2000 ms)",
        "8000, 200, 999, 200, 100, 1000, max-held: 999 ms (expected: 1000..600000 ms)",
        "8000, 200, 60000, 19, 100, 1000, max-caller-backlog: 19 ms (expected: 20..5000 ms)",
        "8000, 200, 60000, 200, 39, 1000, silence-after: 39 ms (expected: 40..5000 ms)",
        "8000, 200, 60000, 200, 100, 99, mark-every: 99 ms (expected: 100..60000 ms)",
    })
    void whatIsOutOfRangeIsRefusedWithTheRange(
            int hz, int lead, int held, int backlog, int silence, int mark, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(hz, lead, held, backlog, silence, mark))
                .withMessage(message);
    }

    @ParameterizedTest
    @CsvSource({"8000, 40, 1000, 20, 40, 100", "16000, 2000, 600000, 5000, 5000, 60000", "24000, 200, 1000, 20, 40, 100"
    })
    void theEndsOfTheRangesAreAllowed(int hz, int lead, int held, int backlog, int silence, int mark) {
        assertThat(settings(hz, lead, held, backlog, silence, mark).agentInputRateHz())
                .isEqualTo(hz);
    }

    private static MediaSettings settings(int hz, int lead, int held, int backlog, int silence, int mark) {
        return new MediaSettings(
                hz,
                Duration.ofMillis(lead),
                Duration.ofMillis(held),
                Duration.ofMillis(backlog),
                Duration.ofMillis(silence),
                Duration.ofMillis(mark));
    }
}
