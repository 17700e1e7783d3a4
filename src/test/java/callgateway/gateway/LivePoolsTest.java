package callgateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.admission.NumberLimits;
import callgateway.config.AdmissionSettings;
import callgateway.routing.Caps;
import callgateway.routing.NumberPattern;
import callgateway.routing.Overflow;
import callgateway.routing.Pool;
import callgateway.routing.Pools;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What admission is held to by the pools. */
class LivePoolsTest {
    private static final Pool ANY = Webhooks.pool("any", "*", 20, Overflow.Busy.BUSY);

    @Test
    void aNumberThatIsListedHasItsCapBeforeItIsCalled() {
        // In a cluster the coordinator lends what is configured, and may be on a node that nobody has called yet.
        LivePools pools = live(capped("+15550100", "+15550101"));

        assertThat(pools.limits().numbers())
                .containsOnly(
                        Map.entry("+15550100", new NumberLimits("sales", 3, 1)),
                        Map.entry("+15550101", new NumberLimits("sales", 3, 0)));
    }

    @Test
    void aNumberThatOnlyABeginningNamesHasItOnceItIsCalled() {
        LivePools pools = live(capped("+1555*", "+15550100"));
        assertThat(pools.limits().numbers()).containsOnlyKeys("+15550100");

        pools.claim(pools.now().of("+15550177"), "+15550177", command -> {});

        assertThat(pools.limits().numbers()).containsEntry("+15550177", new NumberLimits("sales", 3, 0));
    }

    private static Pool capped(String... numbers) {
        return new Pool(
                "sales",
                Arrays.stream(numbers).map(NumberPattern::parse).toList(),
                ANY.agent(),
                new Caps(OptionalInt.of(10), 0, OptionalInt.of(3), Map.of("+15550100", 1)),
                ANY.line(),
                ANY.overflow(),
                ANY.guards(),
                null,
                null,
                ANY.transfers());
    }

    private static LivePools live(Pool pool) {
        AdmissionSettings times = new AdmissionSettings(
                Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(15), Duration.ofSeconds(60));
        return new LivePools(new Pools(List.of(pool, ANY)), OptionalInt.of(20), 1000, times);
    }
}
