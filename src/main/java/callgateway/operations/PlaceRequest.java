package callgateway.operations;

import callgateway.twilio.PhoneNumber;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Iterator;
import java.util.regex.Pattern;

/** The body of {@code POST /api/calls}: {@code {"to":"+14155550123","from":"+14155550100"}}. */
record PlaceRequest(String to, String from) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Pattern NUMBER = Pattern.compile("\\+[1-9][0-9]{6,14}");
    private static final int MAX_SHOWN = 40;

    /** Says to whoever wrote the body what is wrong with it. */
    static final class Wrong extends Exception {
        Wrong(String message) {
            super(message);
        }
    }

    static PlaceRequest parse(byte[] body) throws Wrong {
        JsonNode root = tree(body);
        if (!root.isObject()) {
            throw new Wrong("the body is " + kind(root) + " (expected: {\"to\":\"+1...\",\"from\":\"+1...\"})");
        }
        for (Iterator<String> names = root.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!name.equals("to") && !name.equals("from")) {
                throw new Wrong(cut(name) + ": not known (expected: to and from)");
            }
        }
        return new PlaceRequest(number(root, "to"), number(root, "from"));
    }

    private static JsonNode tree(byte[] body) throws Wrong {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw new Wrong("the body is no JSON" + where);
        } catch (IOException e) {
            throw new Wrong("the body cannot be read");
        }
    }

    private static String number(JsonNode root, String name) throws Wrong {
        JsonNode value = root.get(name);
        if (value == null) {
            throw new Wrong(name + ": not there (expected: a number such as \"+14155550123\")");
        }
        if (!value.isTextual()) {
            throw new Wrong(name + ": " + kind(value) + " (expected: a text such as \"+14155550123\")");
        }
        if (!NUMBER.matcher(value.asText()).matches()) {
            throw new Wrong(name + ": \"" + cut(PhoneNumber.mask(value.asText()))
                    + "\" (expected: + and 7 to 15 digits, such as +14155550123)");
        }
        return value.asText();
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT, POJO -> "an object";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case STRING, BINARY -> "a text";
            case NULL -> "null";
            case MISSING -> "empty";
        };
    }

    private static String cut(String text) {
        return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "..." : text;
    }
}
