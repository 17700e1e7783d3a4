package callgateway.twilio;

import callgateway.twilio.BadMessage.Reason;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object of a message, with typed access that names the field when it complains.
 *
 * <p>Values that nobody asks for are not judged, so that new fields of any shape do no harm; a duplicate matters only when
 * it is read. Numbers may come as texts, as Twilio writes them, or as numbers. {@code null} is as good as absent.
 */
final class JsonObject {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_VALUES = 512;

    // Names are not interned and texts are forced to be UTF-8: the factory lives long and strangers choose its input.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Wire.MAX_MESSAGE_BYTES)
                    .maxNameLength(Wire.MAX_NAME_CHARS)
                    .maxNumberLength(32)
                    .build())
            .build();

    private record JsonNumber(String text) {}

    private final String path;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Set<String> duplicates = new HashSet<>();

    private JsonObject(String path) {
        this.path = path;
    }

    /** Reads a message that is one object and nothing else. */
    static JsonObject read(byte[] utf8, int off, int len) throws BadMessage {
        if (len > Wire.MAX_MESSAGE_BYTES) {
            throw new BadMessage(
                    Reason.TOO_LARGE, "message: " + len + " bytes (expected: at most " + Wire.MAX_MESSAGE_BYTES + ")");
        }
        requireUtf8(utf8, off, len);
        try (JsonParser parser = FACTORY.createParser(utf8, off, len)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new BadMessage(Reason.NOT_JSON, "message: empty (expected: an object)");
            }
            if (first != JsonToken.START_OBJECT) {
                throw new BadMessage(Reason.NOT_AN_OBJECT, "message: another kind of JSON (expected: an object)");
            }
            JsonObject root = new JsonObject("");
            root.fill(parser, new int[] {MAX_VALUES});
            if (parser.nextToken() != null) {
                throw new BadMessage(Reason.NOT_JSON, "message: more after the object (expected: one object)");
            }
            return root;
        } catch (StreamConstraintsException e) {
            throw new BadMessage(
                    Reason.TOO_LARGE,
                    "message: too deep, or a name or number too long (expected: at most " + MAX_DEPTH
                            + " levels, names of " + Wire.MAX_NAME_CHARS + " characters)");
        } catch (JsonProcessingException e) {
            long at = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
            throw new BadMessage(Reason.NOT_JSON, "message: not JSON" + (at < 0 ? "" : " near byte " + at));
        } catch (IOException e) {
            throw new AssertionError("an array cannot fail to be read", e);
        }
    }

    /** The names of all fields that are there. */
    Set<String> names() {
        return values.keySet();
    }

    /** The path of the first field that is there twice, if any. */
    @Nullable
    String anyDuplicate() {
        for (String name : duplicates) {
            return path + name;
        }
        for (Object value : values.values()) {
            if (value instanceof JsonObject object && object.anyDuplicate() != null) {
                return object.anyDuplicate();
            }
        }
        return null;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String pathOf(String name) {
        return path + name;
    }

    String text(String name) throws BadMessage {
        return required(name, optionalText(name), "text");
    }

    @Nullable
    String optionalText(String name) throws BadMessage {
        Object value = value(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        if (value instanceof JsonNumber number) {
            return number.text();
        }
        throw wrongType(name, value, "text");
    }

    /** A text that is never a number. */
    String strictText(String name) throws BadMessage {
        Object value = value(name);
        if (value != null && !(value instanceof String)) {
            throw wrongType(name, value, "text");
        }
        return required(name, (String) value, "text");
    }

    /** A whole number of at most 18 digits, as a number or as a text, or the default when absent. */
    long whole(String name, long absent) throws BadMessage {
        String text = optionalText(name);
        if (text == null) {
            return absent;
        }
        if (text.isEmpty() || text.length() > 18) {
            throw BadMessage.badValue(path + name, text.length() + " characters", "a whole number of 1 to 18 digits");
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                throw BadMessage.badValue(path + name, "not only digits", "a whole number that is not negative");
            }
            number = number * 10 + (c - '0');
        }
        return number;
    }

    JsonObject object(String name) throws BadMessage {
        return required(name, optionalObject(name), "an object");
    }

    @Nullable
    JsonObject optionalObject(String name) throws BadMessage {
        Object value = value(name);
        if (value == null || value instanceof JsonObject) {
            return (JsonObject) value;
        }
        throw wrongType(name, value, "an object");
    }

    /** The texts of a list; empty when absent. */
    List<String> texts(String name) throws BadMessage {
        Object value = value(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw wrongType(name, value, "a list of texts");
        }
        List<String> texts = new ArrayList<>(list.size());
        for (Object item : list) {
            if (!(item instanceof String text)) {
                throw wrongType(name + "[" + texts.size() + "]", item, "text");
            }
            texts.add(text);
        }
        return texts;
    }

    private <T> T required(String name, @Nullable T value, String expected) throws BadMessage {
        if (value == null) {
            throw BadMessage.missing(path + name, expected);
        }
        return value;
    }

    private @Nullable Object value(String name) throws BadMessage {
        if (duplicates.contains(name)) {
            throw new BadMessage(Reason.DUPLICATE_FIELD, path + name + ": there twice (expected: once)");
        }
        return values.get(name);
    }

    private BadMessage wrongType(String name, Object found, String expected) {
        return new BadMessage(Reason.WRONG_TYPE, path + name + ": " + kind(found) + " (expected: " + expected + ")");
    }

    private static String kind(Object value) {
        if (value instanceof String) {
            return "text";
        }
        if (value instanceof JsonNumber) {
            return "a number";
        }
        if (value instanceof List) {
            return "a list";
        }
        return value instanceof JsonObject ? "an object" : "true or false";
    }

    private void fill(JsonParser parser, int[] budget) throws IOException, BadMessage {
        Set<String> seen = new HashSet<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (!seen.add(name)) {
                duplicates.add(name);
            }
            Object value = read(parser, parser.nextToken(), path + name, budget);
            if (value != null) {
                values.put(name, value);
            }
        }
    }

    private static @Nullable Object read(JsonParser parser, JsonToken token, String path, int[] budget)
            throws IOException, BadMessage {
        if (budget[0]-- == 0) {
            throw new BadMessage(Reason.TOO_LARGE, "message: too many values (expected: at most " + MAX_VALUES + ")");
        }
        return switch (token) {
            case START_OBJECT -> {
                JsonObject object = new JsonObject(path + ".");
                object.fill(parser, budget);
                yield object;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    Object item = read(parser, next, path, budget);
                    if (item != null) {
                        list.add(item);
                    }
                }
                yield list;
            }
            case VALUE_NULL -> null;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonNumber(parser.getText());
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            default -> parser.getText();
        };
    }

    private static void requireUtf8(byte[] utf8, int off, int len) throws BadMessage {
        if (!Wire.isUtf8(utf8, off, len)) {
            throw new BadMessage(Reason.INVALID_UTF8, "message: not UTF-8, or half a character");
        }
    }
}
