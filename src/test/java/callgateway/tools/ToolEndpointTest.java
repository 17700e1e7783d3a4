package callgateway.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import callgateway.tools.ToolEndpoint.CallerNumber;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolEndpointTest {
    private static final String SECRET = "0123456789abcdef";

    private static ToolEndpoint endpoint(String url, List<String> secrets, int timeoutMs, int bytes) {
        return new ToolEndpoint(
                ToolEndpoint.url(url), secrets, Duration.ofMillis(timeoutMs), bytes, true, CallerNumber.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://tools.example.com",
                "HTTPS://tools.example.com:8443/find?key=hidden",
                "http://localhost:8000/x",
                "http://127.0.0.1/x",
                "http://[::1]:8000/x"
            })
    void addressesThatAreSafeAreTaken(String url) {
        assertThat(endpoint(url, List.of(SECRET), 4500, 1000).url()).isEqualTo(URI.create(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://tools.example.com/hidden",
                "http://127.0.0.1.example.com/hidden",
                "http://10.0.0.1/hidden",
                "https://me:hidden@tools.example.com/",
                "https://tools.example.com/#hidden",
                "ftp://localhost/hidden",
                "https:///hidden",
                "/hidden",
                "not an address, hidden",
                ""
            })
    void othersAreNotAndAreNotRepeatedInTheMessage(String url) {
        assertThatThrownBy(() -> endpoint(url, List.of(SECRET), 4500, 1000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("url: ")
                .hasMessageContaining("(expected: https:// and a host")
                .hasMessageNotContaining("hidden");
    }

    @Test
    void theRestHasItsRanges() {
        assertThatThrownBy(() -> endpoint("https://a.example", List.of(), 4500, 1000))
                .hasMessageStartingWith("secret: not set (expected: at least 16 characters");
        assertThatThrownBy(() -> endpoint("https://a.example", List.of(SECRET, "tooshort"), 4500, 1000))
                .hasMessageStartingWith("secret: too short (expected:")
                .hasMessageNotContaining("tooshort");
        assertThatThrownBy(() -> endpoint("https://a.example", List.of(SECRET), 5000, 1000))
                .hasMessageStartingWith("timeout: 5000 ms (expected: 100..4800 ms");
        assertThatThrownBy(() -> endpoint("https://a.example", List.of(SECRET), 99, 1000))
                .hasMessageStartingWith("timeout: 99 ms");
        assertThatThrownBy(() -> endpoint("https://a.example", List.of(SECRET), 4500, 0))
                .hasMessage("max-response: 0 bytes (expected: 1..1048576)");
        assertThatThrownBy(() -> new ToolLimits(1)).hasMessage("max-running: 1 (expected: 2..10000)");
    }

    @Test
    void noSecretIsShown() {
        ToolEndpoint endpoint = endpoint("https://a.example/hidden?key=hidden", List.of(SECRET), 4500, 1000);
        ToolRequest request = new ToolRequest(
                endpoint, "CA1", "sales", "s", "t", "find", "{\"name\":\"hidden\"}", "c", "+1555", "+1");

        assertThat(endpoint + " " + request + " " + new ToolOutcome.Answered("hidden"))
                .doesNotContain("hidden")
                .doesNotContain(SECRET)
                .contains("https://a.example");
    }

    @Test
    void everyFaultHasAStableCodeAndWordsForTheAgent() {
        for (ToolFault fault : ToolFault.values()) {
            assertThat(fault.forAgent()).matches("[a-z_]+: [a-z ,;]+").startsWith(fault.code() + ": ");
        }
    }
}
