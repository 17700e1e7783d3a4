package callgateway.admission.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import callgateway.FreePort;
import callgateway.admission.Admission;
import callgateway.admission.Answer;
import callgateway.admission.Claim;
import callgateway.admission.ClusterUse;
import callgateway.admission.Limits;
import callgateway.admission.PoolLimits;
import callgateway.admission.Scope;
import callgateway.admission.share.ShareTimes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three nodes that are members of a real cluster, on loopback: no cap is exceeded, and every slot can be had on any node. */
final class ClusterCapacityTest {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final int PLAN = 30;
    private static final int POOL = 12;
    private static final int RESERVED = 6;
    private static final Claim SALES = new Claim("sales", "+15550100");
    private static final Claim OTHERS = new Claim("others", "+15550101");
    private static final ShareTimes TIMES = new ShareTimes(
            Duration.ofSeconds(20),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofHours(1));

    private final List<CapacityNode> nodes = new ArrayList<>();
    private final Holders holders = new Holders();

    /** Counts for itself who has a slot, as the agent's service does. */
    private static final class Holders {
        private final Map<String, Claim> held = new ConcurrentHashMap<>();
        private final AtomicInteger most = new AtomicInteger();
        private final AtomicInteger mostOfSales = new AtomicInteger();
        private final AtomicInteger mostOfOthers = new AtomicInteger();
        private final AtomicInteger all = new AtomicInteger();

        synchronized void add(String callSid, Claim claim) {
            held.put(callSid, claim);
            all.incrementAndGet();
            int sales = (int) held.values().stream().filter(SALES::equals).count();
            most.accumulateAndGet(held.size(), Math::max);
            mostOfSales.accumulateAndGet(sales, Math::max);
            mostOfOthers.accumulateAndGet(held.size() - sales, Math::max);
        }

        synchronized void remove(String callSid) {
            held.remove(callSid);
        }

        void assertNeverTooMany() {
            assertThat(most).hasValueLessThanOrEqualTo(PLAN);
            assertThat(mostOfSales).hasValueLessThanOrEqualTo(POOL);
            assertThat(mostOfOthers).hasValueLessThanOrEqualTo(PLAN - RESERVED);
        }
    }

    @BeforeEach
    void threeNodes() throws IOException {
        Limits limits = Limits.of(PLAN, 1000)
                .withPools(Map.of("sales", new PoolLimits(POOL, RESERVED, 1000, Duration.ofMinutes(5))));
        int seed = FreePort.next();
        for (int i = 0; i < 3; i++) {
            nodes.add(new CapacityNode(limits, i == 0 ? seed : 0, seed, TIMES));
        }
        await().atMost(BOUND).until(() -> nodes.stream()
                .allMatch(node -> use(node).valid() && use(node).nodes().size() == 3));
    }

    @AfterEach
    void close() throws IOException {
        for (CapacityNode node : nodes) {
            node.close();
        }
    }

    private static ClusterUse use(CapacityNode node) {
        return Objects.requireNonNull(node.capacity().cluster());
    }

    @Test
    void twoThousandCallersOnThreeNodesAndEverySlotIsUsedAndNoneTwice() {
        Random random = new Random(5);
        for (int i = 0; i < 2000; i++) {
            comesAndGoes(nodes.get(random.nextInt(3)), "CA" + i, random.nextInt(3) == 0 ? SALES : OTHERS);
        }
        await().atMost(BOUND).until(() -> holders.all.get() == 2000 && holders.held.isEmpty());
        holders.assertNeverTooMany();
        assertThat(holders.most).as("all slots were used").hasValue(PLAN);
        allSlotsCanBeHad(nodes.get(1), "later");
    }

