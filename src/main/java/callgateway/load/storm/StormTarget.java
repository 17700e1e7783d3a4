package callgateway.load.storm;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The gateway that is called.
 *
 * @param gateway its public port as it is reached from here, such as {@code http://127.0.0.1:8080}
 * @param publicHost the name that it checks signatures over
 * @param authToken signs; shown nowhere
 * @param admin its admin port, such as {@code http://127.0.0.1:9090}
 * @param adminToken that port's token; null if it has none
 */
public record StormTarget(
        URI gateway,
        String publicHost,
        String authToken,
        URI admin,
        @Nullable String adminToken) {
    /** Holds what can be told without asking. */
    public StormTarget {
        if (!isHttp(gateway)) {
            throw new IllegalArgumentException("gateway: " + gateway + " (expected: such as http://127.0.0.1:8080)");
        }
        if (!isHttp(admin)) {
            throw new IllegalArgumentException("admin: " + admin + " (expected: such as http://127.0.0.1:9090)");
        }
        if (!publicHost.matches("[A-Za-z0-9.-]+(:[0-9]{1,5})?")) {
            throw new IllegalArgumentException("public-host: " + publicHost + " (expected: a host name alone)");
        }
    }

    private static boolean isHttp(URI url) {
        return ("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null;
    }

    int port() {
        return gateway.getPort() > 0 ? gateway.getPort() : isSecure() ? 443 : 80;
    }

    boolean isSecure() {
        return "https".equals(gateway.getScheme());
    }

    /** Without the tokens. */
    @Override
    public String toString() {
        return "StormTarget[" + gateway + " as " + publicHost + ", " + admin + "]";
    }
}
