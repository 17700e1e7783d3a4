package callgateway.omni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import callgateway.omni.OmniSettings.AuthMode;
import callgateway.omni.OmniSettings.LabelSource;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OmniSettingsTest {
    private static final String KEY = "pyai_test_abc";
    private final OmniSettings settings = OmniSettings.of(URI.create("https://api.pyai.com"), KEY);

    @Test
    void theKeyIsNeverShown() {
        assertThat(settings).asString().contains("api.pyai.com").doesNotContain(KEY);
        assertThatThrownBy(() -> OmniSettings.of(settings.baseUri(), KEY + " ")).hasMessageNotContaining(KEY);
        assertThatThrownBy(() -> OmniSettings.of(settings.baseUri(), KEY + "é")).hasMessageNotContaining(KEY);
    }

    @Test
    void aBadKeyIsSaidInWords() {
        assertRefused(
                () -> OmniSettings.of(settings.baseUri(), ""), "api-key: 0 characters (expected: 1 to 512, not blank)");
        assertRefused(
                () -> OmniSettings.of(settings.baseUri(), "x".repeat(513)),
                "api-key: 513 characters (expected: 1 to 512, not blank)");
        assertRefused(
                () -> OmniSettings.of(settings.baseUri(), "a\r\nb"),
                "api-key: holds a space or a character that is not ASCII (expected: the key alone)");
        assertThatThrownBy(() -> OmniSettings.of(settings.baseUri(), "a,b").withAuthMode(AuthMode.SUBPROTOCOL))
                .hasMessageStartingWith("api-key: holds a character that a subprotocol may not");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://api.pyai.com", " wss://api.pyai.com/v1/omni ", "HTTP://127.0.0.1:9099", "ws://[::1]:1"})
    void baseUrisMayBeWrittenInAnyUsualWay(String written) {
        assertThat(OmniSettings.baseUri(written).getHost()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"api.pyai.com", "ftp://api.pyai.com", "https:///v1", "", "localhost:9099"})
    void otherBaseUrisAreRefusedWithAnExample(String written) {
        assertRefused(
                () -> OmniSettings.baseUri(written),
                "base-uri: " + written + " (expected: an http, https, ws or wss URL such as https://api.pyai.com)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://me:s3cret@api.pyai.com",
                "https://api.pyai.com?api_key=s3cret",
                "me:s3cret@api.pyai.com",
                "https://h/#s3cret",
                "https://h/ s3cret"
            })
    void aSecretInTheBaseUriIsRefusedAndNotRepeated(String written) {
        assertThatThrownBy(() -> OmniSettings.baseUri(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("base-uri: ")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void rateAndTimeoutsHaveRanges() {
        assertRefused(() -> settings.withInputRateHz(11_025), "input-rate-hz: 11025 (expected: 8000, 16000 or 24000)");
        assertRefused(() -> timeouts(Duration.ZERO), "hello-timeout: 0 ms (expected: 100 to 60000 ms)");
        assertRefused(() -> timeouts(Duration.ofDays(1)), "hello-timeout: 86400000 ms (expected: 100 to 60000 ms)");
    }

    @Test
    void theLabelIsTheCallsIdAndDiffersPerAttempt() {
        assertThat(settings.sessionLabel("CA1", 1)).isEqualTo("CA1");
        assertThat(settings.sessionLabel("CA1", 2)).isEqualTo("CA1-2");
        assertThat(settings.withAgentId("agent_7").sessionLabel("CA1", 1)).isEqualTo("CA1");
    }

    @Test
    void theLabelMayBeTheAgentToSelectItsProfile() {
        OmniSettings byAgent = settings.withAgentId("agent_7").withLabelSource(LabelSource.AGENT);

        assertThat(byAgent.sessionLabel("CA1", 2)).isEqualTo("agent_7");
        assertRefused(
                () -> settings.withLabelSource(LabelSource.AGENT),
                "label-source: agent (expected: call, unless agent-id is set)");
    }

    @Test
    void aBlankAgentIdIsNoneAndABadOneIsRefused() {
        assertThat(settings.withAgentId(" ").agentId()).isNull();
        assertRefused(
                () -> settings.withAgentId("a\nb"),
                "agent-id: \"a b\" (expected: printable ASCII without a space at either end)");
    }

    private OmniSettings timeouts(Duration hello) {
        return new OmniSettings(
                settings.baseUri(),
                KEY,
                null,
                settings.authMode(),
                settings.labelSource(),
                8_000,
                settings.dialect(),
                settings.controlKeys(),
                settings.connectTimeout(),
                hello,
                settings.configuredTimeout(),
                settings.endingGuard());
    }

    private static void assertRefused(Runnable making, String message) {
        assertThatThrownBy(making::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
