package callgateway.twilio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.twilio.security.RequestValidator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestSignatureTest {
    private static final String TOKEN = "12345";
    private static final String TARGET = "/myapp.php?foo=1&bar=2";
    private static final String POST_SIGNATURE = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";
    private static final String GET_SIGNATURE = "zYQTYrRWXE7LtzbG4PfP7/bkkGo=";
    private static final String UPGRADE_SIGNATURE = "okykUWKkAOgQseVjzERZh4soLeU=";

    private final RequestSignature signature = new RequestSignature(List.of(TOKEN), "https://mycompany.com");

    @Test
    void the_known_answers_are_reproduced() throws Exception {
        assertThat(RequestSignature.sign(TOKEN, "https://mycompany.com" + TARGET, form()))
                .isEqualTo(POST_SIGNATURE);
        assertThat(RequestSignature.sign(TOKEN, "https://mycompany.com" + TARGET, FormParams.NONE))
                .isEqualTo(GET_SIGNATURE);
        assertThat(RequestSignature.sign(TOKEN, "wss://mycompany.com/media", FormParams.NONE))
                .isEqualTo(UPGRADE_SIGNATURE);
    }

    @Test
    void posts_gets_and_upgrades_with_the_right_signature_are_accepted() throws Exception {
        assertThat(signature.acceptsWebhook(TARGET, form(), POST_SIGNATURE)).isTrue();
        assertThat(signature.acceptsWebhook(TARGET, FormParams.NONE, GET_SIGNATURE))
                .isTrue();
        assertThat(signature.acceptsUpgrade("/media", UPGRADE_SIGNATURE)).isTrue();
    }

    @Test
    void a_request_that_differs_in_anything_is_not_accepted() throws Exception {
        assertThat(signature.acceptsWebhook(TARGET, form(), null)).isFalse();
        assertThat(signature.acceptsWebhook(TARGET, form(), "")).isFalse();
        assertThat(signature.acceptsWebhook(TARGET, form(), "\u00e9")).isFalse();
        assertThat(signature.acceptsWebhook(TARGET, form(), POST_SIGNATURE.substring(1)))
                .isFalse();
        assertThat(signature.acceptsWebhook(TARGET, form(), POST_SIGNATURE + " "))
                .isFalse();
        assertThat(signature.acceptsWebhook(TARGET, form(), GET_SIGNATURE)).isFalse();
        assertThat(signature.acceptsWebhook(TARGET, FormParams.NONE, POST_SIGNATURE))
                .isFalse();
        assertThat(signature.acceptsWebhook(TARGET + "&", form(), POST_SIGNATURE))
                .isFalse();
        assertThat(signature.acceptsWebhook("/myapp.php?bar=2&foo=1", form(), POST_SIGNATURE))
                .isFalse();
        assertThat(signature.acceptsUpgrade("/media", null)).isFalse();
        assertThat(signature.acceptsUpgrade("/media/", UPGRADE_SIGNATURE)).isFalse();
        assertThat(signature.acceptsWebhook("/media", FormParams.NONE, UPGRADE_SIGNATURE))
                .isFalse();
        assertThat(signature.acceptsUpgrade(TARGET, GET_SIGNATURE)).isFalse();
    }

    @Test
    void during_a_rotation_either_token_is_accepted_and_no_other() throws Exception {
        RequestSignature rotating = new RequestSignature(List.of("new", TOKEN), "https://mycompany.com");
        String byNew = RequestSignature.sign("new", "https://mycompany.com" + TARGET, form());
        String byOther = RequestSignature.sign("other", "https://mycompany.com" + TARGET, form());

        assertThat(rotating.acceptsWebhook(TARGET, form(), POST_SIGNATURE)).isTrue();
        assertThat(rotating.acceptsWebhook(TARGET, form(), byNew)).isTrue();
        assertThat(rotating.acceptsWebhook(TARGET, form(), byOther)).isFalse();
    }

    @Test
    void empty_values_are_signed_and_order_does_not_matter() throws Exception {
        String url = "https://mycompany.com/voice";

        String signed = RequestSignature.sign(TOKEN, url, FormParams.parse("b=2&A=1&a="));

        assertThat(RequestSignature.sign(TOKEN, url, FormParams.parse("a=&b=2&A=1")))
                .isEqualTo(signed);
        assertThat(RequestSignature.sign(TOKEN, url + "A1ab2", FormParams.NONE)).isEqualTo(signed);
    }

    @Test
    void a_repeated_name_counts_each_value_once_in_order() throws Exception {
        String url = "https://mycompany.com/voice";

        assertThat(RequestSignature.sign(TOKEN, url, FormParams.parse("a=2&a=1&a=2")))
                .isEqualTo(RequestSignature.sign(TOKEN, url + "a1a2", FormParams.NONE));
    }

    @Test
    void fragments_that_override_connections_are_not_signed() {
        assertThat(signature.acceptsWebhook(TARGET + "#rc=2&ct=1500", FormParams.NONE, GET_SIGNATURE))
                .isTrue();
        assertThat(RequestSignature.sign(TOKEN, "https://mycompany.com" + TARGET + "#rc=2", FormParams.NONE))
                .isEqualTo(GET_SIGNATURE);
    }

    @Test
    void an_origin_with_a_port_is_accepted_as_twilio_signs_it_with_or_without() {
        RequestSignature withPort = new RequestSignature(List.of(TOKEN), "https://mycompany.com:8443");

        for (String host : List.of("mycompany.com:8443", "mycompany.com")) {
            assertThat(withPort.acceptsWebhook(
                            "/v",
                            FormParams.NONE,
                            RequestSignature.sign(TOKEN, "https://" + host + "/v", FormParams.NONE)))
                    .isTrue();
            assertThat(withPort.acceptsUpgrade(
                            "/m", RequestSignature.sign(TOKEN, "wss://" + host + "/m", FormParams.NONE)))
                    .isTrue();
        }
        assertThat(withPort.acceptsUpgrade(
                        "/m", RequestSignature.sign(TOKEN, "wss://mycompany.com:443/m", FormParams.NONE)))
                .isFalse();
    }

    @Test
    void twilios_own_validator_agrees_on_random_requests() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        RequestValidator twilio = new RequestValidator(TOKEN);
        for (int round = 0; round < 500; round++) {
            Map<String, String> params = new LinkedHashMap<>();
            for (int n = random.nextInt(12); n > 0; n--) {
                params.put(text(random), text(random));
            }
            String target = "/voice?x=%2B" + random.nextInt(9) + "&y=" + random.nextInt(9);
            FormParams form = FormParams.parse(FormParams.of(params).encoded());

            String signed = RequestSignature.sign(TOKEN, "https://mycompany.com" + target, form);

            assertThat(twilio.validate("https://mycompany.com" + target, params, signed))
                    .as("seed %d, round %d", seed, round)
                    .isTrue();
            assertThat(signature.acceptsWebhook(target, form, signed)).isTrue();
            assertThat(twilio.validate("wss://mycompany.com/media", Map.of(), UPGRADE_SIGNATURE))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mycompany.com",
                "wss://mycompany.com",
                "https://",
                "https://mycompany.com/path",
                "https://my company",
                ""
            })
    void what_is_no_origin_is_refused_with_an_example(String origin) {
        assertThatThrownBy(() -> PublicOrigin.parse(origin))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("https://gw.example");
    }

    @Test
    void an_origin_makes_the_urls_that_are_handed_out() {
        assertThat(PublicOrigin.parse(" https://GW.example/ ").http("/voice/after"))
                .isEqualTo("https://gw.example/voice/after");
        assertThat(PublicOrigin.parse("https://gw.example").webSocket("/media")).isEqualTo("wss://gw.example/media");
        assertThat(PublicOrigin.parse("http://127.0.0.1:8080").webSocket("/media"))
                .isEqualTo("ws://127.0.0.1:8080/media");
        assertThat(PublicOrigin.parse("https://[::1]:8080").withoutPort())
                .isEqualTo(PublicOrigin.parse("https://[::1]"));
        assertThat(PublicOrigin.parse("https://[::1]").hasPort()).isFalse();
    }

    @Test
    void tokens_must_be_there() {
        assertThatThrownBy(() -> new RequestSignature(List.of(), "https://a"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RequestSignature(List.of(TOKEN, ""), "https://a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(TOKEN);
    }

    private static FormParams form() throws BadMessage {
        return FormParams.parse(
                "Digits=1234&CallSid=CA1234567890ABCDE&To=%2B18005551212&Caller=%2B14158675309&From=%2B14158675309");
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(8); n > 0; n--) {
            text.appendCodePoint("aB9 +&=%#/\u00e9\u4e2d".codePointAt(random.nextInt(12)));
        }
        return text.toString();
    }
}
