package callgateway.omni;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What the key's plan allows, as {@code GET /v1/me} says (PyAI docs, api-reference). It does not say what is in use.
 *
 * @param concurrency sessions at once; empty when the answer names none
 */
public record AccountLimits(OptionalInt concurrency) {
    private static final String PATH = "/v1/me";
    private static final int MAX_PLAN = 1_000_000;

    /** Where to ask: holds no key. */
    public static URI address(OmniSettings settings) {
        OmniDial dial = OmniDial.of(settings, "limits");
        return URI.create((dial.isSecure() ? "https://" : "http://") + dial.authority() + PATH);
    }

    /** How to ask: holds the key. The way of the upgrade may be one that plain requests do not know. */
    public static List<Map.Entry<String, String>> headers(OmniSettings settings) {
        return List.of(Map.entry("Authorization", "Bearer " + settings.apiKey()));
    }

    /** Reads the answer's body; what is no such answer names no limit. */
    public static AccountLimits read(byte[] body) {
        ObjectNode json = Json.object(body, 0, body.length);
        if (json == null || !(json.get("limits") instanceof ObjectNode limits)) {
            return new AccountLimits(OptionalInt.empty());
        }
        int sessions = Json.integer(limits, "concurrency", 0);
        return new AccountLimits(sessions < 1 || sessions > MAX_PLAN ? OptionalInt.empty() : OptionalInt.of(sessions));
    }
}
