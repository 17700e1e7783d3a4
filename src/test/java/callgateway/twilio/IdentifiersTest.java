package callgateway.twilio;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens, phone numbers and SIDs. */
class IdentifiersTest {
    @Test
    void tokens_are_128_bits_fit_for_urls_and_never_twice_the_same() {
        SecureRandom random = new SecureRandom();
        Set<String> tokens = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            String token = StreamToken.mint(random);
            assertThat(token).matches("[A-Za-z0-9_-]{22}");
            assertThat(tokens.add(token)).isTrue();
        }
    }

    @Test
    void tokens_are_compared() {
        String token = StreamToken.mint(new SecureRandom());

        assertThat(StreamToken.same(token, new String(token.toCharArray()))).isTrue();
        assertThat(StreamToken.same(token, token + "x")).isFalse();
        assertThat(StreamToken.same(token, token.substring(1))).isFalse();
        assertThat(StreamToken.same(token, "")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "+14155550123, +*******0123",
        "14155550123, *******0123",
        "+1234, +****",
        "911, ***",
        "client:alice, client:***",
        "sip:alice@example.com, sip:***",
        "sips:alice@example.com, sips:***",
        "tel:+14155550123, ***",
        "anonymous, anonymous",
        "alice, ***",
        "+1415555012345678901234567890, ***",
        "'', ''",
        "+, +"
    })
    void numbers_are_masked_for_logs(String address, String masked) {
        assertThat(PhoneNumber.mask(address)).isEqualTo(masked);
    }

    @Test
    void sids_are_known_by_their_prefix() {
        assertThat(Sid.isCallSid(Messages.CALL)).isTrue();
        assertThat(Sid.isCallSid("CA1234567890ABCDE")).isTrue();
        assertThat(Sid.isStreamSid(Messages.STREAM)).isTrue();
        assertThat(Sid.isAccountSid(Messages.ACCOUNT)).isTrue();
        assertThat(Sid.isCallSid(Messages.STREAM)).isFalse();
        assertThat(Sid.isCallSid("CA" + "0".repeat(62))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "C", "CA", "ca12", "CA 1", "CA/../1", "CA\n", "CA\u00e91", "CA\uff11"})
    void what_is_unsafe_in_a_key_a_path_or_a_log_is_no_sid(String text) {
        assertThat(Sid.isCallSid(text)).isFalse();
        assertThat(Sid.isCallSid("CA" + "0".repeat(63))).isFalse();
    }
}
