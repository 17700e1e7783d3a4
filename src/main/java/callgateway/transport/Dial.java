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

    /** Holds what a dial cannot do without; the message never shows more of the address than its scheme. */
    public Dial {
        String scheme = uri.getScheme();
        require(
                "ws".equalsIgnoreCase(scheme) || "wss".equalsIgnoreCase(scheme),
                "scheme: " + scheme + " (expected: ws or wss)");
        require(uri.getHost() != null, "host: none that can be read (expected: a DNS name or address, no underscore)");
        require(!timeout.isNegative() && !timeout.isZero(), "timeout: " + timeout + " (expected: > 0)");
        require(maxMessageBytes > 0, "max-message-bytes: " + maxMessageBytes + " (expected: > 0)");
        headers = List.copyOf(headers);
        subprotocols = List.copyOf(subprotocols);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /** Headers may carry secrets: only the host is told. */
    @Override
    public String toString() {
        return "Dial[" + uri.getScheme() + "://" + uri.getHost() + ":" + uri.getPort() + "]";
    }
}
