package callgateway.records;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records as JSON, as the admin API and the events show them. */
public final class RecordJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RecordJson() {}

    /** Who called whom, and how it went. */
    public static ObjectNode of(CallRecord call) {
        ObjectNode json = JSON.createObjectNode()
                .put("callSid", call.callSid())
                .put("pool", call.pool())
                .put("direction", direction(call))
                .put("from", call.caller())
                .put("to", call.called())
                .put("node", call.node());
        return json.setAll(summary(call));
    }

    /** All that is kept of a call. */
    public static ObjectNode of(CallRecord call, List<RecordedEvent> events) {
        ObjectNode json = of(call);
        ArrayNode all = json.putArray("events");
        events.forEach(event -> all.add(parse(event.body())));
        return json.put("eventsLost", call.eventsLost());
    }

    /** An event in the outbox, with what is sent. */
    public static ObjectNode of(OutboxEntry entry) {
        ObjectNode json = JSON.createObjectNode()
                .put("seq", entry.seq())
                .put("id", entry.id())
                .put("type", entry.type())
                .put("callSid", entry.callSid())
                .put("state", entry.state())
                .put("attempts", entry.attempts())
                .put("lastError", entry.lastError());
        time(json, "createdAt", entry.createdMs());
        if (entry.state().equals(OutboxEntry.PENDING)) {
            time(json, "nextAt", entry.nextMs());
        }
        return json;
    }

    static ObjectNode summary(CallRecord call) {
        ObjectNode json = JSON.createObjectNode().put("outcome", call.outcome().word());
        json.put("cause", call.cause()).put("detail", call.detail()).put("endedBy", call.endedBy());
        time(json, "cameAt", call.cameMs());
        time(json, "admittedAt", call.admittedMs());
        time(json, "startedAt", call.startedMs());
        time(json, "agentReadyAt", call.agentReadyMs());
        time(json, "firstAudioAt", call.firstAudioMs());
        time(json, "endedAt", call.endedMs());
        json.put("streams", call.streams());
        ArrayNode sessions = json.putArray("agentCallIds");
        for (String id : call.agentCallIds().split(" ", -1)) {
            if (!id.isEmpty()) {
                sessions.add(id);
            }
        }
        Long until = call.admittedMs() == null ? call.endedMs() : call.admittedMs();
        if (until != null) {
            json.put("waitedMs", Math.max(0, until - call.cameMs()));
        }
        MediaFigures media = call.media();
        if (media.turns() > 0) {
            json.put("turnMeanMs", media.turnSumMs() / media.turns()).put("turnMaxMs", media.turnMaxMs());
        }
        return json.put("turns", media.turns())
                .put("heardAfterFlushMaxMs", media.heardAfterFlushMaxMs())
                .put("marksSent", media.marksSent())
                .put("marksPlayed", media.marksPlayed())
                .put("marksFlushed", media.marksFlushed())
                .put("underruns", media.underruns())
                .put("lateReleases", media.lateReleases())
                .put("latestMs", media.latestMs())
                .put("interruptions", call.interruptions())
                .put("keysPressed", call.keysPressed())
                .put("toolCalls", call.toolCalls())
                .put("transfers", call.transfers())
                .put("callerDroppedMs", call.callerDroppedMs())
                .put("agentDroppedMs", call.agentDroppedMs())
                .put("flushedMs", call.flushedMs());
    }

    static String direction(CallRecord call) {
        return call.placed() ? "outbound" : "inbound";
    }

    static ObjectNode parse(String body) {
        try {
            return (ObjectNode) JSON.readTree(body);
        } catch (JsonProcessingException | ClassCastException e) {
            return JSON.createObjectNode().put("event", "unreadable");
        }
    }

    private static void time(ObjectNode json, String field, @Nullable Long ms) {
        if (ms != null) {
            json.put(field, Instant.ofEpochMilli(ms).toString());
        }
    }
}
