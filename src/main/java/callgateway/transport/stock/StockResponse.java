package callgateway.transport.stock;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An HTTP response, complete. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record StockResponse(int status, List<StockHeader> headers, byte[] body) {

    public static StockResponse of(int status, String contentType, String body) {
        return new StockResponse(
                status, List.of(new StockHeader("Content-Type", contentType)), body.getBytes(StandardCharsets.UTF_8));
    }

    /** A bare status: no headers of our own, no body. */
    public static StockResponse empty(int status) {
        return new StockResponse(status, List.of(), new byte[0]);
    }

    public @Nullable String header(String name) {
        return StockHeader.first(headers, name);
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
