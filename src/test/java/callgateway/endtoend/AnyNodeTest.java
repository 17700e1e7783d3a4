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

/** Every request of a call reaches another node than the one before. */
class AnyNodeTest {
    @TempDir
    Path folder = Path.of(".");

    @Test
    void callsArePlayedThroughWhicheverNodeIsAsked() throws Exception {
        try (ClusterOfProcesses cluster = ClusterOfProcesses.start(folder, SetUp.of(2, 100, ""))) {
            List<CompletableFuture<CallerResult>> calls = cluster.place(6, Duration.ofSeconds(4));
            // Whichever node is asked knows of all calls.
            for (GatewayProcess node : cluster.nodes) {
                String listed = node.get("/api/calls").body();
                assertThat(listed.split("\"callSid\"", -1)).as(listed).hasSize(7);
                assertThat(listed).contains("\"node\":\"127.0.0.1:" + node.publicPort);
            }
            String aCall = calls.get(0).isDone()
                    ? ""
                    : cluster.far.omni.sessions().get(0).label();
            for (GatewayProcess node : cluster.nodes) {
                assertThat(node.get("/api/calls/" + aCall.substring(0, 34)).statusCode())
                        .isEqualTo(200);
            }

            for (CompletableFuture<CallerResult> call : calls) {
                CallerResult result = GatewayUnderTest.result(call);
                assertThat(result.isGood())
                        .as("%s\n%s", result.experience(), cluster.logs())
                        .isTrue();
                assertThat(result.ending()).isEqualTo(CallerResult.Ending.CALLER_HUNG_UP);
                assertThat(CallerOutcome.streams(result.events())).isEqualTo(1);
            }
            GatewayUnderTest.soon().untilAsserted(() -> {
                assertThat(cluster.metric("gateway_calls_live", "")).isZero();
                assertThat(cluster.metric("gateway_media_relaying", "")).isZero();
                assertThat(cluster.far.omni.live()).isZero();
            });
            // It was so: some of the media came to another node than the call's, and was relayed.
            assertThat(cluster.metric("gateway_media_relayed_total", ""))
                    .as(cluster.logs())
                    .isPositive();
            assertThat(cluster.metric("gateway_cluster_webhooks_total", "taken_over"))
                    .isZero();
        }
    }
}
