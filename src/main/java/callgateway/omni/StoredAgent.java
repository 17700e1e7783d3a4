package callgateway.omni;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An agent that is stored at the service, as {@code GET /v1/agents/{id}} says (PyAI docs, api-reference/agents). The answer
 * is the agent, or an object that holds it. The headers of the request are {@link AccountLimits}'.
 *
 * @param persona its system prompt; null when it has none that a session could be given
 */
public record StoredAgent(@Nullable String persona) {
    /** The longest answer that is read, bytes: a persona of the longest kind, and what else an agent has. */
    public static final int MOST_BYTES = 1024 * 1024;

    private static final String PATH = "/v1/agents/";
    private static final String[] PERSONA = {"persona_system_prompt", Wire.Field.PERSONA};
    private static final String[] AROUND = {"data", "agent"};

    /** Where to ask for this one: holds no key. */
    public static URI address(OmniSettings settings, String agentId) {
        String id = URLEncoder.encode(agentId, StandardCharsets.UTF_8).replace("+", "%20");
        return AccountLimits.address(settings).resolve(PATH + id);
    }

    /** Reads the answer's body; null when it is no agent. */
    public static @Nullable StoredAgent read(byte[] body) {
        ObjectNode json = Json.object(body, 0, body.length);
        if (json == null) {
            return null;
        }
        JsonNode agent = Json.first(json, JsonNode::isObject, AROUND);
        JsonNode persona = Json.first(agent == null ? json : agent, JsonNode::isTextual, PERSONA);
        if (persona == null) {
            return null;
        }
        String text = persona.textValue();
        return new StoredAgent(text.isBlank() || text.length() > AgentProfile.MAX_PERSONA ? null : text);
    }
}