    @Test
    void whenTheCoordinatorsNodeDiesTheOthersGoOnAndItsSlotsComeBack() throws Exception {
        CapacityNode dying =
                nodes.stream().filter(CapacityNode::coordinates).findFirst().orElseThrow();
        List<CapacityNode> left = nodes.stream().filter(node -> node != dying).toList();
        List<String> lost = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            lost.add("lost" + i);
            granted(dying, "lost" + i, OTHERS);
        }
        dying.kill();
        lost.forEach(holders::remove);
        Random random = new Random(6);
        for (int i = 0; i < 500; i++) {
            comesAndGoes(left.get(random.nextInt(2)), "CA" + i, random.nextInt(3) == 0 ? SALES : OTHERS);
        }
        await().atMost(BOUND).until(() -> holders.all.get() == 505 && holders.held.isEmpty());
        await().atMost(BOUND).until(() -> use(left.get(0)).term() > 1);
        allSlotsCanBeHad(left.get(1), "later");
        holders.assertNeverTooMany();
    }

    @Test
    void onBothSidesOfACutTogetherThereAreNeverMoreThanThePlanAllows() throws Exception {
        CapacityNode alone = nodes.get(2);
        for (int i = 0; i < 4; i++) {
            granted(alone, "alone" + i, OTHERS);
        }
        for (CapacityNode other : nodes.subList(0, 2)) {
            alone.cut(other, true);
            other.cut(alone, true);
        }
        for (int i = 0; i < 2 * PLAN; i++) {
            CapacityNode node = nodes.get(i % 3);
            String callSid = "CA" + i;
            comes(node, callSid, i % 2 == 0 ? SALES : OTHERS);
        }
        // Its share runs out, and it is thrown out; nobody says that its calls are over, and they are not.
        await().atMost(BOUND).until(() -> !use(alone).valid());
        holders.assertNeverTooMany();
        assertThat(holders.held.keySet()).containsAll(Set.of("alone0", "alone1", "alone2", "alone3"));
        assertThat(use(nodes.get(0)).nodes()).extracting(ClusterUse.Node::name).contains(alone.name);
        alone.kill();
        await().atMost(BOUND).until(() -> use(nodes.get(0)).nodes().stream()
                .noneMatch(node -> node.name().equals(alone.name)));
    }

    @Test
    void aCapThatIsChangedOnOneNodeHoldsForAll() {
        assertThat(nodes.get(0).cap(Scope.PLAN, 10).wrong()).isNull();
        for (int i = 0; i < 20; i++) {
            comes(nodes.get(i % 3), "CA" + i, OTHERS);
        }
        await().atMost(BOUND).until(() -> holders.held.size() == 10 - RESERVED);
        await().atMost(BOUND).until(() -> use(nodes.get(1)).scopes().get(0).cap() == 10);
        assertThat(nodes.get(2).cap(Scope.PLAN, PLAN).wrong()).isNull();
        await().atMost(BOUND).until(() -> holders.held.size() == 20);
        assertThat(nodes.get(1).cap(Scope.number("+1"), 3).wrong()).contains("not configured");
    }

    private void allSlotsCanBeHad(CapacityNode node, String prefix) {
        for (int i = 0; i < PLAN; i++) {
            comes(node, prefix + i, i < RESERVED ? SALES : OTHERS);
        }
        await().atMost(BOUND).until(() -> holders.held.size() == PLAN);
    }

    private void granted(CapacityNode node, String callSid, Claim claim) {
        comes(node, callSid, claim);
        await().atMost(BOUND).until(() -> holders.held.containsKey(callSid));
    }

    private void comesAndGoes(CapacityNode node, String callSid, Claim claim) {
        waits(node, callSid, claim, () -> node.kit
                .scheduler()
                .scheduleOnce(
                        Duration.ofMillis(30),
                        () -> {
                            holders.remove(callSid);
                            node.over(callSid);
                        },
                        node.kit.system().executionContext()));
    }

    private void comes(CapacityNode node, String callSid, Claim claim) {
        waits(node, callSid, claim, () -> {});
    }

    /** As Twilio's waiting room: asks again and again. */
    private void waits(CapacityNode node, String callSid, Claim claim, Runnable then) {
        node.ask(callSid, claim).whenComplete((answer, failed) -> {
            if (answer instanceof Answer.Granted) {
                holders.add(callSid, claim);
                node.admission.tell(
                        new Admission.Started(callSid, node.kit.system().ignoreRef()));
                then.run();
            } else {
                node.kit
                        .scheduler()
                        .scheduleOnce(
                                Duration.ofMillis(100),
                                () -> waits(node, callSid, claim, then),
                                node.kit.system().executionContext());
            }
        });
    }
}
