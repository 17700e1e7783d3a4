package callgateway.omni;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountLimitsTest {
    @Test
    void theConcurrencyOfThePlanIsRead() {
        assertThat(AccountLimits.read(OmniHttpAnswers.me(10, 20)).concurrency()).hasValue(10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "not JSON",
                "{}",
                "{\"limits\":7}",
                "{\"limits\":{}}",
                "{\"limits\":{\"concurrency\":0}}",
                "{\"limits\":{\"concurrency\":-3}}",
                "{\"limits\":{\"concurrency\":\"many\"}}",
                "{\"limits\":{\"concurrency\":99999999}}"
            })
    void anAnswerWithoutASensibleLimitNamesNone(String body) {
        assertThat(AccountLimits.read(body.getBytes(UTF_8)).concurrency()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.pyai.com, https://api.pyai.com/v1/me",
        "wss://api.pyai.com/v1/omni, https://api.pyai.com/v1/me",
        "ws://127.0.0.1:9099, http://127.0.0.1:9099/v1/me"
    })
    void itIsAskedWhereSessionsAreOpened(String base, String address) {
        assertThat(AccountLimits.address(OmniSettings.of(URI.create(base), "a-key")))
                .hasToString(address);
    }

    @Test
    void theKeyGoesInAHeaderAndNotInTheAddress() {
        OmniSettings settings = OmniSettings.of(URI.create("https://api.pyai.com"), "a-key");

        assertThat(AccountLimits.headers(settings)).hasToString("[Authorization=Bearer a-key]");
        assertThat(AccountLimits.address(settings).toString()).doesNotContain("a-key");
    }
}
