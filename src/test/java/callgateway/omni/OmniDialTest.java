package callgateway.omni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import callgateway.omni.OmniSettings.AuthMode;
import callgateway.omni.OmniSettings.LabelSource;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OmniDialTest {
    private static final String KEY = "pyai_test_a+b";
    private static final String SESSION = "wss://api.pyai.com/v1/omni?format=pcm16&rate=8000&session_label=CA1";
    private final OmniSettings settings = OmniSettings.of(URI.create("https://api.pyai.com"), KEY);

    @Test
    void theFirstChoiceIsTheKeyInAHeader() {
        OmniDial dial = OmniDial.of(settings, "CA1");

        assertThat(dial.uri()).hasToString(SESSION);
        assertThat(dial.headers()).containsExactly(Map.entry("Authorization", "Bearer " + KEY));
        assertThat(dial.subprotocols()).isEmpty();
        assertThat(dial.redactedUri()).isEqualTo(SESSION);
    }

    @Test
    void inTheQueryTheKeyIsEscapedAndHiddenFromLogs() {
        OmniDial dial = OmniDial.of(settings.withAuthMode(AuthMode.QUERY), "CA1");

        assertThat(dial.uri()).hasToString(SESSION + "&api_key=pyai_test_a%2Bb");
        assertThat(dial.requestTarget())
                .isEqualTo("/v1/omni?format=pcm16&rate=8000&session_label=CA1&api_key=pyai_test_a%2Bb");
        assertThat(dial.redactedUri()).isEqualTo(SESSION + "&api_key=***");
        assertThat(dial.headers()).isEmpty();
    }

    @Test
    void asSubprotocolTheKeyComesWithTheProtocolsName() {
        OmniDial dial = OmniDial.of(settings.withAuthMode(AuthMode.SUBPROTOCOL), "CA1");

        assertThat(dial.subprotocols()).containsExactly("pyai.v1", "pyai-key." + KEY);
        assertThat(dial.headers()).isEmpty();
        assertThat(dial.uri()).hasToString(SESSION);
    }

    @Test
    void theRestHeaderIsTheLastResort() {
        OmniDial dial = OmniDial.of(settings.withAuthMode(AuthMode.API_KEY_HEADER), "CA1");

        assertThat(dial.headers()).containsExactly(Map.entry("x-api-key", KEY));
    }

    @ParameterizedTest
    @EnumSource
    void theKeyIsInNoText(AuthMode mode) {
        OmniDial dial = OmniDial.of(settings.withAuthMode(mode), "CA1");

        assertThat(dial.toString() + dial.redactedUri()).contains("CA1").doesNotContain("pyai_test");
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.pyai.com, wss://api.pyai.com/v1/omni, true, api.pyai.com, 443, api.pyai.com",
        "wss://api.pyai.com/v1/omni, wss://api.pyai.com/v1/omni, true, api.pyai.com, 443, api.pyai.com",
        "https://api.pyai.com/v1/, wss://api.pyai.com/v1/omni, true, api.pyai.com, 443, api.pyai.com",
        "http://127.0.0.1:9099, ws://127.0.0.1:9099/v1/omni, false, 127.0.0.1, 9099, 127.0.0.1:9099",
        "WS://h/relay/, ws://h/relay/v1/omni, false, h, 80, h",
        "ws://[::1]:81, ws://[::1]:81/v1/omni, false, ::1, 81, [::1]:81",
    })
    void theEndpointFollowsFromTheBaseUri(
            String base, String endpoint, boolean secure, String host, int port, String authority) {
        OmniDial dial = OmniDial.of(OmniSettings.of(OmniSettings.baseUri(base), KEY), "CA1");

        assertThat(dial.redactedUri()).startsWith(endpoint + "?format=pcm16");
        assertThat(dial.isSecure()).isEqualTo(secure);
        assertThat(dial.host()).isEqualTo(host);
        assertThat(dial.port()).isEqualTo(port);
        assertThat(dial.authority()).isEqualTo(authority);
    }

    @Test
    void theAgentGoesAlongUnlessItIsTheLabel() {
        OmniSettings withAgent = settings.withAgentId("agent 7").withInputRateHz(16_000);

        assertThat(OmniDial.of(withAgent, "CA1").uri())
                .hasQuery("format=pcm16&rate=16000&session_label=CA1&agent_id=agent 7");
        assertThat(OmniDial.of(withAgent.withLabelSource(LabelSource.AGENT), "agent 7")
                        .requestTarget())
                .isEqualTo("/v1/omni?format=pcm16&rate=16000&session_label=agent%207");
    }

    @Test
    void aLabelMayHold256Characters() {
        assertThat(OmniDial.of(settings, "x".repeat(256)).redactedUri()).endsWith("x".repeat(256));
        assertThatThrownBy(() -> OmniDial.of(settings, "x".repeat(257)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("session-label: 257 characters (expected: 1 to 256)");
    }

    @Test
    void aLabelCannotSmuggleAParameter() {
        assertThat(OmniDial.of(settings, "a&rate=1#b%=c").requestTarget())
                .endsWith("&session_label=a%26rate%3D1%23b%25%3Dc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\r\nX: y", "a\0", " a", "a ", "é", "\u007f"})
    void aLabelThatIsNotSafeInAHeaderIsRefused(String label) {
        assertThatThrownBy(() -> OmniDial.of(settings, label))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("session-label: ")
                .hasMessageNotContaining("\n");
    }
}
