package callgateway.transport;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A WebSocket to be opened.
 *
 * @param uri {@code ws} or {@code wss}
 * @param headers sent with the upgrade
 * @param subprotocols offered, in order; none are offered when empty
 * @param timeout for the whole of it: address, connection, TLS and upgrade
 * @param maxMessageBytes the longest message taken; a longer one ends the socket with 1009
 */
public record Dial(
        URI uri,
        List<Map.Entry<String, String>> headers,
        List<String> subprotocols,
        Duration timeout,
        int maxMessageBytes) {

    /** Headers may carry secrets: only the host is told. */
    @Override
    public String toString() {
        return "Dial[" + uri.getScheme() + "://" + uri.getHost() + ":" + uri.getPort() + "]";
    }
}
