package callgateway.transport;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the public port and the sockets behave.
 *
 * @param host the address to listen on
 * @param port the public port; 0 takes any free one
 * @param io {@code auto}, {@code io_uring}, {@code epoll} or {@code nio}
 * @param eventLoops how many event loops, at least 1
 * @param maxConnections connections on the public port at once; one more is closed unread
 * @param maxRequestBytes the longest body of an HTTP request
 * @param maxMessageBytes the longest message a caller's stream may send; a longer one ends the socket with 1009
 * @param requestTimeout how long a peer may take to connect and send a whole request, or be idle between two
 * @param tls certificate and key when this port speaks TLS itself
 */
public record TransportSettings(
        String host,
        int port,
        String io,
        int eventLoops,
        int maxConnections,
        int maxRequestBytes,
        int maxMessageBytes,
        Duration requestTimeout,
        @Nullable Tls tls) {

    /**
     * PEM files.
     *
     * @param certificateChain the certificate and its intermediates
     * @param privateKey the key, PKCS#8, without a password
     */
    public record Tls(Path certificateChain, Path privateKey) {}

    /** Holds the ranges. */
    public TransportSettings {
        require(port >= 0 && port <= 65535, "port: " + port + " (expected: 0..65535)");
        require(eventLoops >= 1, "event-loops: " + eventLoops + " (expected: > 0)");
        require(maxConnections >= 1, "max-connections: " + maxConnections + " (expected: > 0)");
        require(maxRequestBytes >= 1024, "max-request-bytes: " + maxRequestBytes + " (expected: >= 1024)");
        require(maxMessageBytes >= 4096, "max-message-bytes: " + maxMessageBytes + " (expected: >= 4096)");
        require(
                !requestTimeout.isNegative() && !requestTimeout.isZero(),
                "request-timeout: " + requestTimeout + " (expected: > 0)");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
