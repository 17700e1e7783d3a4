package callgateway.simulator.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** An answer before it is written. */
record HttpAnswer(
        int status, String type, String body, @Nullable Duration retryAfter) {
    static HttpAnswer json(int status, ObjectNode body) {
        return new HttpAnswer(status, "application/json", body.toString(), null);
    }

    /** An error as Twilio words it. */
    static HttpAnswer error(int status, int code, String message) {
        return json(
                status,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("code", code)
                        .put("message", message)
                        .put("more_info", "https://www.twilio.com/docs/errors/" + code)
                        .put("status", status));
    }

    static HttpAnswer tooMany(@Nullable Duration retryAfter) {
        HttpAnswer error = error(429, 20429, "Too Many Requests");
        return new HttpAnswer(error.status, error.type, error.body, retryAfter);
    }

    /** As it goes over the wire; {@code date} is that of the answer's clock. */
    byte[] bytes(Instant date) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(" Answer\r\n");
        head.append("Content-Type: ")
                .append(type)
                .append("\r\nContent-Length: ")
                .append(content.length)
                .append("\r\nDate: ")
                .append(DateTimeFormatter.RFC_1123_DATE_TIME.format(date.atOffset(ZoneOffset.UTC)));
        if (retryAfter != null) {
            head.append("\r\nRetry-After: ").append(retryAfter.toSeconds());
        }
        byte[] start = head.append("\r\n\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[start.length + content.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(content, 0, all, start.length, content.length);
        return all;
    }
}
