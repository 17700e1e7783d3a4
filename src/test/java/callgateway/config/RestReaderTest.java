package callgateway.config;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import callgateway.rest.RestSettings;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestReaderTest {
    @Test
    void withoutAnAccountTheRestApiIsNotUsed() throws SettingsException {
        assertThat(Environment.settings(Environment.enough()).twilio().rest()).isNull();
        assertThat(problems(Environment.with("TWILIO_API_KEY_SID", "SK1")))
                .singleElement(as(STRING))
                .contains("twilio.rest.api-key-sid")
                .contains("TWILIO_ACCOUNT_SID");
    }

    @Test
    void theRestApiIsUsedWithTheFirstAuthToken() throws SettingsException {
        Map<String, String> environment = Environment.with("TWILIO_ACCOUNT_SID", "AC1");
        environment.put("TWILIO_AUTH_TOKEN", "first-secret, second-secret");
        environment.put("TWILIO_API_BASE", "http://127.0.0.1:9");

        RestSettings rest = Objects.requireNonNull(
                Environment.settings(environment).twilio().rest());
        assertThat(rest.apiBase()).hasToString("http://127.0.0.1:9");
        assertThat(rest.user()).isEqualTo("AC1");
        assertThat(rest.secret()).isEqualTo("first-secret");
        assertThat(rest.toString()).doesNotContain("secret");
    }

    @Test
    void anApiKeyIsUsedInsteadOfTheAuthToken() throws SettingsException {
        Map<String, String> environment = Environment.with("TWILIO_ACCOUNT_SID", "AC1");
        environment.put("TWILIO_API_KEY_SID", "SK1");
        environment.put("TWILIO_API_KEY_SECRET", "key-secret");

        RestSettings rest = Objects.requireNonNull(
                Environment.settings(environment).twilio().rest());
        assertThat(rest.apiBase()).hasToString("https://api.twilio.com");
        assertThat(rest.user()).isEqualTo("SK1");
        assertThat(rest.secret()).isEqualTo("key-secret");
    }

    @ParameterizedTest
    @CsvSource({
        "TWILIO_API_KEY_SID, SK1, go together",
        "TWILIO_API_KEY_SECRET, hidden-4711, go together",
        "TWILIO_API_BASE, api.twilio.com, api-base",
        "TWILIO_API_BASE, https://user:pass-secret@api.twilio.com, api-base",
        "TWILIO_API_BASE, https://a b/secret, api-base",
        "TWILIO_ACCOUNT_SID, XX1, account-sid: XX1"
    })
    void whatIsWrongWithTheRestApiIsSaidWithoutSecrets(String name, String value, String said) {
        Map<String, String> environment = Environment.with("TWILIO_ACCOUNT_SID", "AC1");
        environment.put(name, value);

        assertThat(problems(environment))
                .singleElement(as(STRING))
                .contains(said)
                .doesNotContain("pass-")
                .doesNotContain("/secret")
                .doesNotContain("hidden-");
    }

    private static List<String> problems(Map<String, String> environment) {
        SettingsException refused =
                catchThrowableOfType(SettingsException.class, () -> Environment.settings(environment));
        assertThat(refused).isNotNull();
        return refused.problems();
    }
}
