package callgateway.records;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator's systems are told of a call, as JSON. */
final class Notices {
    static final String STARTED = "call.started";
    static final String REFUSED = "call.refused";
    static final String AGENT_READY = "call.agent_ready";
    static final String TRANSFERRING = "call.transferring";
    static final String TRANSFERRED = "call.transferred";
    static final String TRANSFER_FAILED = "call.transfer_failed";
    static final String TRANSCRIPT = "call.transcript";
    static final String ENDED = "call.ended";
    static final String RECORDED = "call.recorded";
    static final List<String> TYPES = List.of(
            STARTED, REFUSED, AGENT_READY, TRANSFERRING, TRANSFERRED, TRANSFER_FAILED, TRANSCRIPT, ENDED, RECORDED);

    private static final ObjectMapper JSON = new ObjectMapper();

    private Notices() {}

    static Notice started(CallRecord call) {
        long at = call.admittedMs() == null ? call.cameMs() : call.admittedMs();
        return notice(call, STARTED, at, JSON.createObjectNode().put("cameAt", time(call.cameMs())));
    }

    /** Of a call that has ended: how. */
    static Notice ended(CallRecord call) {
        return notice(call, call.outcome() == Outcome.REFUSED ? REFUSED : ENDED, endOf(call), RecordJson.summary(call));
    }

    /**
     * What was said in a call.
     *
     * @param said the call's events, each as it is kept
     * @return null when no word of it was kept
     */
    static @Nullable Notice transcript(CallRecord call, List<RecordedEvent> said) {
        ObjectNode data = JSON.createObjectNode();
        ArrayNode lines = data.putArray("lines");
        for (RecordedEvent event : said) {
            ObjectNode body = RecordJson.parse(event.body());
            if (body.path("event").asText().equals("said") && body.has("text")) {
                lines.add(body.without("event"));
            }
        }
        return lines.isEmpty() ? null : notice(call, TRANSCRIPT, endOf(call), data);
    }

    /**
     * Of something that happened in a call.
     *
     * @param body that, as it is kept
     */
    static Notice happened(CallRecord call, String type, long atMs, ObjectNode body) {
        ObjectNode data = body.deepCopy();
        data.remove("at");
        data.remove("event");
        return notice(call, type, atMs, data);
    }

    private static Notice notice(CallRecord call, String type, long atMs, ObjectNode data) {
        // Made of what does not change when the same is told again, after a replay or by a commit nobody heard of.
        String id = call.callSid() + ":" + type + ":" + atMs;
        ObjectNode json = JSON.createObjectNode()
                .put("id", id)
                .put("type", type)
                .put("at", time(atMs))
                .put("callSid", call.callSid())
                .put("pool", call.pool())
                .put("direction", RecordJson.direction(call))
                .put("from", call.caller())
                .put("to", call.called())
                .put("node", call.node());
        json.set("data", data);
        try {
            return new Notice(id, call.callSid(), type, atMs, JSON.writeValueAsString(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
    }

    private static long endOf(CallRecord call) {
        Long ended = call.endedMs();
        return ended == null ? call.cameMs() : ended;
    }

    private static String time(long ms) {
        return Instant.ofEpochMilli(ms).toString();
    }
}
