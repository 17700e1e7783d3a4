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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node loses the others, or stands still (for {@code -Dcluster.pause=30} seconds): they throw it out, and its calls go on to
 * their end, of {@code -Dcluster.talk=60} seconds.
 */
@EnabledIfSystemProperty(
        named = "cluster.cut",
        matches = "true",
        disabledReason = "takes two minutes of a quiet machine")
class CutOffNodeTest {
    private static final int CALLS = Integer.getInteger("cluster.calls", 9);
    private static final Duration TALK = Duration.ofSeconds(Integer.getInteger("cluster.talk", 30));
    private static final int PAUSE_SECONDS = Integer.getInteger("cluster.pause", 12);

    @TempDir
    Path folder = Path.of(".");

    @Test
    void aNodeWithoutTheOthersKeepsItsCallsAndEnds() throws Exception {
        try (ClusterOfProcesses cluster =
                ClusterOfProcesses.start(folder, 3, OmniSimulatorSettings.echo(0), 10 * CALLS, "")) {
            List<CompletableFuture<CallerResult>> calls = place(cluster);
            GatewayProcess alone = cluster.nodes.get(2);

            cluster.cutOff(alone);

            GatewayUnderTest.soon().until(() -> !alone.isReady());
            // The others go on, and take new callers.
            GatewayUnderTest.soon().until(() -> cluster.nodes.get(0).isReady());
            GatewayUnderTest.soon().until(() -> cluster.nodes.get(1).isReady());
            calls.add(cluster.callers.call(CallerScript.listen(Duration.ofSeconds(1))));

            assertNoCallWasCut(cluster, calls);
            assertThat(alone.exitCode()).as(alone.log()).isEqualTo(3);
            cluster.heal(alone);
            cluster.replace(alone, "node-4");
        }
    }

    @Test
    void aNodeThatStandsStillForAWhileKeepsItsCallsAndEnds() throws Exception {
        try (ClusterOfProcesses cluster = ClusterOfProcesses.start(
                folder,
                3,
                OmniSimulatorSettings.echo(0),
                10 * CALLS,
                "calls { media-idle = 60s, agent-quiet = 90s, agent-mute-after = 90s }")) {
            List<CompletableFuture<CallerResult>> calls = place(cluster);
            GatewayProcess stands = cluster.nodes.get(1);

            stands.signal("STOP");
            try {
                TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
            } finally {
                stands.signal("CONT");
            }

            assertNoCallWasCut(cluster, calls);
            assertThat(stands.exitCode()).as(stands.log()).isEqualTo(3);
            cluster.replace(stands, "node-4");
        }
    }

    private static List<CompletableFuture<CallerResult>> place(ClusterOfProcesses cluster) {
        List<CompletableFuture<CallerResult>> calls = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            calls.add(cluster.callers.call(CallerScript.listen(TALK)));
        }
        GatewayUnderTest.soon().until(() -> cluster.metric("gateway_calls_live", "") == CALLS);
        // An agent that is still being set up when its node stops would be late afterwards, and given up.
        GatewayUnderTest.soon().until(() -> cluster.metric("gateway_agent_ready_seconds_count", "") == CALLS);
        return calls;
    }

    private static void assertNoCallWasCut(ClusterOfProcesses cluster, List<CompletableFuture<CallerResult>> calls)
            throws Exception {
        for (CompletableFuture<CallerResult> call : calls) {
            CallerResult result = GatewayUnderTest.result(call);
            String all = result.problem() + " " + result.experience() + "\n" + cluster.logs();
            assertThat(result.applicationErrors()).as(all).isEmpty();
            assertThat(result.ending()).as(all).isEqualTo(CallerResult.Ending.CALLER_HUNG_UP);
            assertThat(AnyNodeTest.streams(result)).as(all).isEqualTo(1);
        }
    }
}
