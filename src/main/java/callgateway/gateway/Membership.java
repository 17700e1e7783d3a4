package callgateway.gateway;

import callgateway.cluster.ClusterNode;
import callgateway.cluster.ClusterSettings;
import com.typesafe.config.Config;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.Address;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process as a member of the cluster: once from its start on, and once more, aside, when it is being emptied. What
 * takes part in the cluster is told of each membership. Any thread.
 */
final class Membership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    private final ClusterSettings settings;
    private final Runnable onLost;
    private final List<Consumer<ClusterNode>> parts = new ArrayList<>();
    private volatile @Nullable ClusterNode node;
    private volatile boolean ending;
    private @Nullable Config config;

    /** @param onLost run when the others throw this node out */
    Membership(ClusterSettings settings, Runnable onLost) {
        this.settings = settings;
        this.onLost = onLost;
    }

    /**
     * Joins; returns before that is done.
     *
     * @param config the configuration of the process
     * @throws IOException when the cluster port cannot be opened
     */
    synchronized ClusterNode join(Config config) throws IOException {
        this.config = config;
        try {
            return entered(ClusterNode.start(settings, config));
        } catch (RuntimeException e) {
            throw new IOException(
                    "cannot join the cluster as " + settings.host() + ":" + settings.port() + ": " + e.getMessage(), e);
        }
    }

    /** Has something take part: in this membership, if there is one, and in those to come. */
    synchronized void each(Consumer<ClusterNode> part) {
        parts.add(part);
        ClusterNode now = node;
        if (now != null) {
            part.accept(now);
        }
    }

    /**
     * Leaves, which hands over in order what is on one node only, and joins again as a member that never has that; waits for
     * the first and not for the second. The last member stays what it is. A node that fails to come back goes on without the
     * cluster: it keeps its calls, and its slots come free with its end.
     */
    synchronized void stepAside() {
        ClusterNode before = node;
        if (before == null
                || config == null
                || ending
                || before.lost().toCompletableFuture().isDone()) {
            return;
        }
        List<Address> others = before.others();
        if (others.isEmpty()) {
            return;
        }
        LOG.info("leaving the cluster, and coming back as a member that coordinates nothing");
        before.close();
        if (ending) {
            return;
        }
        try {
            entered(ClusterNode.startAside(settings, others, config));
        } catch (RuntimeException e) {
            LOG.warn("this node is not a member any more, and its slots come free when it has ended: {}", e.toString());
        }
    }

    private ClusterNode entered(ClusterNode joining) {
        node = joining;
        joining.lost().thenRun(onLost);
        parts.forEach(part -> part.accept(joining));
        return joining;
    }

    /** The latest; null before the first. */
    @Nullable
    ClusterNode node() {
        return node;
    }

    boolean isUp() {
        ClusterNode now = node;
        return now != null && now.isUp();
    }

    /** Leaves for good; waits for that, at most 20 s, and as long again for what is being left just now. */
    @Override
    public void close() {
        ending = true;
        leave();
    }

    private synchronized void leave() {
        if (node != null) {
            node.close();
        }
    }
}
