package callgateway.recording;

import callgateway.routing.Recording;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is known of a recording, as JSON: beside its file, and for whoever asks. */
public final class PartJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PartJson() {}

    /** All of it. */
    public static ObjectNode of(RecordingPart part) {
        ObjectNode json = JSON.createObjectNode()
                .put("callSid", part.callSid())
                .put("file", part.file())
                .put("pool", part.pool())
                .put("format", part.format().word())
                .put("consent", part.consentSaid() ? "said" : "elsewhere")
                .put("startedAt", part.startedAt().toString())
                .put("keepUntil", part.keepUntil().toString())
                .put("lengthMs", part.length().toMillis())
                .put("bytes", part.bytes())
                .put("pausedMs", part.pausedMs())
                .put("droppedMs", part.droppedMs())
                .put("end", part.end().word());
        ArrayNode paused = json.putArray("paused");
        part.paused().forEach(span -> paused.addObject()
                .put("fromMs", span.fromMs())
                .put("toMs", span.toMs())
                .put("why", span.why().name().toLowerCase(Locale.ROOT)));
        return json;
    }

    static ByteBuffer write(RecordingPart part) throws JsonProcessingException {
        return ByteBuffer.wrap(JSON.writeValueAsBytes(of(part)));
    }

    /** @throws IllegalArgumentException if it is nothing that was {@linkplain #write written} */
    static RecordingPart read(byte[] written) {
        try {
            JsonNode json = JSON.readTree(written);
            List<PausedSpan> paused = new ArrayList<>();
            json.path("paused")
                    .forEach(span -> paused.add(new PausedSpan(
                            span.path("fromMs").asLong(),
                            span.path("toMs").asLong(),
                            TapeListener.Pause.valueOf(upper(span, "why")))));
            return new RecordingPart(
                    json.path("callSid").asText(),
                    json.path("file").asText(),
                    json.path("pool").asText(),
                    Recording.Format.parse(json.path("format").asText()),
                    json.path("consent").asText().equals("said"),
                    Instant.parse(json.path("startedAt").asText()),
                    Instant.parse(json.path("keepUntil").asText()),
                    Duration.ofMillis(json.path("lengthMs").asLong()),
                    json.path("bytes").asLong(),
                    paused,
                    json.path("pausedMs").asLong(),
                    json.path("droppedMs").asLong(),
                    RecordingEnd.valueOf(upper(json, "end")));
        } catch (IOException | DateTimeException e) {
            throw new IllegalArgumentException("not what is written beside a recording", e);
        }
    }

    private static String upper(JsonNode json, String field) {
        return json.path(field).asText().toUpperCase(Locale.ROOT);
    }
}
