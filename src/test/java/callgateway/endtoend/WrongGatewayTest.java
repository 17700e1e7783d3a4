package callgateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.endtoend.CallersForever.Line;
import callgateway.endtoend.ClusterOfProcesses.SetUp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node stands still with sessions that Omni goes on counting. A cluster that takes silence for death lends its slots to others:
 * it is built with that fault, and the checker finds it out. The cluster as it is does not: {@code -Dcluster.cut=true}.
 */
@ExtendWith(LeaksElsewhere.class)
class WrongGatewayTest {
    private static final int PLAN = 12;
    private static final int RATE = 20;
    private static final Line ANY = new Line("+15550199", Set.of());
    private static final String SETTINGS = "pool-defaults { line { max-depth = 10, max-wait = 8s }, overflow = \"dial:"
            + GatewayUnderTest.HUMAN + "\" }";

    @TempDir
    Path folder = Path.of(".");

    @Test
    void aClusterThatTakesSilenceForDeathIsFoundOut() throws Exception {
        String looks = "        int colon = node.lastIndexOf(':');\n";
        Path wrong = WrongGateway.classes(
                folder, "callgateway.admission.cluster.Death", looks, "        proven.run();\n" + looks);

        try (Stillness still = new Stillness(folder, SetUp.of(3, PLAN, SETTINGS).with(wrong))) {
            GatewayUnderTest.soon().until(() -> !still.beyondPlan().isEmpty());

            assertThat(still.beyondPlan()).first().asString().contains("13 sessions of plan, whose cap is 12");
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "cluster.cut", matches = "true", disabledReason = "wants a quiet machine")
    void aClusterThatDoesNotKeepsToThePlan() throws Exception {
        try (Stillness still = new Stillness(folder, SetUp.of(3, PLAN, SETTINGS))) {
            TimeUnit.SECONDS.sleep(20);

            assertThat(still.beyondPlan()).isEmpty();
            assertThat(still.cluster.far.omni.peak()).isEqualTo(PLAN);
        }
    }

    /** Callers for more than the plan, and of the nodes one that has sessions, and does not coordinate, stands still. */
    private static final class Stillness implements AutoCloseable {
        private final ClusterOfProcesses cluster;
        private final CallersForever callers;

        Stillness(Path folder, SetUp setUp) throws Exception {
            cluster = ClusterOfProcesses.start(folder, setUp.hurried(0.05));
            callers = new CallersForever(cluster.callers, List.of(ANY), Duration.ofMillis(1600), 1);
            callers.come(RATE);
            GatewayProcess coordinates = cluster.coordinator().orElseThrow();
            GatewayProcess stands = cluster.nodes.stream()
                    .filter(node -> node != coordinates)
                    .findFirst()
                    .orElseThrow();
            GatewayUnderTest.soon()
                    .until(() -> cluster.far.omni.live() == PLAN && stands.metric("gateway_calls_live") > 1);
            stands.signal("STOP");
        }

        /** What the checker has to say of the plan. */
        List<String> beyondPlan() {
            // First the sessions: whoever has one has called by then.
            List<ClusterHistory.Mark> marks = cluster.sessions.marks();
            ClusterHistory history = new ClusterHistory(
                    Map.of(ClusterHistory.PLAN, PLAN), marks, cluster.far.omni.peak(), callers.all(), List.of());
            return HistoryChecker.check(history).wrong().stream()
                    .filter(line -> line.contains("of plan, whose cap is"))
                    .toList();
        }

        @Override
        public void close() {
            callers.close();
            cluster.close();
        }
    }
}
