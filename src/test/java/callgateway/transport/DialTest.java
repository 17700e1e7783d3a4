package callgateway.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DialTest {
    @ParameterizedTest
    @CsvSource({
        "http://host/, 1, 1, scheme: http",
        "/path, 1, 1, scheme: null",
        "ws://under_score/, 1, 1, host:",
        "ws:///path, 1, 1, host:",
        "ws://host/, 0, 1, timeout: PT0S",
        "ws://host/, -1, 1, timeout: PT-1S",
        "ws://host/, 1, 0, max-message-bytes: 0",
    })
    void whatCannotBeDialedIsRefused(String uri, int seconds, int maxMessage, String why) {
        assertThatThrownBy(
                        () -> new Dial(URI.create(uri), List.of(), List.of(), Duration.ofSeconds(seconds), maxMessage))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aDialInALogShowsNoSecret() {
        Dial dial = new Dial(
                URI.create("WSS://host:1/path?key=secret"),
                List.of(Map.entry("Authorization", "secret")),
                List.of("secret"),
                Duration.ofSeconds(1),
                1);
        assertThat(dial.toString()).contains("host").doesNotContain("secret");
    }
}
