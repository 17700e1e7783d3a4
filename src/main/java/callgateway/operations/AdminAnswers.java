package callgateway.operations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** The API's answers: JSON, and errors that all look alike. */
final class AdminAnswers {
    private static final ObjectMapper JSON = new ObjectMapper();

    private AdminAnswers() {}

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static HttpResponse json(StatusCode status, ObjectNode body) {
        try {
            return HttpResponse.create()
                    .withStatus(status)
                    .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, JSON.writeValueAsBytes(body)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
    }

    /** {@code {"error":{"code":..., "message":...}}}. */
    static HttpResponse error(StatusCode status, String code, String message) {
        return json(status, errorBody(code, message));
    }

    static ObjectNode errorBody(String code, String message) {
        ObjectNode body = object();
        body.putObject("error").put("code", code).put("message", message);
        return body;
    }

    /** With {@code Retry-After} in whole seconds, rounded up, at least one. */
    static HttpResponse retry(HttpResponse response, Duration after) {
        long seconds = Math.max(1, after.plusNanos(999_999_999).toSeconds());
        return response.addHeader(RawHeader.create("Retry-After", Long.toString(seconds)));
    }
}
