package callgateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.load.storm.Outcome;
import callgateway.load.storm.StormChart;
import callgateway.load.storm.StormResult;
import callgateway.load.storm.StormRun;
import callgateway.load.storm.StormSettings;
import callgateway.load.storm.StormTarget;
import callgateway.load.storm.StormText;
import callgateway.simulator.omni.OmniSimulatorSettings;
import io.netty.util.ResourceLeakDetector;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two thousand callers for fifty slots, and an agent service that turns one in ten away. */
class StormTest {
    private static final int PLAN = 50;
    private static final ResourceLeakDetector.Level BEFORE = ResourceLeakDetector.getLevel();

    private static final StormSettings STORM =
            new StormSettings(2000, PLAN, 100, 0.1, 1, Duration.ofSeconds(1), 0.2, GatewayUnderTest.PATIENCE, 0);

    private static final String GATEWAY = """
            plan.concurrency = 50
            pools.storm {
              numbers = ["*"]
              line { max-depth = 250, max-wait = 8s }
              overflow = "dial:+15550100042"
            }
            """;

    private static StormResult result;

    @BeforeAll
    static void blow() throws Exception {
        // Looking for leaks in every buffer is for tests of less traffic.
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
        List<String> progress = new ArrayList<>();
        try (FarEnds far = new FarEnds(OmniSimulatorSettings.echo(0));
                StormRun run = StormRun.prepare(STORM, progress::add);
                GatewayUnderTest gateway = GatewayUnderTest.start(far, run.omni(), GATEWAY)) {
            URI port = URI.create("http://127.0.0.1:" + gateway.address().getPort());
            result = run.blow(new StormTarget(
                    port, GatewayUnderTest.PUBLIC_HOST, GatewayUnderTest.AUTH_TOKEN, gateway.adminUri(), null));
        }
        StormChart.write(result, Path.of("target/storm.html"));
        System.out.println(String.join("\n", progress));
        System.out.println(String.join("\n", StormText.lines(result)));
    }

    @AfterAll
    static void lookForLeaksAgain() {
        ResourceLeakDetector.setLevel(BEFORE);
    }

    @Test
    void nobodyOpensMoreSessionsThanThePlanAllows() {
        assertThat(result.peak()).isBetween(1, PLAN);
        assertThat(result.beyondPlan()).isZero();
    }

    @Test
    void everyCallerGetsTheAgentTheOverflowOrACleanEnd() {
        assertThat(result.outcomes().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(STORM.callers());
        assertThat(result.outcomes().keySet()).as("%s", result.examples()).allMatch(Outcome::isKept);
        assertThat(result.count(Outcome.AGENT)).isPositive();
        assertThat(result.count(Outcome.OVERFLOW)).isPositive();
    }

    @Test
    void someWereTurnedAwayByTheAgentService() {
        assertThat(result.refused()).isPositive();
    }

    @Test
    void nobodyIsOvertakenInLine() {
        assertThat(result.inLine().count()).isPositive();
        assertThat(result.overtakings()).isEmpty();
    }

    @Test
    void nothingIsHeldAfterwards() {
        assertThat(result.held()).isEmpty();
    }
}
