package callgateway.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import callgateway.admission.Admission;
import callgateway.admission.Capacity;
import callgateway.admission.PlanLimit;
import callgateway.admission.Scope;
import callgateway.admission.Snapshot;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.SerializationTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.Leave;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How many calls all nodes have: known only when all of them have said so. */
@Timeout(180)
class ClusterLoadTest {
    private static final Config CLUSTER = ConfigFactory.parseString("""
                    pekko.actor.provider = cluster
                    pekko.remote.artery.transport = tcp
                    pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                    pekko.cluster.jmx.enabled = off
                    pekko.cluster.downing-provider-class = ""
                    """).withFallback(ConfigFactory.load());

    private final List<Node> nodes = new ArrayList<>();

    /** A gateway as far as its number of calls goes. */
    private static final class Node {
        final ActorTestKit kit;
        final Readiness readiness = new Readiness();
        final AtomicInteger calls = new AtomicInteger();
        final AtomicInteger asked = new AtomicInteger();
        final AtomicLong clock = new AtomicLong();
        final ClusterLoad load;
        volatile boolean silent;

        Node(Config config) {
            kit = ActorTestKit.create("load", config);
            readiness.become(Readiness.State.READY);
            load = new ClusterLoad(kit.system(), readiness, clock::get);
        }

        Node registered() {
            kit.system().systemActorOf(NodeLoad.create(kit.spawn(admission()), readiness), "node-load", Props.empty());
            return this;
        }

        private Behavior<Admission.Command> admission() {
            return Behaviors.receive(Admission.Command.class)
                    .onMessage(Admission.GetCapacity.class, ask -> {
                        asked.incrementAndGet();
                        if (!silent) {
                            ask.replyTo().tell(capacity(calls.get()));
                        }
                        return Behaviors.same();
                    })
                    .build();
        }

        ClusterLoad.Answer now() {
            clock.addAndGet(Duration.ofSeconds(5).toNanos());
            return again();
        }

        ClusterLoad.Answer again() {
            return load.now()
                    .toCompletableFuture()
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
        }

        ActorSystem<Void> system() {
            return kit.system();
        }
    }

    private static Capacity capacity(int used) {
        return new Capacity(
                new Snapshot(List.of(
                        new Snapshot.Row(Scope.NODE, 300, 300, 0, 1, used - 1, 0),
                        new Snapshot.Row(Scope.pool("sales"), 10, 10, 0, 1, used - 1, 2))),
                PlanLimit.State.OPEN,
                500,
                500,
                Optional.empty());
    }

    private Node node(Config config, int calls) {
        Node node = new Node(config);
        nodes.add(node);
        node.calls.set(calls);
        return node;
    }

    private Node alone(int calls) {
        return node(ConfigFactory.load(), calls).registered();
    }

    private List<Node> three() {
        List<Node> three = List.of(
                node(CLUSTER, 10).registered(),
                node(CLUSTER, 20).registered(),
                node(CLUSTER, 30).registered());
        Cluster first = Cluster.get(three.get(0).system());
        for (Node node : three) {
            Cluster.get(node.system())
                    .manager()
                    .tell(Join.create(first.selfMember().address()));
        }
        return three;
    }

    private static void knows(Node node, ClusterLoad.Answer expected) {
        await().atMost(60, TimeUnit.SECONDS)
                .pollInterval(200, TimeUnit.MILLISECONDS)
                .untilAsserted(() -> assertThat(node.now()).isEqualTo(expected));
    }

    private static void knowsNothing(Node node) {
        await().atMost(60, TimeUnit.SECONDS)
                .pollInterval(200, TimeUnit.MILLISECONDS)
                .untilAsserted(() -> assertThat(node.now()).isInstanceOf(ClusterLoad.Unknown.class));
    }

    @AfterEach
    void stop() {
        nodes.forEach(node -> node.kit.shutdownTestKit());
    }

    @Test
    void aNodeThatIsAloneKnowsItsOwn() {
        knows(alone(7), new ClusterLoad.Known(1, 7, 2, 0, 0));
    }

