package callgateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.endtoend.ClusterOfProcesses.SetUp;
import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.caller.CallerScript;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is told to stop, and has calls: what it has alone goes at once, its slots go one by one as its calls end. */
class LeavingNodeTest {
    private static final int PLAN = 4;
    /** Who waits does so in a tenth of the time. */
    private static final double IN_LINE = 0.1;

    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    Path folder = Path.of(".");

    @Test
    void theCoordinatorGoesElsewhereAndSlotsComeFreeWhileCallsLast() throws Exception {
        try (ClusterOfProcesses cluster =
                ClusterOfProcesses.start(folder, SetUp.of(3, PLAN, "").hurried(IN_LINE))) {
            GatewayUnderTest.soon().until(() -> cluster.coordinator().isPresent());
            GatewayProcess leaves = cluster.coordinator().orElseThrow();
            cluster.only(leaves);
            List<String> callSids = List.of(sid(1), sid(2), sid(3), sid(4));
            List<CompletableFuture<CallerResult>> calls = new ArrayList<>();
            callSids.forEach(sid -> calls.add(cluster.callers.call(CallerScript.listen(LONG), sid)));
            GatewayUnderTest.soon().until(() -> leaves.metric("gateway_calls_live") == PLAN);

            leaves.signal("TERM");

            GatewayUnderTest.soon().untilAsserted(() -> {
                assertThat(cluster.coordinator()).isPresent().hasValueSatisfying(now -> assertThat(now)
                        .isNotSameAs(leaves));
                assertThat(leaves.metric("gateway_cluster_up")).isEqualTo(1);
            });
            assertThat(leaves.metric("gateway_calls_live")).as(cluster.logs()).isEqualTo(PLAN);

            cluster.only(null);
            CompletableFuture<CallerResult> next =
                    cluster.callers.call(CallerScript.listen(Duration.ofSeconds(1)), sid(5));
            GatewayUnderTest.soon().until(() -> cluster.metric("gateway_waiting_callers", "default") == 1);
            cluster.callers.hangUp(callSids.get(0));
            CallerResult served = GatewayUnderTest.result(next);
            assertThat(served.ending()).as(cluster.logs()).isEqualTo(CallerResult.Ending.CALLER_HUNG_UP);
            assertThat(CallerOutcome.streams(served.events())).isEqualTo(1);
            assertThat(leaves.metric("gateway_calls_live"))
                    .as("the others of that node")
                    .isEqualTo(PLAN - 1);

            callSids.forEach(cluster.callers::hangUp);
            assertThat(leaves.exitCode()).as(leaves.log()).isZero();
            cluster.nodes.remove(leaves);
            for (CompletableFuture<CallerResult> call : calls) {
                assertThat(CallerOutcome.streams(GatewayUnderTest.result(call).events()))
                        .isEqualTo(1);
            }
            assertThat(cluster.far.omni.peak()).isEqualTo(PLAN);

            allAreToldToStopAtOnce(cluster);
        }
    }

    /** Then nobody leaves: whoever is started meanwhile has to find a cluster that knows what is lent. */
    private static void allAreToldToStopAtOnce(ClusterOfProcesses cluster) throws Exception {
        List<GatewayProcess> all = List.copyOf(cluster.nodes);
        int number = 10;
        for (GatewayProcess node : all) {
            cluster.only(node);
            var unused = cluster.callers.call(CallerScript.listen(LONG), sid(number++));
            GatewayUnderTest.soon().until(() -> node.metric("gateway_calls_live") == 1);
        }
        for (GatewayProcess node : all) {
            node.signal("TERM");
        }
        GatewayUnderTest.soon().untilAsserted(() -> assertThat(all)
                .allSatisfy(node -> assertThat(node.log()).contains("this one stays the member that it is")));
        for (GatewayProcess node : all) {
            assertThat(node.log()).doesNotContain("coming back as a member");
            assertThat(node.metric("gateway_cluster_up")).isEqualTo(1);
        }
        while (number > 10) {
            cluster.callers.hangUp(sid(--number));
        }
        for (GatewayProcess node : all) {
            assertThat(node.exitCode()).as(node.log()).isZero();
        }
    }

    private static String sid(int number) {
        return "CA" + String.format("%032x", number);
    }
}
