package callgateway.omni;

import callgateway.omni.Wire.Field;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Bodies of the service's HTTP answers, for simulators and tests: refusals in each of the three shapes it has been seen to
 * use, and its answer to {@code GET /v1/me}.
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

    /** What a key may do. */
    public static byte[] me(int concurrency, int requestsPerSecond) {
        ObjectNode json = Json.newObject().put("plan", "simulated").put("env", "live");
        json.put("status", "active").put("org_status", "active");
        json.putArray("scopes").add("omni:session");
        json.putObject("limits")
                .put("concurrency", concurrency)
                .put("rps", requestsPerSecond)
                .put("burst", 2 * requestsPerSecond);
        return Json.bytes(json);
    }
}
