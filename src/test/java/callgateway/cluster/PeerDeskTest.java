package callgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Other nodes are probes; the address of their desks in the cluster is that of this test's actor system. */
class PeerDeskTest {
    private static final NodeCard HERE = NodeCard.fresh("10.0.0.1", 8080);
    private static final NodeCard THERE = NodeCard.fresh("10.0.0.2", 8080);
    private static final Address NOBODY = new Address("pekko", "call-gateway-cluster", "10.0.0.3", 17355);

    private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
    private final ManualTime time = ManualTime.get(kit.system());
    private final AtomicLong nanos = new AtomicLong();
    private final Peers peers = new Peers(nanos::get);
    private final TestProbe<PeerMessage> other = kit.createTestProbe();
    private final Address there = other.ref().path().address();
    private final AtomicInteger acquainted = new AtomicInteger();
    private final ActorRef<PeerDesk.Command> desk = kit.spawn(PeerDesk.create(new PeerDesk.Plan(
            self -> new PeerMessage.Presence(HERE, true, 0, self),
            peers,
            callSid -> {},
            ask -> CompletableFuture.failedStage(new IllegalStateException("not asked here")))));

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private PeerMessage.Presence presence() {
        return new PeerMessage.Presence(THERE, true, 3, other.ref());
    }

    /** What was told before has been heard. */
    private void settled() {
        TestProbe<PeerMessage> last = kit.createTestProbe();
        desk.tell(new PeerMessage.Presence(NodeCard.fresh("10.0.0.9", 1), true, 0, last.ref()));
        last.expectMessageClass(PeerMessage.Presence.class);
    }

    @Test
    void oneThatIsNewIsAnsweredOnce() {
        desk.tell(presence());
        assertThat(other.expectMessageClass(PeerMessage.Presence.class).card()).isEqualTo(HERE);

        desk.tell(presence());
        settled();
        other.expectNoMessage();
    }

    @Test
    void whoIsAloneHasNobodyToWaitFor() {
        desk.tell(new PeerDesk.Acquaint(List::of, acquainted::incrementAndGet));
        settled();
        assertThat(acquainted).hasValue(1);
    }

    @Test
    void everyMemberIsWaitedFor() {
        List<Address> members = new CopyOnWriteArrayList<>(List.of(there, NOBODY));
        desk.tell(new PeerDesk.Acquaint(() -> members, acquainted::incrementAndGet));
        desk.tell(presence());
        settled();
        assertThat(acquainted).hasValue(0);

        // It has gone before it has said anything.
        members.remove(NOBODY);
        desk.tell(presence());
        settled();
        assertThat(acquainted).hasValue(1);

        time.timePasses(Duration.ofMinutes(1));
        settled();
        assertThat(acquainted).as("it is told once").hasValue(1);
    }

    @Test
    void oneThatIsSilentIsNotWaitedForForLong() {
        desk.tell(new PeerDesk.Acquaint(() -> List.of(NOBODY), acquainted::incrementAndGet));
        settled();
        time.timePasses(Duration.ofMillis(5900));
        settled();
        assertThat(acquainted).hasValue(0);

        time.timePasses(Duration.ofMillis(100));
        settled();
        assertThat(acquainted).hasValue(1);
    }

    @Test
    void membersThatAreNotHeardOfAreNamed() {
        assertThat(peers.unheard(List.of(NOBODY))).containsExactly("10.0.0.3:17355");

        peers.heard(presence());
        assertThat(peers.unheard(List.of(there, NOBODY))).containsExactly("10.0.0.3:17355");

        nanos.addAndGet(Duration.ofSeconds(13).toNanos());
        assertThat(peers.unheard(List.of(there))).containsExactly("10.0.0.2:8080");
        assertThat(peers.all()).isEmpty();
    }

    @Test
    void aProcessThatFollowsAnotherAtItsAddressIsTheOneThatCounts() {
        peers.heard(presence());
        nanos.addAndGet(Duration.ofSeconds(13).toNanos());
        peers.heard(new PeerMessage.Presence(NodeCard.fresh("10.0.0.2", 8080), true, 0, other.ref()));

        assertThat(peers.unheard(List.of(there))).isEmpty();
    }
}
