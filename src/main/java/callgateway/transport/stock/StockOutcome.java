package callgateway.transport.stock;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a client's attempt to open a WebSocket. */
public sealed interface StockOutcome {

    /** 101; the listener has been told. */
    record Open(StockSocket socket, @Nullable String subprotocol, List<StockHeader> headers) implements StockOutcome {}

    /** Answered with something else. */
    record Refused(StockResponse response) implements StockOutcome {}

    /** Not answered: no connection, no answer in time, closed or nonsense before an answer. */
    record Failed(IOException cause) implements StockOutcome {}
}
