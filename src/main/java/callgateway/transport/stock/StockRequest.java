package callgateway.transport.stock;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request.
 *
 * @param target path and query as on the wire
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record StockRequest(String method, String target, List<StockHeader> headers, byte[] body) {

    /** The target without its query. */
    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    public @Nullable String header(String name) {
        return StockHeader.first(headers, name);
    }

    /** Whether the peer asks for a WebSocket. */
    public boolean isUpgrade() {
        return "websocket".equalsIgnoreCase(header("Upgrade"));
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
