package callgateway.transport.stock;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@link StockWebSocketServer} does with a request. */
public sealed interface StockAnswer {

    /**
     * 101.
     *
     * @param subprotocol written as {@code Sec-WebSocket-Protocol} whether it was offered or not; null writes none
     */
    record Accept(StockListener listener, @Nullable String subprotocol, List<StockHeader> headers)
            implements StockAnswer {}

    /** Any other answer. */
    record Respond(StockResponse response) implements StockAnswer {}

    /** The connection stays open and never gets an answer. */
    enum Silence implements StockAnswer {
        INSTANCE
    }

    /** The connection is reset (RST). */
    enum Reset implements StockAnswer {
        INSTANCE
    }

    /** The same, later. */
    record Delayed(Duration delay, StockAnswer answer) implements StockAnswer {}

    static StockAnswer accept(StockListener listener) {
        return new Accept(listener, null, List.of());
    }

    static StockAnswer respond(StockResponse response) {
        return new Respond(response);
    }
}
