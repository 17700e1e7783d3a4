package callgateway.omni;

import callgateway.omni.Wire.Field;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the body of a refusal says, in any of its envelopes: {@code {"error":{message,type,code}}}, a problem document
 * (RFC 7807) whose code is the last segment of {@code type}, {@code {"error":"text"}}, or nothing readable at all.
 */
record RefusalBody(
        @Nullable String code,
        @Nullable String requestId,
        @Nullable String text) {
    static final int MAX_CODE = 64;

    private static final RefusalBody NOTHING = new RefusalBody(null, null, null);
    private static final int MAX_BYTES = 64 * 1024;
    private static final int MAX_TEXT = 300;
    private static final Pattern CODE = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");
    private static final Pattern KEY = Pattern.compile("pyai_[A-Za-z]+_[A-Za-z0-9_.-]+");

    static RefusalBody of(byte[] body) {
        if (body.length == 0 || body.length > MAX_BYTES) {
            return NOTHING;
        }
        ObjectNode json = Json.object(body, 0, body.length);
        if (json == null) {
            // Most likely a proxy's page; its first line still helps.
            String text = Text.utf8(body, 0, body.length);
            return text == null ? NOTHING : new RefusalBody(null, null, forPeople(text));
        }
        ObjectNode inner = json.get(Field.ERROR) instanceof ObjectNode nested ? nested : json;
        String text = Json.text(inner, Field.MESSAGE, Field.DETAIL, Field.TITLE, Field.ERROR);
        String requestId = Json.line(inner, MAX_CODE, Field.REQUEST_ID);
        return new RefusalBody(
                code(inner, text),
                requestId != null ? requestId : Json.line(json, MAX_CODE, Field.REQUEST_ID),
                text == null ? null : forPeople(text));
    }

    /** True for something like {@code concurrency_limit_exceeded}. */
    static boolean isCode(String text) {
        return CODE.matcher(text).matches() && !KEY.matcher(text).find();
    }

    /** One bounded line; anything that looks like a key is hidden, because services quote what they refuse. */
    static String forPeople(String text) {
        String hidden = KEY.matcher(text).replaceAll("pyai_***");
        return Text.clean(hidden.strip(), MAX_TEXT);
    }

    private static @Nullable String code(ObjectNode json, @Nullable String text) {
        JsonNode code = Json.first(json, n -> n.isTextual() && isCode(n.textValue()), Field.CODE);
        if (code != null) {
            return code.textValue();
        }
        String type = Json.text(json, Field.TYPE);
        if (type != null) {
            String last = type.substring(type.lastIndexOf('/') + 1);
            // RFC 7807 uses about:blank for "no more than the status says".
            if (isCode(last)) {
                return last;
            }
        }
        return text != null && isCode(text) ? text : null;
    }
}
