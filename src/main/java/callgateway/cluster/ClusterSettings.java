package callgateway.cluster;

import java.util.List;

/**
 * How this node finds others.
 *
 * @param host the address at which the other nodes reach this one
 * @param port its cluster port; 0 takes any free one, which is good for the first seed of a test at most
 * @param seeds {@code host:port} of nodes that are asked to let this one in; none when Kubernetes says who is there
 * @param managementPort where Kubernetes' probes and the bootstrap of other pods ask; opened with {@code kubernetes} only
 * @param service the value of the pods' label {@code app.kubernetes.io/name}
 * @param contactPoints how many pods there must be before a new cluster is formed
 * @param secret the key of what nodes sign for each other
 */
public record ClusterSettings(
        String host,
        int port,
        List<String> seeds,
        int managementPort,
        String service,
        int contactPoints,
        String secret) {
    private static final int LEAST_SECRET = 16;

    /** Refuses what could not work. */
    public ClusterSettings {
        seeds = List.copyOf(seeds);
        if (!host.matches("[A-Za-z0-9.-]+") || host.equals("0.0.0.0")) {
            throw new IllegalArgumentException("host: \"" + host
                    + "\" (expected: the address at which other nodes reach this one; set CLUSTER_HOST)");
        }
        requirePort("port", port, 0);
        requirePort("management-port", managementPort, 1);
        if (contactPoints < 1) {
            throw new IllegalArgumentException("contact-points: " + contactPoints + " (expected: 1 or more)");
        }
        for (String seed : seeds) {
            if (!seed.matches("[A-Za-z0-9.-]+:[0-9]{1,5}")) {
                throw new IllegalArgumentException(
                        "seeds: \"" + seed + "\" (expected: host:port, or kubernetes; set CLUSTER_SEEDS)");
            }
            requirePort("seeds", Integer.parseInt(seed.substring(seed.indexOf(':') + 1)), 1);
        }
        if (secret.length() < LEAST_SECRET) {
            throw new IllegalArgumentException("token-secret: " + secret.length() + " characters (expected: at least "
                    + LEAST_SECRET + ", the same on all nodes; set STREAM_TOKEN_SECRET)");
        }
    }

    private static void requirePort(String name, int port, int least) {
        if (port < least || port > 65535) {
            throw new IllegalArgumentException(name + ": " + port + " (expected: " + least + "..65535)");
        }
    }

    /** Whether Kubernetes says who is there. */
    public boolean kubernetes() {
        return seeds.isEmpty();
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "ClusterSettings[" + host + ":" + port + ", " + (kubernetes() ? "kubernetes" : seeds) + "]";
    }
}
