package callgateway.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LimitsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void aScopeIsReadAsItIsWritten() {
        for (String text : List.of("plan", "node", "pool:sales", "number:+15550100", "number:sip:desk@example.org")) {
            assertThat(Scope.parse(text)).hasToString(text);
        }
        assertThat(Scope.parse("plan")).isEqualTo(Scope.PLAN);
        assertThat(Scope.number("+15550100").toMaskedString()).isEqualTo("number:+******00");
        assertThat(Scope.pool("sales2").toMaskedString()).isEqualTo("pool:sales2");
    }

    @Test
    void aScopeThatIsNoneSaysWhatIsExpected() {
        assertThatThrownBy(() -> Scope.parse("+15550100"))
                .hasMessage("scope: \"+******00\" (expected: plan, node, pool:NAME or number:NUMBER)");
        assertThatThrownBy(() -> Scope.parse("")).hasMessageStartingWith("scope: \"\"");
        assertThatThrownBy(() -> Scope.parse("plan:x")).hasMessageStartingWith("scope: \"plan:x\"");
        assertThatThrownBy(() -> Scope.parse("pool:a b"))
                .hasMessage("pool: \"a b\" (expected: letters, digits, . _ -, at most 64)");
        assertThatThrownBy(() -> Scope.parse("number:"))
                .hasMessage("number: \"\" (expected: no spaces, at most 256 characters)");
        assertThatThrownBy(() -> new Scope(Scope.Kind.NODE, "a")).hasMessage("NODE: \"a\" (expected: no name)");
    }

    @Test
    void aClaimHasProperNamesAndHidesDigits() {
        assertThat(new Claim("sales", "+15550100")).hasToString("Claim[sales, +******00]");
        assertThatThrownBy(() -> new Claim("", "+15550100")).hasMessageStartingWith("pool: \"\"");
        assertThatThrownBy(() -> new Claim("sales", "+1 555 0100")).hasMessageStartingWith("number: \"+* *** **00\"");
    }

    @Test
    void negativeNumbersAndImpossibleTimesAreRefused() {
        assertThatThrownBy(() -> Limits.of(-1, 1)).hasMessage("plan: -1 (expected: >= 0)");
        assertThatThrownBy(() -> Limits.of(1, -2)).hasMessage("node: -2 (expected: >= 0)");
        assertThatThrownBy(() -> new PoolLimits(-1, 0, 0, MINUTE)).hasMessage("cap: -1 (expected: >= 0)");
        assertThatThrownBy(() -> new PoolLimits(1, -1, 0, MINUTE)).hasMessage("reserved: -1 (expected: >= 0)");
        assertThatThrownBy(() -> new PoolLimits(1, 0, -1, MINUTE)).hasMessage("max-depth: -1 (expected: >= 0)");
        assertThatThrownBy(() -> new PoolLimits(1, 0, 1, Duration.ZERO))
                .hasMessage("max-wait: PT0S (expected: 1 ms..24 h)");
        assertThatThrownBy(() -> new PoolLimits(1, 0, 0, Duration.ofDays(2)))
                .hasMessage("max-wait: PT48H (expected: 1 ms..24 h)");
        assertThatThrownBy(() -> new NumberLimits("sales", -1, 0)).hasMessage("cap: -1 (expected: >= 0)");
        assertThatThrownBy(() -> new NumberLimits("sales", 1, -1)).hasMessage("reserved: -1 (expected: >= 0)");
        assertThatThrownBy(() -> new NumberLimits("", 1, 0)).hasMessageStartingWith("pool: \"\"");
    }

    @Test
    void timesHaveTheirRangeAndNothingIsReservedForPoolsWithoutAName() {
        assertThatThrownBy(() -> limits(Duration.ZERO, MINUTE, MINUTE)).hasMessageStartingWith("unconfirmed-for: PT0S");
        assertThatThrownBy(() -> limits(MINUTE, Duration.ofNanos(1), MINUTE)).hasMessageStartingWith("permit-for: PT");
        assertThatThrownBy(() -> limits(MINUTE, MINUTE, Duration.ofDays(9)))
                .hasMessageStartingWith("waiter-unseen-for: PT216H");
        PoolLimits greedy = new PoolLimits(5, 1, 0, Duration.ZERO);
        assertThatThrownBy(() -> new Limits(1, 1, greedy, Map.of(), Map.of(), MINUTE, MINUTE, MINUTE))
                .hasMessage("other-pools.reserved: 1 (expected: 0)");
        assertThatThrownBy(() -> Limits.of(1, 1).withPools(Map.of("a b", PoolLimits.unlimited(0, Duration.ZERO))))
                .hasMessageStartingWith("pool: \"a b\"");
    }

    @Test
    void moreReservedThanThereIsIsToldToTheOperator() {
        Limits fits = Limits.of(10, 10).withPools(Map.of("a", pool(9, 5), "b", pool(9, 5)));

        assertThat(fits.overcommitted()).isEmpty();
        assertThat(fits.withCap(Scope.PLAN, 9).overcommitted())
                .contains("the pools together: 10 slots reserved (expected: at most 9, the plan)");
        assertThat(fits.withCap(Scope.pool("b"), 4).overcommitted())
                .contains("pool:b: 5 slots reserved (expected: at most 4, its cap)");
        assertThat(fits.withNumbers(Map.of("+15550100", new NumberLimits("a", 1, 2)))
                        .overcommitted())
                .contains("number:+******00: 2 slots reserved (expected: at most 1, its cap)");
        assertThat(fits.withNumbers(Map.of(
                                "+15550100", new NumberLimits("a", 6, 6),
                                "+15550101", new NumberLimits("a", 6, 6)))
                        .overcommitted())
                .contains("the numbers of pool:a together: 12 slots reserved (expected: at most 9, its cap)");
    }

    @Test
    void aCapThatIsLoweredAndRaisedAgainLeavesTheReservedPartAsItWas() {
        Limits limits = Limits.of(10, 10).withPools(Map.of("a", pool(9, 5)));

        Limits back = limits.withCap(Scope.pool("a"), 0).withCap(Scope.pool("a"), 9);

        assertThat(back).isEqualTo(limits);
        assertThat(back.reserved(Scope.pool("a"))).isEqualTo(5);
        assertThat(back.cap(Scope.pool("other"))).isEqualTo(Limits.UNLIMITED);
        assertThat(back.cap(Scope.number("+15550100"))).isEqualTo(Limits.UNLIMITED);
    }

    private static PoolLimits pool(int cap, int reserved) {
        return new PoolLimits(cap, reserved, 5, MINUTE);
    }

    private static Limits limits(Duration unconfirmed, Duration permit, Duration unseen) {
        return new Limits(
                1, 1, PoolLimits.unlimited(0, Duration.ZERO), Map.of(), Map.of(), unconfirmed, permit, unseen);
    }
}
