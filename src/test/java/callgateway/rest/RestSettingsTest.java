package callgateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestSettingsTest {
    private final RestSettingsForTests with = new RestSettingsForTests();

    @Test
    void theSecretIsInNoDescription() {
        assertThat(with.settings().toString())
                .contains(RestSettingsForTests.ACCOUNT)
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "api.twilio.com", "ftp://h", "https:///x", "https://u:pass@h", "https://h?a=pass"})
    void whatIsNoBaseIsRefusedAndNotRepeated(String base) {
        with.base = URI.create(base);

        assertThatThrownBy(with::settings)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("api-base")
                .hasMessageContaining("https://api.twilio.com")
                .message()
                .doesNotContain("pass");
    }

    @Test
    void whatIsNoUrlAtAllIsRefusedAndNotRepeated() {
        assertThatThrownBy(() -> RestSettings.base("https://a b/pass"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("api-base")
                .message()
                .doesNotContain("pass");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65})
    void threadsAreFew(int threads) {
        with.threads = threads;

        assertThatThrownBy(with::settings).hasMessage("threads: " + threads + " (expected: 1..64)");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 10_001})
    void theLineIsBounded(int queue) {
        with.queue = queue;

        assertThatThrownBy(with::settings).hasMessageStartingWith("queue: " + queue);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 11})
    void attemptsAreBounded(int attempts) {
        with.attempts = attempts;

        assertThatThrownBy(with::settings).hasMessageStartingWith("attempts: " + attempts);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -5, 61_000})
    void anAnswerTakesSomeTimeButNotForEver(long millis) {
        with.answerTimeout = Duration.ofMillis(millis);

        assertThatThrownBy(with::settings).hasMessageStartingWith("answer-timeout: " + millis + " ms (expected: ");
    }
}
