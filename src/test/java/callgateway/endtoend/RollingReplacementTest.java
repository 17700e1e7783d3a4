package callgateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.endtoend.ClusterOfProcesses.SetUp;
import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.caller.CallerScript;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes are replaced one after the other while callers talk, each calling again when a call is over: as many at a time
 * as {@code -Dcluster.calls=150} says, calls of {@code -Dcluster.talk=20} seconds at the most.
 */
@ExtendWith(LeaksElsewhere.class)
class RollingReplacementTest {
    private static final int CALLS = Integer.getInteger("cluster.calls", 12);
    private static final int TALK_SECONDS = Integer.getInteger("cluster.talk", 6);

    @TempDir
    Path folder = Path.of(".");

    private final List<CompletableFuture<CallerResult>> calls = new CopyOnWriteArrayList<>();
    private final AtomicBoolean enough = new AtomicBoolean();
    private final Random random = new Random(1);

    @Test
    void noCallIsCut() throws Exception {
        try (ClusterOfProcesses cluster = ClusterOfProcesses.start(folder, SetUp.of(3, 10 * CALLS, ""))) {
            for (int i = 0; i < CALLS; i++) {
                call(cluster);
            }
            // Some are always between two calls.
            GatewayUnderTest.soon().until(() -> cluster.metric("gateway_calls_live", "") >= 0.9 * CALLS);

            int number = 3;
            for (GatewayProcess node : List.copyOf(cluster.nodes)) {
                node.signal("TERM");
                assertThat(node.exitCode()).as(node.log()).isZero();
                assertThat(node.log()).doesNotContain("have to end now");
                cluster.replace(node, "node-" + ++number);
            }
            enough.set(true);

            for (CompletableFuture<CallerResult> call : calls) {
                CallerResult result = GatewayUnderTest.result(call);
                assertThat(result.isGood())
                        .as("%s %s %s\n%s", result.problem(), result.complaints(), result.experience(), cluster.logs())
                        .isTrue();
                assertThat(result.ending()).isEqualTo(CallerResult.Ending.CALLER_HUNG_UP);
                assertThat(CallerOutcome.streams(result.events()))
                        .as("%s\n%s", result.experience(), cluster.logs())
                        .isEqualTo(1);
            }
            assertThat(calls).as("callers went on calling").hasSizeGreaterThan(CALLS);
            GatewayUnderTest.soon()
                    .untilAsserted(() -> assertThat(cluster.far.omni.live()).isZero());
            System.out.println("[rolling replacement] " + calls.size() + " calls, " + cluster.far.omni.peak()
                    + " at once, none cut while three nodes were replaced");
        }
    }

    private void call(ClusterOfProcesses cluster) {
        Duration talk = Duration.ofMillis(1000 + random.nextInt(TALK_SECONDS * 1000 - 1000));
        CompletableFuture<CallerResult> call = cluster.callers.call(CallerScript.listen(talk));
        calls.add(call);
        call.thenAccept(result -> {
            if (!enough.get()) {
                call(cluster);
            }
        });
    }
}
