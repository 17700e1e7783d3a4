package callgateway.tools;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One call of a tool.
 *
 * @param endpoint where it is
 * @param callSid the phone call
 * @param pool the pool of the called number
 * @param session names the agent's session; ids of tool calls are unique in one session only
 * @param toolCallId the agent's id of this call
 * @param name the tool
 * @param argumentsJson valid JSON
 * @param agentCallId the agent's id of its session, when it has told it
 * @param from the caller as the endpoint may know it
 * @param to the number called
 */
public record ToolRequest(
        ToolEndpoint endpoint,
        String callSid,
        String pool,
        String session,
        String toolCallId,
        String name,
        String argumentsJson,
        @Nullable String agentCallId,
        @Nullable String from,
        String to) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** The same for every attempt at this call, and for no other call. */
    String idempotencyKey() {
        return callSid + "-" + session + "-" + URLEncoder.encode(toolCallId, StandardCharsets.UTF_8);
    }

    /** What is posted, UTF-8. */
    byte[] body() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("callSid", callSid)
                .put("pool", pool)
                .put("toolCallId", toolCallId)
                .put("name", name)
                // As it came: a number that is read and written again may lose digits.
                .putRawValue("arguments", new RawValue(argumentsJson));
        if (agentCallId != null) {
            json.put("agentCallId", agentCallId);
        }
        if (from != null) {
            json.put("from", from);
        }
        json.put("to", to);
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (IOException impossible) {
            // A tree of plain nodes always writes.
            throw new UncheckedIOException(impossible);
        }
    }

    /** Without the arguments and the caller: they are personal. */
    @Override
    public String toString() {
        return "ToolRequest[" + name + " of " + callSid + ", " + endpoint + "]";
    }
}
