package callgateway.transport;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TransportSettingsTest {
    private static TransportSettings settings(
            int port, int loops, int connections, int request, int message, int seconds) {
        return new TransportSettings(
                "localhost", port, "auto", loops, connections, request, message, Duration.ofSeconds(seconds), null);
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 1, 1, 1024, 4096, 1, port: -1",
        "65536, 1, 1, 1024, 4096, 1, port: 65536",
        "1, 0, 1, 1024, 4096, 1, event-loops: 0",
        "1, 1, 0, 1024, 4096, 1, max-connections: 0",
        "1, 1, 1, 1023, 4096, 1, max-request-bytes: 1023",
        "1, 1, 1, 1024, 4095, 1, max-message-bytes: 4095",
        "1, 1, 1, 1024, 4096, 0, request-timeout: PT0S",
        "1, 1, 1, 1024, 4096, -1, request-timeout: PT-1S",
    })
    void aSettingOutOfItsRangeIsNamed(
            int port, int loops, int connections, int request, int message, int seconds, String why) {
        assertThatThrownBy(() -> settings(port, loops, connections, request, message, seconds))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(why)
                .hasMessageContaining("expected: ");
    }

    @Test
    void theEndsOfTheRangesAreTaken() {
        assertThatNoException().isThrownBy(() -> settings(0, 1, 1, 1024, 4096, 1));
        assertThatNoException().isThrownBy(() -> settings(65535, 1, 1, 1024, 4096, 1));
    }
}