    @ParameterizedTest
    @EnumSource(
            value = Readiness.State.class,
            names = {"STARTING", "DRAINING", "STOPPING"})
    void aNodeThatTakesNoCallsSaysNothing(Readiness.State state) {
        Node node = alone(7);
        node.readiness.become(state);

        knowsNothing(node);
    }

    @Test
    void nothingIsKnownWhileAdmissionDoesNotAnswer() {
        Node node = alone(7);
        node.silent = true;

        knowsNothing(node);
    }

    @Test
    void nobodyIsAskedMoreThanOnceASecond() {
        Node node = alone(7);
        knows(node, new ClusterLoad.Known(1, 7, 2, 0, 0));
        int before = node.asked.get();
        node.calls.set(8);

        assertThat(node.again()).isEqualTo(new ClusterLoad.Known(1, 7, 2, 0, 0));
        assertThat(node.asked.get()).isEqualTo(before);
        assertThat(node.now()).isEqualTo(new ClusterLoad.Known(1, 8, 2, 0, 0));
    }

    @Test
    void aNodeThatHasNotJoinedKnowsNothing() {
        Node node = node(CLUSTER, 7).registered();

        assertThat(node.now()).isInstanceOfSatisfying(ClusterLoad.Unknown.class, unknown -> assertThat(unknown.why())
                .contains("no member"));
    }

    @Test
    void everyNodeKnowsTheSum() {
        for (Node node : three()) {
            knows(node, new ClusterLoad.Known(3, 60, 6, 0, 0));
        }
    }

    @Test
    void callsOfANodeThatDrainsAreNotWhatTheOthersHaveToCarry() {
        List<Node> three = three();
        knows(three.get(0), new ClusterLoad.Known(3, 60, 6, 0, 0));

        three.get(2).readiness.drain(true);

        knows(three.get(0), new ClusterLoad.Known(2, 30, 6, 1, 30));
    }

    @Test
    void oneNodeThatDoesNotAnswerMakesTheSumUnknown() {
        List<Node> three = three();
        knows(three.get(0), new ClusterLoad.Known(3, 60, 6, 0, 0));

        three.get(2).silent = true;

        knowsNothing(three.get(0));
        three.get(2).silent = false;
        knows(three.get(0), new ClusterLoad.Known(3, 60, 6, 0, 0));
    }

    @Test
    void aMemberThatHasNotBeenHeardOfMakesTheSumUnknown() {
        Node first = node(CLUSTER, 10).registered();
        Node second = node(CLUSTER, 20);
        for (Node node : List.of(first, second)) {
            Cluster.get(node.system())
                    .manager()
                    .tell(Join.create(Cluster.get(first.system()).selfMember().address()));
        }
        await().atMost(60, TimeUnit.SECONDS)
                .until(() -> second.now() instanceof ClusterLoad.Unknown unknown
                        && unknown.why().contains("has not said"));

        second.registered();

        knows(first, new ClusterLoad.Known(2, 30, 4, 0, 0));
    }

    @Test
    void aNodeThatHasLeftIsNotMissed() {
        List<Node> three = three();
        knows(three.get(0), new ClusterLoad.Known(3, 60, 6, 0, 0));

        Cluster left = Cluster.get(three.get(2).system());
        left.manager().tell(Leave.create(left.selfMember().address()));

        knows(three.get(0), new ClusterLoad.Known(2, 30, 4, 0, 0));
        knowsNothing(three.get(2));
    }

    @Test
    void whatGoesBetweenNodesIsWrittenAndRead() {
        Node node = alone(7);
        ActorRef<NodeLoad.Report> replyTo =
                node.kit.<NodeLoad.Report>createTestProbe().getRef();
        SerializationTestKit wire = new SerializationTestKit(node.system());

        assertThat(wire.verifySerialization(new NodeLoad.Ask(replyTo), true)).isNotNull();
        assertThat(wire.verifySerialization(new NodeLoad.Report("pekko://a", true, 3, 4), true))
                .isNotNull();
    }
}
