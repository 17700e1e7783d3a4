package callgateway.omni;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The voices an agent can have, as {@code GET /v1/voices} says. The answer is a list, or an object that holds one; a voice's
 * identity is its {@code id} or {@code voice_id} (both have been seen). The headers of the request are {@link AccountLimits}'.
 *
 * @param ids in the order of the answer
 */
public record VoiceList(Set<String> ids) {
    private static final String PATH = "/v1/voices";
    private static final String[] LISTS = {"data", "voices", "items"};
    private static final int MAX_TEXT = 128;

    /** Where to ask: holds no key. */
    public static URI address(OmniSettings settings) {
        return AccountLimits.address(settings).resolve(PATH);
    }

    /** Reads the answer's body; null when there is no list in it. */
    public static @Nullable VoiceList read(byte[] body) {
        String text = Text.utf8(body, 0, body.length);
        JsonNode json = text == null ? null : Json.parse(text);
        JsonNode list = json instanceof ObjectNode object ? Json.first(object, JsonNode::isArray, LISTS) : json;
        if (list == null || !list.isArray()) {
            return null;
        }
        Set<String> ids = new LinkedHashSet<>();
        for (JsonNode voice : list) {
            String id = voice.isTextual() ? voice.textValue() : Json.line(voice, MAX_TEXT, "id", Wire.Field.VOICE_ID);
            if (id != null) {
                ids.add(id);
            }
        }
        return new VoiceList(ids);
    }
}
