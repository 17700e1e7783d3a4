package callgateway.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked about an account, and how the answers are read. */
class AccountApiTest {
    private static final String ACCOUNT = "AC00000000000000000000000000000001";

    private final AccountApi api = new AccountApi(new RestSettings(
            URI.create("https://api.example/"),
            ACCOUNT,
            "SK1",
            "secret",
            1,
            1,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            1,
            Duration.ofSeconds(1),
            Duration.ofSeconds(10)));

    @Test
    void whatIsAskedIsOfTheAccount() {
        assertThat(api.account()).hasToString("https://api.example/2010-04-01/Accounts/" + ACCOUNT + ".json");
        assertThat(api.numbers().toString())
                .startsWith("https://api.example/2010-04-01/Accounts/" + ACCOUNT + "/IncomingPhoneNumbers.json?");
        assertThat(api.authorization().getValue()).isEqualTo("Basic U0sxOnNlY3JldA==");
        assertThat(api.authorization("token").getValue()).startsWith("Basic QUMwMDAw");
    }

    @Test
    void numbersAreReadAndTheNextPageIsNamed() {
        AccountApi.Page page = requireNonNull(api.readNumbers("""
                {"incoming_phone_numbers":[{"phone_number":"+15550100","voice_url":"https://gw.example/voice",
                "voice_method":"POST","voice_fallback_url":null,"status_callback":" ","voice_application_sid":"",
                "trunk_sid":"TK1","capabilities":{"voice":false}}],"next_page_uri":"/2010-04-01/next"}""".getBytes(UTF_8)));

        assertThat(page.next()).hasToString("https://api.example/2010-04-01/next");
        assertThat(page.numbers())
                .containsExactly(new NumberWebhooks(
                        "+15550100", false, "https://gw.example/voice", "POST", "", "", null, "TK1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "{}", "{\"incoming_phone_numbers\":3}"})
    void whatIsNoAnswerIsNone(String body) {
        assertThat(api.readNumbers(body.getBytes(UTF_8))).isNull();
        assertThat(AccountApi.readAccount(body.getBytes(UTF_8))).isNull();
    }

    @Test
    void aRefusalIsToldWithItsCode() {
        assertThat(AccountApi.refusal("{\"code\":20003,\"message\":\"Authenticate\"}".getBytes(UTF_8)))
                .isEqualTo(" (20003 Authenticate)");
        assertThat(AccountApi.refusal("nothing".getBytes(UTF_8))).isEmpty();
    }

    @Test
    void anAccountIsReadWithItsKind() {
        assertThat(AccountApi.readAccount("{\"status\":\"active\",\"type\":\"Trial\"}".getBytes(UTF_8)))
                .isEqualTo(new AccountApi.Account("active", true));
    }
}
