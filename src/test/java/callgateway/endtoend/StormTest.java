package callgateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.load.storm.Outcome;
import callgateway.load.storm.StormResult;
import callgateway.load.storm.StormRun;
import callgateway.load.storm.StormSettings;
import callgateway.load.storm.StormTarget;
import callgateway.load.storm.StormText;
import callgateway.simulator.omni.OmniSimulatorSettings;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Far more callers than slots. */
@ExtendWith(LeaksElsewhere.class)
class StormTest {
    private static final int PLAN = 50;

    private static final String GATEWAY = """
            plan.concurrency = 50
            pools.storm {
              numbers = ["*"]
              line { max-depth = 250, max-wait = 8s }
              overflow = "dial:+15550100042"
            }
            """;

    @Test
    void twoThousandCallersOfWhomTheAgentServiceTurnsSomeAway() throws Exception {
        StormResult result = blow(2000, 0.1, Duration.ofSeconds(1));

        assertThat(result.refused()).as("refused at random").isPositive();
        assertEveryPromiseKept(result);
    }

    @Test
    void sixHundredCallersWhoFillThePlan() throws Exception {
        StormResult result = blow(600, 0, Duration.ofSeconds(2));

        assertThat(result.refused()).isZero();
        assertEveryPromiseKept(result);
    }

    private static void assertEveryPromiseKept(StormResult result) {
        String all = String.join("\n", StormText.lines(result));
        assertThat(result.peak()).as(all).isBetween(1, PLAN);
        assertThat(result.beyondPlan()).as(all).isZero();
        assertThat(result.outcomes().keySet()).as(all).allMatch(Outcome::isKept);
        assertThat(result.outcomes().values().stream().mapToInt(Long::intValue).sum())
                .isEqualTo(result.settings().callers());
        assertThat(result.count(Outcome.AGENT)).as(all).isPositive();
        assertThat(result.count(Outcome.OVERFLOW)).as(all).isPositive();
        assertThat(result.inLine().count()).as(all).isPositive();
        assertThat(result.overtakings()).as(all).isEmpty();
        assertThat(result.held()).as(all).isEmpty();
        assertThat(result.broken()).as(all).isEmpty();
    }

    private static StormResult blow(int callers, double refuseShare, Duration talk) throws Exception {
        StormSettings settings =
                new StormSettings(callers, PLAN, 100, refuseShare, 1, talk, 0.2, GatewayUnderTest.PATIENCE, 0);
        try (FarEnds far = new FarEnds(OmniSimulatorSettings.echo(0));
                StormRun run = StormRun.prepare(settings, second -> {});
                GatewayUnderTest gateway = GatewayUnderTest.start(far, run.omni(), GATEWAY)) {
            URI port = URI.create("http://127.0.0.1:" + gateway.address().getPort());
            return run.blow(new StormTarget(
                    port, GatewayUnderTest.PUBLIC_HOST, GatewayUnderTest.AUTH_TOKEN, gateway.adminUri(), null));
        }
    }
}
