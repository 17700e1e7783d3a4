package callgateway.load.capacity;

import callgateway.admission.Admission;
import callgateway.admission.Capacity;
import callgateway.admission.ClusterUse;
import callgateway.admission.Limits;
import callgateway.admission.PlanLimitSettings;
import callgateway.admission.QuietMonitor;
import callgateway.admission.cluster.CapacityCoordinator;
import callgateway.admission.cluster.ClusterShares;
import callgateway.admission.share.ShareTimes;
import callgateway.cluster.ClusterNode;
import callgateway.cluster.ClusterSettings;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/** One node: its admission, and its membership in a cluster of nodes of this process. */
final class BenchNode implements AutoCloseable {
    private static final Duration ASK = Duration.ofSeconds(10);
    private static final Config FEW_THREADS = ConfigFactory.parseString(
            "pekko.actor.default-dispatcher.fork-join-executor { parallelism-min = 2, parallelism-max = 2 }");

    final ActorSystem<Admission.Command> admission;
    private final ClusterNode cluster;

    /** @param seed the cluster port of the first node; that node's own is the same */
    BenchNode(int number, int seed, Limits limits) {
        ClusterShares shares = new ClusterShares();
        admission = ActorSystem.create(
                Admission.create(new Admission.Plan(
                        limits,
                        PlanLimitSettings.defaults(),
                        new QuietMonitor(),
                        System::nanoTime,
                        // Nothing listens there; nothing is asked while all nodes are heard of.
                        shares.plan("127.0.0.1:" + number))),
                "call-gateway",
                FEW_THREADS.withFallback(ConfigFactory.load()));
        cluster = ClusterNode.start(
                new ClusterSettings(
                        "127.0.0.1",
                        number == 1 ? seed : 0,
                        List.of("127.0.0.1:" + seed),
                        1,
                        "call-gateway",
                        1,
                        "nodes of one process"),
                ConfigFactory.parseString("cluster-pekko.cluster.seed-node-timeout = 500ms")
                        .withFallback(FEW_THREADS.withFallback(ConfigFactory.load())));
        shares.start(
                cluster.system(),
                ClusterNode.COORDINATES,
                admission,
                new CapacityCoordinator.Plan(
                        () -> limits,
                        PlanLimitSettings.defaults(),
                        ShareTimes.of(Duration.ofHours(1)),
                        2,
                        System::nanoTime,
                        InstantSource.system()));
    }

    /** Whether it may admit, and the coordinator knows so many nodes. */
    boolean knows(int nodes) {
        Capacity now = AskPattern.ask(admission, Admission.GetCapacity::new, ASK, admission.scheduler())
                .toCompletableFuture()
                .join();
        ClusterUse use = now.cluster();
        return use != null && use.valid() && use.nodes().size() == nodes;
    }

    @Override
    public void close() {
        cluster.close();
        admission.terminate();
    }
}
