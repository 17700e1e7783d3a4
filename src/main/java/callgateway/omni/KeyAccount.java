package callgateway.omni;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a key is and may do, as {@code GET /v1/me} says (PyAI docs, api-reference). The address and the headers of that request
 * are {@link AccountLimits}'.
 *
 * @param plan the plan's name, null when not said
 * @param scopes what the key may be used for; empty when not said
 * @param concurrency sessions at once; empty when not said
 * @param inactive what is said not to be active, such as {@code key suspended}; empty when nothing is
 */
public record KeyAccount(@Nullable String plan, List<String> scopes, OptionalInt concurrency, List<String> inactive) {
    /** What a key needs for a session. */
    public static final String SESSION_SCOPE = "omni:session";

    private static final Set<String> GRANTING = Set.of(SESSION_SCOPE, "omni:*", "*");
    private static final int MAX_TEXT = 64;

    /** Keeps copies. */
    public KeyAccount {
        scopes = List.copyOf(scopes);
        inactive = List.copyOf(inactive);
    }

    /** Reads the answer's body; null when it is no JSON object. */
    public static @Nullable KeyAccount read(byte[] body) {
        ObjectNode json = Json.object(body, 0, body.length);
        if (json == null) {
            return null;
        }
        List<String> scopes = new ArrayList<>();
        if (json.get("scopes") != null) {
            for (JsonNode scope : json.get("scopes")) {
                scopes.add(Text.clean(scope.asText(), MAX_TEXT));
            }
        }
        List<String> inactive = new ArrayList<>();
        inactive(json, "status", "key", inactive);
        inactive(json, "org_status", "organisation", inactive);
        return new KeyAccount(
                Json.line(json, MAX_TEXT, "plan"),
                scopes,
                AccountLimits.read(body).concurrency(),
                inactive);
    }

    /** Whether the key lacks the scope of sessions; false when its scopes are not said. */
    public boolean lacksSessions() {
        return !scopes.isEmpty() && scopes.stream().noneMatch(GRANTING::contains);
    }

    private static void inactive(ObjectNode json, String field, String what, List<String> into) {
        String status = Json.line(json, MAX_TEXT, field);
        if (status != null
                && !status.isEmpty()
                && !status.toLowerCase(Locale.ROOT).equals("active")) {
            into.add(what + " " + status);
        }
    }
}
