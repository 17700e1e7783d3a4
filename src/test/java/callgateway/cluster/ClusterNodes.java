package callgateway.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;

/** Nodes of a cluster in this JVM. */
final class ClusterNodes {
    static final String SECRET = "a secret of the tests, shared by all";

    private ClusterNodes() {}

    static ClusterNode start(int port, int seed) {
        return ClusterNode.start(settings(port, seed), config());
    }

    static ClusterSettings settings(int port, int seed) {
        return new ClusterSettings("127.0.0.1", port, List.of("127.0.0.1:" + seed), 7626, "call-gateway", 2, SECRET);
    }

    static Config config() {
        return ConfigFactory.load();
    }
}
