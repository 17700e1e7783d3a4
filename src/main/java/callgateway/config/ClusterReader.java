package callgateway.config;

import callgateway.cluster.ClusterSettings;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads how this node finds others; nothing is said for a node that is alone. */
final class ClusterReader {
    private static final String KUBERNETES = "kubernetes";

    private ClusterReader() {}

    /** Null when the node is alone, or when something is wrong, which the reader then knows. */
    static @Nullable ClusterSettings read(SettingsReader read) {
        String seeds = read.text("cluster.seeds");
        if (seeds.isEmpty()) {
            return null;
        }
        if (read.optional("public.tls-certificate") != null) {
            read.problem(
                    "cluster.seeds",
                    "nodes pass requests on to each other's public port without TLS: end TLS at the load balancer,"
                            + " and leave TLS_CERTIFICATE empty");
        }
        if (read.number("public.port") == 0) {
            read.problem(
                    "public.port", "0 (expected: a fixed port when there are several nodes, as they are told of it)");
        }
        if (split(seeds).isEmpty()) {
            read.problem("cluster.seeds", seeds + " (expected: host:port, or kubernetes)");
        }
        return read.section(
                "cluster",
                () -> new ClusterSettings(
                        read.text("cluster.host"),
                        read.number("cluster.port"),
                        seeds.equalsIgnoreCase(KUBERNETES) ? List.of() : split(seeds),
                        read.number("cluster.management-port"),
                        read.text("cluster.kubernetes.service"),
                        read.number("cluster.kubernetes.contact-points"),
                        read.text("cluster.token-secret")));
    }

    private static List<String> split(String seeds) {
        return Arrays.stream(seeds.split(","))
                .map(String::strip)
                .filter(seed -> !seed.isEmpty())
                .toList();
    }
}
