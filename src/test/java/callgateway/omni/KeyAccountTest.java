package callgateway.omni;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Omni says of a key and of its voices. */
class KeyAccountTest {
    @Test
    void planScopesAndLimitAreRead() {
        KeyAccount account = requireNonNull(KeyAccount.read(OmniHttpAnswers.me(7, 20)));

        assertThat(account.plan()).isEqualTo("simulated");
        assertThat(account.concurrency()).hasValue(7);
        assertThat(account.lacksSessions()).isFalse();
        assertThat(account.inactive()).isEmpty();
    }

    @Test
    void aKeyWithoutTheScopeLacksSessionsAndOneThatDoesNotSayDoesNot() {
        KeyAccount other = KeyAccount.read(OmniHttpAnswers.me(7, 20, List.of("speak:read")));
        KeyAccount silent = KeyAccount.read("{}".getBytes(UTF_8));

        assertThat(other).isNotNull().satisfies(account -> assertThat(account.lacksSessions())
                .isTrue());
        assertThat(silent).isNotNull().satisfies(account -> assertThat(account.lacksSessions())
                .isFalse());
    }

    @Test
    void whatIsNotActiveIsNamed() {
        KeyAccount account =
                requireNonNull(KeyAccount.read("{\"status\":\"active\",\"org_status\":\"suspended\"}".getBytes(UTF_8)));

        assertThat(account.inactive()).containsExactly("organisation suspended");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "<html>", "{\"scopes\":"})
    void whatIsNoAccountIsNone(String body) {
        assertThat(KeyAccount.read(body.getBytes(UTF_8))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"a\",\"b\"]",
                "{\"data\":[{\"id\":\"a\"},{\"id\":\"b\",\"name\":\"B\"}]}",
                "{\"voices\":[{\"voice_id\":\"a\"},{\"voice_id\":\"b\"},{}]}"
            })
    void voicesAreReadInEachOfTheirShapes(String body) {
        VoiceList voices = requireNonNull(VoiceList.read(body.getBytes(UTF_8)));

        assertThat(voices.ids()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"data\":3}", "nothing"})
    void whatIsNoListOfVoicesIsNone(String body) {
        assertThat(VoiceList.read(body.getBytes(UTF_8))).isNull();
    }

    @Test
    void voicesAreAskedForBesideTheAccount() {
        OmniSettings settings = OmniSettings.of(URI.create("wss://omni.example:444/v1"), "key");

        assertThat(VoiceList.address(settings)).hasToString("https://omni.example:444/v1/voices");
    }
}
