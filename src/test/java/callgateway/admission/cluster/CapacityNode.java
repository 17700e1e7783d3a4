package callgateway.admission.cluster;

import callgateway.admission.Admission;
import callgateway.admission.Answer;
import callgateway.admission.Capacity;
import callgateway.admission.Claim;
import callgateway.admission.Limits;
import callgateway.admission.PlanLimitSettings;
import callgateway.admission.QuietMonitor;
import callgateway.admission.Scope;
import callgateway.admission.share.ShareTimes;
import callgateway.cluster.ClusterNode;
import callgateway.cluster.ClusterSettings;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.remote.RemoteActorRefProvider;
import org.apache.pekko.remote.transport.ThrottlerTransportAdapter;

/** A node in this JVM: admission, its membership, and a public port that can be seen to be there. */
final class CapacityNode implements AutoCloseable {
    static final Duration ASK = Duration.ofSeconds(10);
    private static final Config FAST = ConfigFactory.parseString("""
        cluster-pekko {
          remote.artery.advanced.test-mode = on
          coordinated-shutdown.run-by-actor-system-terminate = off
          cluster {
            split-brain-resolver.stable-after = 2s
            failure-detector.acceptable-heartbeat-pause = 3s
            seed-node-timeout = 1s
          }
        }
        """);

    final String name;
    final ActorTestKit kit;
    final ClusterNode cluster;
    final ActorRef<Admission.Command> admission;
    private final ServerSocket publicPort;
    private boolean dead;

    /** @param seed the cluster port of the first node; of the first itself a free one */
    CapacityNode(Limits limits, int port, int seed, ShareTimes times) throws IOException {
        publicPort = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        name = "127.0.0.1:" + publicPort.getLocalPort();
        kit = ActorTestKit.create("call-gateway");
        ClusterShares shares = new ClusterShares();
        admission = kit.spawn(Admission.create(new Admission.Plan(
                limits, PlanLimitSettings.defaults(), new QuietMonitor(), System::nanoTime, shares.plan(name))));
        cluster = ClusterNode.start(
                new ClusterSettings(
                        "127.0.0.1",
                        port,
                        List.of("127.0.0.1:" + seed),
                        7626,
                        "call-gateway",
                        2,
                        "a secret of the tests"),
                FAST.withFallback(ConfigFactory.load()));
        shares.start(
                cluster.system(),
                ClusterNode.COORDINATES,
                admission,
                new CapacityCoordinator.Plan(
                        () -> limits,
                        PlanLimitSettings.defaults(),
                        times,
                        2,
                        System::nanoTime,
                        InstantSource.system()));
    }

    CompletionStage<Answer> ask(String callSid, Claim claim) {
        return AskPattern.ask(
                admission,
                replyTo -> new Admission.Ask(callSid, claim, replyTo),
                ASK,
                kit.system().scheduler());
    }

    void over(String callSid) {
        admission.tell(new Admission.Over(callSid));
    }

    Capacity capacity() {
        return AskPattern.ask(admission, Admission.GetCapacity::new, ASK, kit.scheduler())
                .toCompletableFuture()
                .join();
    }

    Admission.CapAnswer cap(Scope scope, int slots) {
        return AskPattern.<Admission.Command, Admission.CapAnswer>ask(
                        admission, replyTo -> new Admission.Cap(scope, slots, replyTo), ASK, kit.scheduler())
                .toCompletableFuture()
                .join();
    }

    boolean coordinates() {
        return capacity().cluster() != null
                && cluster.address()
                        .hostPort()
                        .equals(java.util.Objects.requireNonNull(capacity().cluster())
                                .coordinator());
    }

    /** As a process that is killed: nothing is said, and its ports refuse. */
    void kill() throws Exception {
        dead = true;
        publicPort.close();
        cluster.system().terminate();
        cluster.system().getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
        kit.shutdownTestKit();
    }

    /** Nothing goes between the two from now on, or everything again. */
    // Deprecated since it is of the former transport's tests; the present one's understand nothing else.
    @SuppressWarnings("deprecation")
    void cut(CapacityNode other, boolean cut) throws Exception {
        RemoteActorRefProvider provider =
                (RemoteActorRefProvider) Adapter.toClassic(cluster.system()).provider();
        Address address = other.cluster.address();
        ThrottlerTransportAdapter.ThrottleMode mode =
                cut ? ThrottlerTransportAdapter.Blackhole$.MODULE$ : ThrottlerTransportAdapter.Unthrottled$.MODULE$;
        // Java has no name for it.
        ThrottlerTransportAdapter.Direction both = (ThrottlerTransportAdapter.Direction)
                Class.forName(ThrottlerTransportAdapter.Direction.class.getName() + "$Both$")
                        .getField("MODULE$")
                        .get(null);
        scala.concurrent.Future<Object> done =
                provider.transport().managementCommand(new ThrottlerTransportAdapter.SetThrottle(address, both, mode));
        scala.jdk.javaapi.FutureConverters.asJava(done).toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        if (!dead) {
            publicPort.close();
            cluster.close();
            kit.shutdownTestKit();
        }
    }
}
