package callgateway.omni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import callgateway.omni.AgentProfile.Knowledge;
import callgateway.omni.AgentProfile.Tool;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgentProfileTest {
    @Test
    void blankTextsCountAsAbsent() {
        AgentProfile blank = new AgentProfile("", " ", "", "\n", "", "", null, List.of(), false);

        assertThat(blank).isEqualTo(AgentProfile.DEFAULTS);
    }

    @Test
    void textsBeyondTheirBoundsAreNamed() {
        assertRefused(
                () -> AgentProfile.DEFAULTS.withGreeting("x".repeat(1_001)),
                "greeting: 1001 characters (expected: at most 1000)");
        assertRefused(
                () -> AgentProfile.DEFAULTS.withPersona("x".repeat(32_001)),
                "persona: 32001 characters (expected: at most 32000)");
        assertRefused(
                () -> AgentProfile.DEFAULTS.withConsentLine("x".repeat(501)),
                "consent-line: 501 characters (expected: at most 500)");
        assertRefused(
                () -> AgentProfile.DEFAULTS.withVoiceId("x".repeat(257)),
                "voice-id: 257 characters (expected: at most 256)");
    }

    @Test
    void toolsNeedAProperNameAndSchema() {
        assertRefused(
                () -> new Tool("find slot", "", null, true),
                "tool name: find slot (expected: 1 to 64 letters, digits, underscores and dashes)");
        assertRefused(() -> new Tool("a", "", "[]", true), "tool a: parameters: [] (expected: a JSON Schema object)");
        assertRefused(() -> new Tool("a", "", "{", true), "tool a: parameters: { (expected: a JSON Schema object)");
        Tool tool = new Tool("a", "", "{}", true);
        assertRefused(
                () -> AgentProfile.DEFAULTS.withTools(List.of(tool, tool)),
                "tools: a twice (expected: distinct names)");
    }

    @Test
    void theKnowledgeEndpointMustBeHttpsAndItsTokenStaysHidden() {
        assertRefused(
                () -> new Knowledge(URI.create("http://kb.example"), "t"),
                "kb-endpoint: http://kb.example (expected: an https URL)");
        assertRefused(
                () -> new Knowledge(URI.create("https://kb.example"), " "),
                "kb-token: blank (expected: the token that the endpoint checks)");
        assertThat(AgentProfile.DEFAULTS.withKnowledge(new Knowledge(URI.create("https://kb.example"), "s3cret")))
                .asString()
                .contains("kb.example")
                .doesNotContain("s3cret");
    }

    private static void assertRefused(Runnable making, String message) {
        assertThatThrownBy(making::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
