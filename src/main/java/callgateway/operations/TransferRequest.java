package callgateway.operations;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/calls/SID/transfer}: {@code {"to":"+14155550123"}}, or nothing.
 *
 * @param to whom to dial; null for the pool's own human
 */
record TransferRequest(@Nullable String to) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final int MAX_TO = 256;
    private static final String EXPECTED = " (expected: {\"to\":\"+14155550123\"}, or no body)";

    static TransferRequest parse(byte[] body) throws PlaceRequest.Wrong {
        if (body.length == 0) {
            return new TransferRequest(null);
        }
        JsonNode root;
        try {
            root = JSON.readTree(body);
        } catch (IOException e) {
            throw new PlaceRequest.Wrong("the body is no JSON" + EXPECTED);
        }
        if (!root.isObject()) {
            throw new PlaceRequest.Wrong("the body is no object" + EXPECTED);
        }
        for (Iterator<String> names = root.fieldNames(); names.hasNext(); ) {
            if (!names.next().equals("to")) {
                throw new PlaceRequest.Wrong("the body has more than to" + EXPECTED);
            }
        }
        JsonNode to = root.get("to");
        if (to == null || to.isNull()) {
            return new TransferRequest(null);
        }
        if (!to.isTextual() || to.asText().isBlank() || to.asText().length() > MAX_TO) {
            throw new PlaceRequest.Wrong("to: no text of 1 to " + MAX_TO + " characters" + EXPECTED);
        }
        return new TransferRequest(to.asText());
    }
}
