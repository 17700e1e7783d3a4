package callgateway.omni;

import static callgateway.omni.Heard.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OmniWriterTest {
    /** Samples -1, -0.5, 0, 0.5, 1 of full scale. */
    private static final byte[] FIVE_SAMPLES = bytes(0x00, 0x80, 0x00, 0xC0, 0x00, 0x00, 0xFF, 0x3F, 0xFF, 0x7F);

    private final OmniWriter writer = new OmniWriter(Dialect.TAGGED);

    @Test
    void audioIsTheTagAndTheSamplesAsInTheReferenceVector() {
        byte[] out = new byte[13];

        int written = writer.audio(FIVE_SAMPLES, 0, FIVE_SAMPLES.length, out, 1);

        assertThat(written).isEqualTo(11);
        assertThat(Arrays.copyOfRange(out, 1, 12))
                .isEqualTo(bytes(0x01, 0x00, 0x80, 0x00, 0xC0, 0x00, 0x00, 0xFF, 0x3F, 0xFF, 0x7F));
        assertThat(out[12]).isZero();
    }

    @Test
    void controlIsTheTagAndCompactJsonAsInTheReferenceVector() {
        byte[] message = new OmniWriter(Dialect.TAGGED, ControlKeys.TYPE).sessionEnding();

        assertThat(message[0]).isEqualTo((byte) 3);
        assertThat(new String(message, 1, message.length - 1, UTF_8)).isEqualTo("{\"type\":\"session_ending\"}");
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"TEXT", "HALF_TAGGED"})
    void olderDialectsSendBareAudio(Dialect dialect) {
        OmniWriter older = new OmniWriter(dialect);
        byte[] out = new byte[10];

        assertThat(older.audio(FIVE_SAMPLES, 0, 10, out, 0)).isEqualTo(10);
        assertThat(out).isEqualTo(FIVE_SAMPLES);
        assertThat(older.audioHeaderBytes()).isZero();
        assertThat(older.audioHeader(out, 0)).isZero();
    }

    @Test
    void onlyTheOldestDialectSendsControlAsText() {
        assertThat(new OmniWriter(Dialect.TEXT).controlIsText()).isTrue();
        assertThat(new OmniWriter(Dialect.TEXT).sessionEnding()[0]).isEqualTo((byte) '{');
        assertThat(new OmniWriter(Dialect.HALF_TAGGED).controlIsText()).isFalse();
        assertThat(new OmniWriter(Dialect.HALF_TAGGED).sessionEnding()[0]).isEqualTo((byte) 3);
        assertThat(writer.controlIsText()).isFalse();
    }

    @Test
    void halfASampleIsABugOfTheCaller() {
        assertThatThrownBy(() -> writer.audio(FIVE_SAMPLES, 0, 3, new byte[10], 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("audio: 3 bytes (expected: whole 16-bit samples)");
    }

    @Test
    void configureCarriesTheWholeAgentUnderBothKeys() throws Exception {
        AgentProfile agent = AgentProfile.DEFAULTS
                .withVoiceId("stock_sarah_style2")
                .withPersona("Front desk.")
                .withGreeting("Grüezi")
                .withConsentLine("This call is recorded.")
                .withLanguage("en")
                .withCallerKey("k")
                .withKnowledge(new AgentProfile.Knowledge(URI.create("https://kb.example/ask"), "secret"))
                .withTools(List.of(
                        new AgentProfile.Tool("find_slot", "Look up", "{\"type\":\"object\"}", true),
                        new AgentProfile.Tool("transfer_to_human", "Hand over", null, false)));

        JsonNode json = json(writer.configure(agent));

        assertThat(json).isEqualTo(new ObjectMapper().readTree("""
                {"type":"configure","event":"configure","voice_id":"stock_sarah_style2","persona":"Front desk.",
                 "greeting":"Grüezi","consent_line":"This call is recorded.","language":"en","caller_key":"k",
                 "kb_endpoint":"https://kb.example/ask","kb_token":"secret",
                 "tools":[{"name":"find_slot","description":"Look up","parameters":{"type":"object"},
                           "input_schema":{"type":"object"},"execution":"client"},
                          {"name":"transfer_to_human","description":"Hand over"}]}
                """));
    }

    @Test
    void configureLeavesOutWhatIsNotSet() {
        assertThat(json(writer.configure(AgentProfile.DEFAULTS.withGreeting(" ")))
                        .toString())
                .isEqualTo("{\"type\":\"configure\",\"event\":\"configure\"}");
    }

    @Test
    void aKeyPressCarriesBothNamesOfItsField() {
        assertThat(json(writer.dtmf('#')).toString())
                .isEqualTo("{\"type\":\"dtmf\",\"event\":\"dtmf\",\"digit\":\"#\",\"digits\":\"#\"}");
    }

    @ParameterizedTest
    @ValueSource(chars = {'x', ' ', 'a', '\n', '\u0665'})
    void aKeyThatNoPhoneHasIsABugOfTheCaller(char key) {
        assertThatThrownBy(() -> writer.dtmf(key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("key: ");
    }

    @Test
    void toolResultsAreJsonOrElseText() {
        assertThat(json(writer.toolResult("t_7", "{\"slots\":[1, 2]}")).toString())
                .isEqualTo("{\"type\":\"tool_result\",\"event\":\"tool_result\",\"call_id\":\"t_7\","
                        + "\"result\":{\"slots\":[1,2]}}");
        assertThat(json(writer.toolResult("t_7", "at \"two\"")).get("result").textValue())
                .isEqualTo("at \"two\"");
        assertThat(json(writer.toolResult("t_7", "")).get("result").textValue()).isEmpty();
        assertThat(json(writer.toolError("t_7", "timed out")).toString())
                .endsWith("\"call_id\":\"t_7\",\"error\":\"timed out\"}");
    }

    private static JsonNode json(byte[] message) {
        assertThat(message[0]).isEqualTo((byte) 3);
        return Objects.requireNonNull(Json.object(message, 1, message.length - 1));
    }
}
