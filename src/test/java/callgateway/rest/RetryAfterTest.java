package callgateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-01-06T03:04:05Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0",
                "7 | 7",
                " 7 | 7",
                "3600 | 3600",
                "999999999 | 3600",
                "Tue, 06 Jan 2026 03:04:35 GMT | 30",
                "Tue, 06 Jan 2026 03:04:00 GMT | 0",
                "Thu, 06 Jan 2028 03:04:00 GMT | 3600"
            })
    void secondsAndDatesAreUnderstood(String header, long seconds) {
        assertThat(RetryAfter.parse(header, NOW)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "-1", "1.5", "soon", "99999999999999999999", "7 s", "Tue, 99 Jan 2026 03:04:35 GMT"})
    void whatSaysNothingIsNothing(String header) {
        assertThat(RetryAfter.parse(header, NOW)).isNull();
    }

    @Test
    void noHeaderIsNothing() {
        assertThat(RetryAfter.parse(null, NOW)).isNull();
    }
}
