package callgateway.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import callgateway.admission.Outcome.Granted;
import callgateway.admission.Outcome.Queued;
import callgateway.admission.Outcome.Refused;
import callgateway.admission.Outcome.Why;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LedgerTest {
    private static final Claim SALES = new Claim("sales", "+15550100");
    private static final Claim SALES_OTHER = new Claim("sales", "+15550101");
    private static final Claim SUPPORT = new Claim("support", "+15550102");
    private static final Duration LONG = Duration.ofMinutes(10);

    @Test
    void aCallHasOneSlotHoweverOftenItAsks() {
        Ledger ledger = new Ledger(Limits.of(5, 5));

        assertThat(ledger.ask("A", SALES, 0)).isEqualTo(new Granted(true));
        assertThat(ledger.ask("A", SALES, 1)).isEqualTo(new Granted(false));
        assertThat(ledger.confirm("A", 2)).isTrue();
        assertThat(ledger.confirm("A", 3)).isTrue();
        assertThat(ledger.ask("A", SALES, 4)).isEqualTo(new Granted(false));
        assertThat(ledger.use(Scope.PLAN)).isEqualTo(1);

        assertThat(ledger.release("A")).contains(new Release(SALES, true));
        assertThat(ledger.release("A")).isEmpty();
        assertThat(ledger.use(Scope.PLAN)).isZero();
        assertThat(ledger.confirm("A", 5)).isFalse();
        assertThat(ledger.renew("A", 5)).isFalse();
    }

    @Test
    void whoFindsItFullWaitsAndComesInInTurn() {
        Ledger ledger = new Ledger(Limits.of(1, 5));
        ledger.ask("A", SALES, 0);

        assertThat(ledger.ask("B", SALES, 1)).isEqualTo(new Queued(1, 1));
        assertThat(ledger.ask("C", SALES, 2)).isEqualTo(new Queued(2, 2));
        assertThat(ledger.ask("B", SALES, 3)).isEqualTo(new Queued(1, 2));
        assertThat(ledger.promote(4)).isEmpty();
        ledger.release("A");
        assertThat(ledger.ask("D", SALES, 5)).as("before the promotion").isEqualTo(new Queued(3, 3));
        assertThat(ledger.promote(6)).containsExactly(new Promotion("B", SALES, 5));
        assertThat(ledger.ask("B", SALES, 7)).isEqualTo(new Granted(false));
        assertThat(ledger.position("C")).contains(new Position(1, 2));
        assertThat(ledger.position("B")).isEmpty();
    }

    @Test
    void whoLeavesTheLineMakesRoomBehind() {
        Ledger ledger = new Ledger(Limits.of(0, 5));
        ledger.ask("A", SALES, 0);
        ledger.ask("B", SALES, 0);

        assertThat(ledger.leave("A")).isTrue();
        assertThat(ledger.leave("A")).isFalse();
        assertThat(ledger.position("B")).contains(new Position(1, 1));
        assertThat(ledger.seen("A", 1)).isFalse();
        assertThat(ledger.seen("B", 1)).isTrue();
    }

    @Test
    void aRefusalNamesTheWidestScopeThatIsFull() {
        Limits limits = Limits.of(9, 9)
                .withPools(Map.of("sales", new PoolLimits(1, 0, 0, Duration.ZERO), "support", pool(9, 0, 1)))
                .withNumbers(Map.of("+15550102", new NumberLimits("support", 0, 0)));
        Ledger ledger = new Ledger(limits);
        ledger.ask("A", SALES, 0);

        assertThat(ledger.ask("B", SALES, 0)).isEqualTo(new Refused(Scope.pool("sales"), Why.NO_LINE));
        assertThat(ledger.ask("C", SUPPORT, 0)).isEqualTo(new Queued(1, 1));
        assertThat(ledger.ask("D", SUPPORT, 0)).isEqualTo(new Refused(Scope.number("+15550102"), Why.LINE_FULL));
        ledger.cap(Scope.NODE, 1);
        assertThat(ledger.ask("D", SUPPORT, 0)).isEqualTo(new Refused(Scope.NODE, Why.LINE_FULL));
        ledger.cap(Scope.PLAN, 1);
        assertThat(ledger.ask("D", SUPPORT, 0)).isEqualTo(new Refused(Scope.PLAN, Why.LINE_FULL));
        assertThat(ledger.size()).isEqualTo(2);
    }

    @Test
    void aReservedPartIsKeptForItsPoolAndOfAPoolForItsNumber() {
        Limits limits = Limits.of(4, 9)
                .withPools(Map.of("sales", pool(2, 2, 9), "support", pool(9, 0, 9)))
                .withNumbers(Map.of(SALES.number(), new NumberLimits("sales", 9, 1)));
        Ledger ledger = new Ledger(limits);

        assertThat(ledger.ask("A", SUPPORT, 0)).isEqualTo(new Granted(true));
        assertThat(ledger.ask("B", SUPPORT, 0)).isEqualTo(new Granted(true));
        assertThat(ledger.ask("C", SUPPORT, 0)).isEqualTo(new Queued(1, 1));
        assertThat(ledger.ask("D", SALES_OTHER, 0)).isEqualTo(new Granted(true));
        assertThat(ledger.ask("E", SALES_OTHER, 0)).isEqualTo(new Queued(1, 1));
        assertThat(ledger.ask("F", SALES, 0))
                .as("passes E, who has to leave this one free")
                .isEqualTo(new Granted(true));
        assertThat(ledger.promote(1)).isEmpty();
    }

    @Test
    void whileThePlanAllowsLessReservedPartsShrinkInProportion() {
        Limits limits = Limits.of(10, 99).withPools(Map.of("sales", pool(9, 5, 9), "support", pool(9, 0, 9)));
        Ledger ledger = new Ledger(limits);
        ledger.effectivePlan(4);

        assertThat(ledger.ask("A", SUPPORT, 0)).isEqualTo(new Granted(true));
        assertThat(ledger.ask("B", SUPPORT, 0)).isEqualTo(new Granted(true));
        assertThat(ledger.ask("C", SUPPORT, 0)).isEqualTo(new Queued(1, 1));
        ledger.effectivePlan(99);
        assertThat(ledger.promote(1)).hasSize(1);
        assertThat(ledger.snapshot().of(Scope.PLAN)).hasValueSatisfying(row -> {
            assertThat(row.cap()).isEqualTo(10);
            assertThat(row.effectiveCap()).isEqualTo(10);
        });
    }

    @Test
    void moreReservedThanThereIsStopsNobodyForGood() {
        Limits limits = Limits.of(2, 99).withPools(Map.of("sales", pool(9, 5, 9), "support", pool(9, 5, 9)));
        Ledger ledger = new Ledger(limits);

        assertThat(limits.overcommitted()).isPresent();
        assertThat(ledger.ask("A", SUPPORT, 0)).isEqualTo(new Granted(true));
        assertThat(ledger.ask("B", SALES, 0)).isEqualTo(new Granted(true));
    }

    @Test
    void aPoolThatIsFullDoesNotHoldUpTheOthersAndANumberNotItsPool() {
        Limits limits = Limits.of(9, 9)
                .withPools(Map.of("sales", pool(1, 0, 9), "support", pool(9, 0, 9)))
                .withNumbers(Map.of(SALES.number(), new NumberLimits("sales", 0, 0)));
        Ledger ledger = new Ledger(limits);
        ledger.effectivePlan(0);
        ledger.ask("A", SALES, 0);
        ledger.ask("B", SALES_OTHER, 1);
        ledger.ask("C", SALES_OTHER, 2);
        ledger.ask("D", SUPPORT, 3);
        ledger.effectivePlan(9);

        assertThat(ledger.promote(4)).extracting(Promotion::callSid).containsExactly("B", "D");
        assertThat(ledger.position("A")).contains(new Position(1, 2));
    }

    @Test
    void theTurnedAwayComeFirstInTheirOwnOrderAndGiveTheirSlotsBackFirst() {
        Limits limits = Limits.of(2, 9).withPools(Map.of("sales", pool(9, 0, 1)));
        Ledger ledger = new Ledger(limits);
        ledger.ask("A", SALES, 0);
        ledger.ask("B", SALES, 0);
        ledger.confirm("B", 0);
        ledger.ask("W", SALES, 0);

        assertThat(ledger.askFirst("A", SALES, 1)).isEqualTo(new Queued(1, 2));
        assertThat(ledger.use(Scope.PLAN)).isEqualTo(1);
        assertThat(ledger.askFirst("B", SALES, 2)).as("beyond the depth").isEqualTo(new Queued(2, 3));
        assertThat(ledger.askFirst("A", SALES, 3)).isEqualTo(new Queued(1, 3));
        assertThat(ledger.ask("B", SALES, 3)).isEqualTo(new Queued(2, 3));
        assertThat(ledger.release("A")).isEmpty();
        assertThat(ledger.promote(4)).extracting(Promotion::callSid).containsExactly("A", "B");
    }

    @Test
    void whileClosedOnlyOneAtATimeIsLetIn() {
        Ledger ledger = new Ledger(Limits.of(9, 9));
        ledger.open(false);

        assertThat(ledger.ask("A", SALES, 0)).isEqualTo(new Queued(1, 1));
        assertThat(ledger.ask("B", SALES, 0)).isEqualTo(new Queued(2, 2));
        assertThat(ledger.promote(1)).isEmpty();
        assertThat(ledger.promoteOne(1))
                .hasValueSatisfying(one -> assertThat(one.callSid()).isEqualTo("A"));
        ledger.open(true);
        assertThat(ledger.promote(2)).hasSize(1);
        assertThat(ledger.promoteOne(2)).isEmpty();
    }

    @Test
    void aSlotThatIsNotConfirmedInTimeIsFreeAgain() {
        Ledger ledger = new Ledger(Limits.of(9, 9));
        ledger.ask("A", SALES, 0);
        ledger.ask("B", SALES, 0);
        ledger.ask("B", SALES, 20_000);

        assertThat(ledger.expire(29_999)).isEmpty();
        assertThat(ledger.expire(30_000)).containsExactly(new Expired("A", SALES, Expired.Kind.UNCONFIRMED));
        assertThat(ledger.expire(30_000)).isEmpty();
        assertThat(ledger.release("A")).isEmpty();
        assertThat(ledger.holds("B")).isTrue();
    }

    @Test
    void aPermitLivesAsLongAsItIsRenewed() {
        Ledger ledger = new Ledger(Limits.of(9, 9));
        ledger.ask("A", SALES, 0);
        assertThat(ledger.renew("A", 0)).as("no permit yet").isFalse();
        ledger.confirm("A", 10_000);

        assertThat(ledger.renew("A", 35_000)).isTrue();
        assertThat(ledger.expire(64_999)).isEmpty();
        assertThat(ledger.expire(65_000)).containsExactly(new Expired("A", SALES, Expired.Kind.NOT_RENEWED));
        assertThat(ledger.use(Scope.PLAN)).isZero();
    }

    @Test
    void aWaitingCallerWhoIsNotHeardOfIsGone() {
        Ledger ledger = new Ledger(Limits.of(0, 9));
        ledger.ask("A", SALES, 0);
        ledger.ask("B", SALES, 0);
        ledger.seen("B", 30_000);

        assertThat(ledger.expire(60_000)).containsExactly(new Expired("A", SALES, Expired.Kind.NOT_SEEN));
        assertThat(ledger.position("B")).contains(new Position(1, 1));
    }

    @Test
    void whoHasWaitedTooLongIsSentElsewhereUntilItIsGone() {
        Ledger ledger = new Ledger(Limits.of(0, 9).withPools(Map.of("sales", pool(9, 0, 9, Duration.ofSeconds(20)))));
        ledger.ask("A", SALES, 0);
        ledger.seen("A", 15_000);
        Refused refused = new Refused(Scope.PLAN, Why.WAITED_TOO_LONG);

        assertThat(ledger.expire(20_000)).containsExactly(new Expired("A", SALES, Expired.Kind.WAITED_TOO_LONG));
        assertThat(ledger.position("A")).isEmpty();
        ledger.cap(Scope.PLAN, 5);
        assertThat(ledger.promote(21_000)).isEmpty();
        assertThat(ledger.ask("A", SALES, 22_000)).isEqualTo(refused);
        assertThat(ledger.askFirst("A", SALES, 22_000)).isEqualTo(refused);
        assertThat(ledger.expire(82_000)).as("nobody waits for it").isEmpty();
        assertThat(ledger.ask("A", SALES, 82_000)).isEqualTo(new Granted(true));
    }

    @Test
    void allTurnsOfWaitingCountTogether() {
        Ledger ledger = new Ledger(Limits.of(1, 9).withPools(Map.of("sales", pool(9, 0, 9, Duration.ofSeconds(20)))));
        ledger.ask("A", SALES, 0);
        ledger.ask("B", SALES, 0);
        ledger.release("A");
        assertThat(ledger.promote(12_000)).containsExactly(new Promotion("B", SALES, 12_000));

        ledger.askFirst("B", SALES, 15_000);

        assertThat(ledger.expire(22_999)).isEmpty();
        assertThat(ledger.expire(23_000)).containsExactly(new Expired("B", SALES, Expired.Kind.WAITED_TOO_LONG));
    }

    @Test
    void aClockThatGoesBackEndsNothingEarly() {
        Ledger ledger = new Ledger(Limits.of(1, 9));
        ledger.ask("A", SALES, 100_000);
        ledger.ask("B", SALES, 0);

        assertThat(ledger.expire(129_999)).isEmpty();
        assertThat(ledger.expire(50_000)).isEmpty();
    }

    @Test
    void aCapLoweredBelowItsUseCutsNobodyAndAdmitsNobodyUntilThereIsRoom() {
        Ledger ledger = new Ledger(Limits.of(3, 9));
        List.of("A", "B", "C").forEach(sid -> ledger.ask(sid, SALES, 0));
        ledger.cap(Scope.pool("sales"), 1);

        assertThat(ledger.use(Scope.pool("sales"))).isEqualTo(3);
        assertThat(ledger.ask("D", SALES, 0)).isEqualTo(new Queued(1, 1));
        ledger.release("A");
        ledger.release("B");
        assertThat(ledger.promote(1)).isEmpty();
        ledger.release("C");
        assertThat(ledger.promote(1)).hasSize(1);
        assertThat(ledger.limits().cap(Scope.pool("sales"))).isEqualTo(1);
    }

    @Test
    void namesThatNobodyConfiguredAreForgottenWithTheirLastCall() {
        Ledger ledger = new Ledger(Limits.of(1, 9));
        for (int i = 0; i < 50; i++) {
            Claim claim = new Claim("pool" + i, "+1555" + i);
            ledger.ask("A" + i, claim, 0);
            ledger.ask("B" + i, claim, 0);
            ledger.release("A" + i);
            ledger.leave("B" + i);
            ledger.leave("A" + i);
        }

        assertThat(ledger.size()).isZero();
        assertThat(ledger.snapshot().scopes()).extracting(Snapshot.Row::scope).containsExactly(Scope.PLAN, Scope.NODE);
    }

    @Test
    void positionsInALongLineAreRightWhoeverLeaves() {
        Ledger ledger = new Ledger(Limits.of(0, 0).withPools(Map.of("sales", pool(9, 0, 100_000))));
        long seed = 20261123;
        Random random = new Random(seed);
        List<String> line = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            if (random.nextInt(5) < 3 || line.isEmpty()) {
                line.add("CA" + i);
                ledger.ask("CA" + i, SALES, i);
            } else {
                ledger.leave(line.remove(random.nextInt(line.size())));
            }
            int any = random.nextInt(Math.max(1, line.size()));
            if (any < line.size()) {
                assertThat(ledger.position(line.get(any)))
                        .as("seed %d, step %d", seed, i)
                        .contains(new Position(any + 1, line.size()));
            }
        }
    }

    @Test
    void badCapsAreRefusedInWords() {
        Ledger ledger = new Ledger(Limits.of(1, 1));

        assertThatThrownBy(() -> ledger.cap(Scope.PLAN, -1)).hasMessage("plan: -1 (expected: >= 0)");
        assertThatThrownBy(() -> ledger.effectivePlan(-1)).hasMessage("effective plan: -1 (expected: >= 0)");
        assertThatThrownBy(() -> ledger.cap(Scope.number("+15550100"), 3))
                .hasMessage("number:+******00: not configured (expected: one of the configured numbers)");
    }

    private static PoolLimits pool(int cap, int reserved, int maxDepth) {
        return pool(cap, reserved, maxDepth, LONG);
    }

    private static PoolLimits pool(int cap, int reserved, int maxDepth, Duration maxWait) {
        return new PoolLimits(cap, reserved, maxDepth, maxWait);
    }
}
