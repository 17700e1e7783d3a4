package callgateway.omni;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredAgentTest {
    private static @Nullable StoredAgent read(String json) {
        return StoredAgent.read(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void itIsAskedForByItsIdAndWithoutTheKey() {
        OmniSettings omni = OmniSettings.of(URI.create("wss://api.example/v1"), "pk_secret");

        assertThat(StoredAgent.address(omni, "agent_7")).hasToString("https://api.example/v1/agents/agent_7");
        assertThat(StoredAgent.address(omni, "front desk/1?"))
                .hasToString("https://api.example/v1/agents/front%20desk%2F1%3F");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"agent_7\",\"persona_system_prompt\":\"The desk.\",\"tools\":[]}",
                "{\"persona\":\"The desk.\"}",
                "{\"data\":{\"persona_system_prompt\":\"The desk.\"}}",
                "{\"agent\":{\"persona_system_prompt\":\"The desk.\"},\"object\":\"agent\"}",
            })
    void itsPersonaIsReadWhereverItIs(String json) {
        assertThat(read(json)).isEqualTo(new StoredAgent("The desk."));
    }

    @Test
    void aPersonaThatNoSessionCouldBeGivenIsNone() {
        assertThat(read("{\"persona_system_prompt\":\" \"}")).isEqualTo(new StoredAgent(null));
        assertThat(read("{\"persona_system_prompt\":\"" + "x".repeat(32_001) + "\"}"))
                .isEqualTo(new StoredAgent(null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "null", "{}", "{\"persona_system_prompt\":7}", "{\"persona_system_prompt\":null}"})
    void whatIsNoAgentIsNone(String json) {
        assertThat(read(json)).isNull();
    }
}
