package callgateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.endtoend.ClusterOfProcesses.SetUp;
import callgateway.simulator.caller.CallerResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node dies with its calls, or has to end with calls still live: its callers go on with another. */
class KilledNodeTest {
    private static final int CALLS = Integer.getInteger("cluster.calls", 12);
    private static final Duration TALK = Duration.ofSeconds(Integer.getInteger("cluster.talk", 15));
    /** No more than there are callers: each has to have the very slot again that it lost. */
    private static final int PLAN = CALLS;

    /** Who waits for that does so in a tenth of the time. */
    private static final double IN_LINE = 0.1;

    @TempDir
    Path folder = Path.of(".");

    @Test
    void callersOfAKilledNodeGoOnWithAnother() throws Exception {
        try (ClusterOfProcesses cluster =
                // Of two nodes the one that is left may be the one that has to go: the majority has to be on this side.
                ClusterOfProcesses.start(folder, SetUp.of(3, PLAN, "").hurried(IN_LINE))) {
            List<CompletableFuture<CallerResult>> calls = cluster.place(CALLS, TALK);
            GatewayProcess dies = cluster.nodes.get(0);
            assertThat(dies.metric("gateway_calls_live")).isPositive();

            dies.signal("KILL");
            dies.exitCode();
            cluster.nodes.remove(dies);

            int broken = assertEveryCallerTalkedToTheEnd(cluster, calls);
            assertThat(broken).as("callers of that node had a second stream").isPositive();
            assertThat(cluster.metric("gateway_cluster_webhooks_total", "taken_over"))
                    .as(cluster.logs())
                    .isPositive();
            assertNothingLeft(cluster);
        }
    }

    @Test
    void callersOfANodeThatMustEndGoOnWithAnother() throws Exception {
        try (ClusterOfProcesses cluster = ClusterOfProcesses.start(
                folder,
                SetUp.of(2, PLAN, "drain.max = 2s, calls.shutdown-grace = 5s").hurried(IN_LINE))) {
            List<CompletableFuture<CallerResult>> calls = cluster.place(CALLS, TALK);
            GatewayProcess ends = cluster.nodes.get(0);
            assertThat(ends.metric("gateway_calls_live")).isPositive();

            ends.signal("TERM");
            assertThat(ends.exitCode()).as(ends.log()).isZero();
            cluster.nodes.remove(ends);

            int moved = assertEveryCallerTalkedToTheEnd(cluster, calls);
            assertThat(moved).as("callers of that node had a second stream").isPositive();
            assertThat(cluster.metric("gateway_cluster_webhooks_total", "from_peer"))
                    .as(cluster.logs())
                    .isPositive();
            assertNothingLeft(cluster);
        }
    }

    /** Returns how many had more than one stream. */
    private static int assertEveryCallerTalkedToTheEnd(
            ClusterOfProcesses cluster, List<CompletableFuture<CallerResult>> calls) throws Exception {
        int again = 0;
        for (CompletableFuture<CallerResult> call : calls) {
            CallerResult result = GatewayUnderTest.result(call);
            String all = result.problem() + " " + result.experience() + "\n" + cluster.logs();
            assertThat(result.applicationErrors()).as(all).isEmpty();
            assertThat(result.ending()).as(all).isEqualTo(CallerResult.Ending.CALLER_HUNG_UP);
            assertThat(CallerOutcome.streams(result.events())).as(all).isBetween(1L, 2L);
            again += CallerOutcome.streams(result.events()) > 1 ? 1 : 0;
        }
        return again;
    }

    private static void assertNothingLeft(ClusterOfProcesses cluster) {
        GatewayUnderTest.soon().untilAsserted(() -> {
            assertThat(cluster.metric("gateway_calls_live", "")).isZero();
            assertThat(cluster.far.omni.live()).isZero();
        });
        assertThat(cluster.far.omni.peak())
                .as("sessions at once, as Omni counts")
                .isEqualTo(PLAN);
    }
}
