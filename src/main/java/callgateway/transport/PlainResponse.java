package callgateway.transport;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * One complete HTTP answer.
 *
 * @param status the status code
 * @param contentType the media type, empty when there is no body
 * @param body the body
 * @param headers more headers; length and connection are added by the server
 */
public record PlainResponse(int status, String contentType, byte[] body, List<Map.Entry<String, String>> headers) {

    /** A short answer in plain text. */
    public static PlainResponse text(int status, String text) {
        return new PlainResponse(status, "text/plain; charset=UTF-8", text.getBytes(StandardCharsets.UTF_8), List.of());
    }
}
