package callgateway.omni;

import callgateway.omni.Wire.Field;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Bodies of the service's HTTP answers, for simulators and tests: refusals in each of the three shapes it has been seen to
 * use, and its answers to {@code GET /v1/me}, {@code GET /v1/voices} and {@code GET /v1/agents/{id}}.
 */
public final class OmniHttpAnswers {
    private OmniHttpAnswers() {}

    /** The gateway's shape: an error object with a code. */
    public static byte[] error(String code, String message) {
        ObjectNode json = Json.newObject();
        json.putObject(Field.ERROR)
                .put(Field.MESSAGE, message)
                .put(Field.TYPE, code)
                .put(Field.CODE, code)
                .putNull("param");
        return Json.bytes(json);
    }

    /** The control plane's shape (RFC 7807): the code is the last segment of the type. */
    public static byte[] problem(int status, String code, String detail, String requestId) {
        ObjectNode json = Json.newObject().put(Field.TYPE, "https://errors.example/" + code);
        json.put(Field.TITLE, code).put("status", status);
        json.put(Field.DETAIL, detail).put(Field.REQUEST_ID, requestId);
        return Json.bytes(json);
    }

    /** The third shape: the error is a bare string. */
    public static byte[] bareError(String message) {
        return Json.bytes(Json.newObject().put(Field.ERROR, message).put("service", "omni"));
    }

    /** What a key may do that has the scope of sessions. */
    public static byte[] me(int concurrency, int requestsPerSecond) {
        return me(concurrency, requestsPerSecond, List.of(KeyAccount.SESSION_SCOPE));
    }

    /** What a key with these scopes may do. */
    public static byte[] me(int concurrency, int requestsPerSecond, List<String> scopes) {
        ObjectNode json = Json.newObject().put("plan", "simulated").put("env", "live");
        json.put("status", "active").put("org_status", "active");
        scopes.forEach(json.putArray("scopes")::add);
        json.putObject("limits")
                .put("concurrency", concurrency)
                .put("rps", requestsPerSecond)
                .put("burst", 2 * requestsPerSecond);
        return Json.bytes(json);
    }

    /** A stored agent. */
    public static byte[] agent(String id, String persona, String greeting) {
        ObjectNode json = Json.newObject().put("object", "agent").put("id", id).put(Field.NAME, id);
        json.put("persona_system_prompt", persona).put(Field.GREETING, greeting);
        return Json.bytes(json);
    }

    /** Which voices there are. */
    public static byte[] voices(List<String> ids) {
        ObjectNode json = Json.newObject().put("object", "list");
        ArrayNode list = json.putArray("data");
        ids.forEach(id -> list.addObject().put("id", id).put(Field.NAME, id));
        return Json.bytes(json);
    }
}
