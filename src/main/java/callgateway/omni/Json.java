package callgateway.omni;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads and writes the JSON inside frames; lookups are tolerant of aliases and of numbers written as strings. */
final class Json {
    private static final int MAX_DEPTH = 64;

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Json() {}

    /** The whole text as one JSON value, or null when it is not that. */
    static @Nullable JsonNode parse(String text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            return node == null || node.isMissingNode() ? null : node;
        } catch (JsonProcessingException notJson) {
            return null;
        }
    }

    /** The bytes as a JSON object, or null when they are not one in strict UTF-8. */
    static @Nullable ObjectNode object(byte[] b, int off, int len) {
        String text = Text.utf8(b, off, len);
        return text != null && parse(text) instanceof ObjectNode object ? object : null;
    }

    /** A cheap look that spares the parser almost every payload that is not a JSON object. */
    static boolean looksLikeObject(byte[] b, int off, int len) {
        if (len < 2 || b[off] != '{') {
            return false;
        }
        int last = off + len - 1;
        while (last > off && (b[last] == ' ' || b[last] == '\n' || b[last] == '\r' || b[last] == '\t')) {
            last--;
        }
        return b[last] == '}';
    }

    static ObjectNode newObject() {
        return MAPPER.createObjectNode();
    }

    static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException impossible) {
            // A tree of plain nodes always writes.
            throw new UncheckedIOException(impossible);
        }
    }

    /** A control frame or event as the dialect frames it: bare JSON for a text message, or tagged for a binary one. */
    static byte[] message(Dialect dialect, JsonNode json) {
        byte[] text = bytes(json);
        return dialect.controlIsText() ? text : tagged(Wire.CONTROL_TAG, text);
    }

    static byte[] tagged(byte tag, byte[] payload) {
        byte[] message = new byte[payload.length + 1];
        message[0] = tag;
        System.arraycopy(payload, 0, message, 1, payload.length);
        return message;
    }

    /** The first of the named fields that holds a string, number or boolean, as text; null when none does. */
    static @Nullable String text(JsonNode object, String... names) {
        JsonNode found = first(object, JsonNode::isValueNode, names);
        return found == null ? null : found.asText();
    }

    /** As {@link #text}, fit for a log line. */
    static @Nullable String line(JsonNode object, int max, String... names) {
        String found = text(object, names);
        return found == null ? null : Text.clean(found, max);
    }

    /** A number, also when written as a string; {@code fallback} when absent or anything else. */
    static double number(JsonNode object, String name, double fallback) {
        JsonNode found = object.get(name);
        if (found == null) {
            return fallback;
        }
        double value = found.isNumber() ? found.doubleValue() : found.isTextual() ? found.asDouble(fallback) : fallback;
        return Double.isFinite(value) ? value : fallback;
    }

    static int integer(JsonNode object, String name, int fallback) {
        return (int) number(object, name, fallback);
    }

    /** A boolean, also when written as a string; false when absent or anything else. */
    static boolean flag(JsonNode object, String name) {
        JsonNode found = object.get(name);
        return found != null && found.isValueNode() && found.asText().equalsIgnoreCase("true");
    }

    static @Nullable JsonNode first(JsonNode object, Predicate<JsonNode> fits, String... names) {
        for (String name : names) {
            JsonNode found = object.get(name);
            if (found != null && !found.isNull() && fits.test(found)) {
                return found;
            }
        }
        return null;
    }
}
