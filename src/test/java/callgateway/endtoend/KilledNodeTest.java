package callgateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.caller.CallerScript;
import callgateway.simulator.omni.OmniSimulatorSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node dies with its calls, or has to end with calls still live: its callers go on with another. */
class KilledNodeTest {
    private static final int CALLS = Integer.getInteger("cluster.calls", 12);
    private static final Duration TALK = Duration.ofSeconds(Integer.getInteger("cluster.talk", 15));

    @TempDir
    Path folder = Path.of(".");

    @Test
    void callersOfAKilledNodeGoOnWithAnother() throws Exception {
        try (ClusterOfProcesses cluster =
                ClusterOfProcesses.start(folder, 2, OmniSimulatorSettings.echo(0), 10 * CALLS, "")) {
            List<CompletableFuture<CallerResult>> calls = place(cluster);
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
                folder, 2, OmniSimulatorSettings.echo(0), 10 * CALLS, "drain.max = 2s, calls.shutdown-grace = 5s")) {
            List<CompletableFuture<CallerResult>> calls = place(cluster);
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

    private static List<CompletableFuture<CallerResult>> place(ClusterOfProcesses cluster) {
        List<CompletableFuture<CallerResult>> calls = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            calls.add(cluster.callers.call(CallerScript.listen(TALK)));
        }
        GatewayUnderTest.soon().until(() -> cluster.metric("gateway_calls_live", "") == CALLS);
        return calls;
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
            assertThat(AnyNodeTest.streams(result)).as(all).isBetween(1L, 2L);
            again += AnyNodeTest.streams(result) > 1 ? 1 : 0;
        }
        return again;
    }

    private static void assertNothingLeft(ClusterOfProcesses cluster) {
        GatewayUnderTest.soon().untilAsserted(() -> {
            assertThat(cluster.metric("gateway_calls_live", "")).isZero();
            assertThat(cluster.far.omni.live()).isZero();
        });
    }
}
