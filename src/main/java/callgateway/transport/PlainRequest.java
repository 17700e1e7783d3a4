package callgateway.transport;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One complete HTTP request on the public port.
 *
 * @param method the method, upper case
 * @param target path and query exactly as the peer wrote them; signatures are made over these bytes
 * @param headers in the order they came, names as written
 * @param body the body, at most {@link TransportSettings#maxRequestBytes} long
 * @param remote the peer's address, for logs
 */
public record PlainRequest(
        String method, String target, List<Map.Entry<String, String>> headers, byte[] body, String remote) {

    /** The first header of this name, whatever its case. */
    public @Nullable String header(String name) {
        for (Map.Entry<String, String> header : headers) {
            if (header.getKey().equalsIgnoreCase(name)) {
                return header.getValue();
            }
        }
        return null;
    }

    /** The target without its query. */
    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }
}
