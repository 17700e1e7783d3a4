package callgateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.endtoend.CallersForever.Line;
import callgateway.endtoend.ClusterOfProcesses.SetUp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Of three nodes one is killed at a random time, and comes back after a while, {@code -Dcluster.kills=1} times: the coordinator's
 * first, then any. Meanwhile far more callers come than there are slots: {@code -Dcluster.rate=20} a second for {@code
 * -Dcluster.plan=24}. What happens when, and to whom, follows from {@code -Dcluster.seed=1}.
 */
@ExtendWith(LeaksElsewhere.class)
class RandomKillsTest {
    private static final int KILLS = Integer.getInteger("cluster.kills", 1);
    private static final int RATE = Integer.getInteger("cluster.rate", 20);
    private static final int PLAN = Integer.getInteger("cluster.plan", 24);
    private static final long SEED = Long.getLong("cluster.seed", 1);
    private static final Duration TALK = Duration.ofMillis(1600);
    /** Hold audio of seven seconds takes a third of one, so that a free slot does not wait for it. */
    private static final double IN_LINE = 0.05;

    /** Kept from all others: with these the rest of the plan is full before the plan is. */
    private static final int KEPT = PLAN / 6;

    private static final Map<String, Integer> CAPS = Map.of(
            ClusterHistory.PLAN,
            PLAN,
            "pool:sales",
            PLAN / 2,
            "number:+15550101",
            PLAN / 3,
            "number:+15550102",
            PLAN / 3,
            "all but sales",
            PLAN - KEPT);
    private static final Line SALES = new Line("+15550101", Set.of("pool:sales", "number:+15550101"));
    private static final Line SALES_TOO = new Line("+15550102", Set.of("pool:sales", "number:+15550102"));
    private static final Line OTHERS = new Line("+15550199", Set.of("all but sales"));

    private static final String SETTINGS = """
            pool-defaults { line { max-depth = 10, max-wait = 8s }, overflow = "dial:%s" }
            pools {
              sales { numbers = ["+15550101", "+15550102"], cap = %d, reserved = %d, number-cap = %d }
              others { numbers = ["*"] }
            }
            """.formatted(GatewayUnderTest.HUMAN, PLAN / 2, KEPT, PLAN / 3);

    @TempDir
    Path folder = Path.of(".");

    private final Random random = new Random(SEED);

    @Test
    void noCapIsExceededEverySlotComesBackAndEveryCallerHasAnOutcome() throws Exception {
        say("seed " + SEED + ", " + KILLS + " kills, " + RATE + " callers a second, " + CAPS);
        try (ClusterOfProcesses cluster = ClusterOfProcesses.start(
                        folder, SetUp.of(3, PLAN, SETTINGS).hurried(IN_LINE));
                CallersForever callers = new CallersForever(
                        cluster.callers, List.of(SALES, SALES_TOO, OTHERS, OTHERS), TALK, random.nextLong())) {
            callers.come(RATE);
            double came = cluster.sessions.nowMs();
            GatewayUnderTest.soon().until(() -> cluster.far.omni.peak() >= PLAN);
            double from = cluster.sessions.nowMs();
            say(String.format(
                    Locale.ROOT, "%.1f s: callers come; the plan is full at %.1f s", came / 1000, from / 1000));
            long before = cluster.far.omni.accepted();
            for (int i = 0; i < KILLS; i++) {
                TimeUnit.MILLISECONDS.sleep(1000 + random.nextInt(3000));
                kill(cluster, i);
            }
            double seconds = (cluster.sessions.nowMs() - from) / 1000;
            say(String.format(
                    Locale.ROOT,
                    "%.1f sessions began a second, for %.0f s",
                    (cluster.far.omni.accepted() - before) / seconds,
                    seconds));
            callers.stop();
            await(() -> callers.live() == 0 && cluster.far.omni.live() == 0);
            Map<GatewayProcess, Integer> had = new HashMap<>();
            for (GatewayProcess node : cluster.nodes) {
                had.put(node, slotsToBeHad(cluster, node, callers));
            }
            // The coordinator tells everybody once a second.
            await(() ->
                    HistoryChecker.check(history(cluster, callers, had)).wrong().isEmpty());

            ClusterHistory history = history(cluster, callers, had);
            HistoryChecker.Findings findings = HistoryChecker.check(history);
            say(findings.text());
            assertThat(findings.wrong()).as(cluster.logs()).isEmpty();
            // It was so: the plan was full, and callers lost their node; those who were not killed last count the last.
            assertThat(history.peak()).isEqualTo(PLAN);
            assertThat(cluster.metric("gateway_cluster_webhooks_total", "taken_over"))
                    .as(cluster.logs())
                    .isPositive();
        }
    }

    private void kill(ClusterOfProcesses cluster, int number) throws Exception {
        GatewayProcess coordinates = cluster.coordinator().orElseThrow();
        GatewayProcess dies = number == 0 ? coordinates : cluster.nodes.get(random.nextInt(3));
        // One of them at least is still there when the signal comes.
        GatewayUnderTest.soon().until(() -> dies.metric("gateway_calls_live") >= 3);
        int sessions = cluster.far.omni.live();
        dies.signal("KILL");
        dies.exitCode();
        double at = cluster.sessions.nowMs();
        TimeUnit.MILLISECONDS.sleep(random.nextInt(8000));
        double started = cluster.sessions.nowMs();
        cluster.replace(dies, dies.name + "'");
        say(String.format(
                Locale.ROOT,
                "%.3f s: killed %s%s, %d sessions open; started again after %.1f s, ready after %.1f s",
                at / 1000,
                dies.name,
                dies == coordinates ? ", which coordinated" : "",
                sessions,
                (started - at) / 1000,
                (cluster.sessions.nowMs() - at) / 1000));
    }

    /** How many can talk at once when only this node is called. */
    private static int slotsToBeHad(ClusterOfProcesses cluster, GatewayProcess node, CallersForever callers) {
        cluster.only(node);
        AtomicInteger most = new AtomicInteger();
        await(() -> {
            // Who came when the slot was still with another node, and found the line full, is replaced.
            for (Line line : List.of(OTHERS, SALES)) {
                if (callers.live(line) < (line.equals(SALES) ? KEPT : PLAN - KEPT)) {
                    callers.call(line, GatewayUnderTest.PATIENCE.multipliedBy(5));
                }
            }
            most.accumulateAndGet(cluster.far.omni.live(), Math::max);
            return most.get() == PLAN && callers.areAllTalking();
        });
        callers.leave();
        await(() -> callers.live() == 0 && cluster.far.omni.live() == 0);
        cluster.only(null);
        return most.get();
    }

    private static ClusterHistory history(
            ClusterOfProcesses cluster, CallersForever callers, Map<GatewayProcess, Integer> had) throws IOException {
        List<ClusterHistory.Node> answers = new ArrayList<>();
        for (GatewayProcess node : cluster.nodes) {
            answers.add(new ClusterHistory.Node(
                    "127.0.0.1:" + node.publicPort,
                    node.get("/api/capacity").body(),
                    Objects.requireNonNull(had.get(node))));
        }
        return new ClusterHistory(CAPS, cluster.sessions.marks(), cluster.far.omni.peak(), callers.all(), answers);
    }

    /** For as long as one may wait; after that the checker says what is not as it should be. */
    private static void await(Callable<Boolean> condition) {
        try {
            GatewayUnderTest.soon().until(condition);
        } catch (ConditionTimeoutException e) {
            say("this did not come: " + e.getMessage());
        }
    }

    private static void say(String line) {
        System.out.println("[random kills] " + line.replace("\n", "\n[random kills] "));
    }
}
