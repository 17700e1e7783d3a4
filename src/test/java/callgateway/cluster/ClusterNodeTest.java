package callgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import callgateway.FreePort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterNodeTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final List<ClusterNode> nodes = new ArrayList<>();

    @BeforeEach
    void twoNodes() throws Exception {
        int seed = FreePort.next();
        nodes.add(ClusterNodes.start(seed, seed));
        nodes.add(ClusterNodes.start(0, seed));
        await().atMost(SOON).until(() -> nodes.stream().allMatch(ClusterNode::isUp));
    }

    @AfterEach
    void stop() {
        nodes.forEach(ClusterNode::close);
    }

    private record Desk(Peers peers, List<String> gone, ActorRef<PeerDesk.Command> desk, NodeCard card) {}

    private static Desk desk(ClusterNode node, int port) {
        Peers peers = new Peers(System::nanoTime);
        List<String> gone = new CopyOnWriteArrayList<>();
        NodeCard card = NodeCard.fresh("127.0.0.1", port);
        ActorRef<PeerDesk.Command> desk = node.spawn(
                PeerDesk.create(new PeerDesk.Plan(
                        self -> new PeerMessage.Presence(card, port == 1, 7, self),
                        peers,
                        gone::add,
                        ask -> CompletableFuture.completedStage(
                                new PeerMessage.AdminAnswer(200 + ask.body().length, ask.body())))),
                "peers");
        return new Desk(peers, gone, desk, card);
    }

    @Test
    void nodesKnowEachOtherAndTalk() {
        Desk one = desk(nodes.get(0), 1);
        Desk two = desk(nodes.get(1), 2);

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(one.peers.all()).extracting(Peers.Peer::card).containsExactly(two.card);
            assertThat(two.peers.all()).extracting(Peers.Peer::card).containsExactly(one.card);
        });
        assertThat(two.peers.admitting()).extracting(Peers.Peer::card).containsExactly(one.card);
        assertThat(one.peers.admitting()).isEmpty();

        one.desk.tell(new PeerDesk.TellAll(new PeerMessage.CallGone("CA1")));
        await().atMost(SOON).untilAsserted(() -> assertThat(two.gone).containsExactly("CA1"));
        assertThat(one.gone).isEmpty();

        PeerMessage.AdminAnswer answer = AskPattern.<PeerMessage, PeerMessage.AdminAnswer>ask(
                        one.peers.all().get(0).presence().desk(),
                        replyTo -> new PeerMessage.AdminAsk(
                                "GET", "/api/calls", java.util.Map.of(), new byte[] {1, 2}, replyTo),
                        SOON,
                        nodes.get(0).system().scheduler())
                .toCompletableFuture()
                .join();
        assertThat(answer).isEqualTo(new PeerMessage.AdminAnswer(202, new byte[] {1, 2}));
    }

    @Test
    void whoLeavesIsNotLostAndIsForgotten() {
        Desk one = desk(nodes.get(0), 1);
        desk(nodes.get(1), 2);
        await().atMost(SOON).until(() -> one.peers.all().size() == 1);

        nodes.get(1).close();

        assertThat(nodes.get(1).lost().toCompletableFuture()).isNotDone();
        assertThat(nodes.get(1).isUp()).isFalse();
        await().atMost(SOON).until(() -> one.peers.all().isEmpty());
        assertThat(nodes.get(0).isUp()).isTrue();
    }

    /** The first seed, which would begin another cluster if it were started as usual and found nobody. */
    @Test
    void whoComesBackAsideIsAMemberWithoutTheRole() {
        ClusterNode left = nodes.get(0);
        ClusterNode other = nodes.get(1);
        int seed = left.address().getPort().orElseThrow();
        assertThat(left.others()).containsExactly(other.address());

        left.close();
        ClusterNode aside = ClusterNode.startAside(
                ClusterNodes.settings(seed, seed), List.of(other.address()), ClusterNodes.config());
        nodes.set(0, aside);

        await().atMost(SOON).until(aside::isUp);
        assertThat(aside.others()).containsExactly(other.address());
        assertThat(Cluster.get(other.system()).state().getMembers())
                .hasSize(2)
                .filteredOn(member -> member.hasRole(ClusterNode.COORDINATES))
                .extracting(member -> member.address())
                .containsExactly(other.address());
    }

    @Test
    void whoIsThrownOutLosesItsMembershipAndNothingElse() {
        Desk two = desk(nodes.get(1), 2);
        desk(nodes.get(0), 1);
        await().atMost(SOON).until(() -> two.peers.admitting().size() == 1);

        Cluster.get(nodes.get(0).system()).manager().tell(new Down(nodes.get(1).address()));

        await().atMost(SOON)
                .until(() -> nodes.get(1).lost().toCompletableFuture().isDone());
        // Where the others are is still known, for the callers' sake.
        assertThat(two.peers.admitting()).hasSize(1);
        assertThat(nodes.get(0).lost().toCompletableFuture()).isNotDone();
    }
}
