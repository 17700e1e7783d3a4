package callgateway.cluster;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * One life of one node's process, and where the others reach its public port.
 *
 * @param incarnation unlike that of every other process before or after, 22 characters fit for URLs
 * @param host the address
 * @param port the public port, reached directly, without the load balancer
 */
public record NodeCard(String incarnation, String host, int port) {
    private static final int BYTES = 16;

    /** The card of a process that has just been started. */
    public static NodeCard fresh(String host, int port) {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new NodeCard(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes), host, port);
    }

    /** As operators see it: {@code host:port}. */
    public String name() {
        return host + ":" + port;
    }
}
