package callgateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.admission.share.Amounts;
import callgateway.admission.share.Report;
import callgateway.admission.share.Term;
import callgateway.admission.share.ToNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The ledger of a node that has a share of the cluster's caps. */
final class SharesTest {
    private static final Claim SALES = new Claim("sales", "+15550100");
    private static final Claim OTHERS = new Claim("others", "+15550102");
    private static final Limits LIMITS = Limits.of(20, 100)
            .withPools(Map.of("sales", new PoolLimits(8, 4, 100, Duration.ofMinutes(5))))
            .withNumbers(Map.of(SALES.number(), new NumberLimits("sales", 3, 2)));

    private final Said said = new Said();
    private final Ledger ledger = new Ledger(LIMITS);
    private final Lent lends = new Lent();
    private final Shares shares = new Shares(new SharePlan("n1", 7, said), LIMITS, ledger, lends);
    private long seq;

    private static final class Said implements ShareLink {
        private @Nullable Report last;

        @Override
        public void report(Report report) {
            last = report;
        }

        @Override
        public void turnedAway(Knock.Refused refused) {}

        @Override
        public void discovered(int sessions) {}

        @Override
        public CompletionStage<Change> cap(Scope scope, int slots) {
            return CompletableFuture.completedStage(new Change(null));
        }

        @Override
        public CompletionStage<Change> dead(String node) {
            return CompletableFuture.completedStage(new Change(null));
        }

        Report last() {
            return Objects.requireNonNull(last);
        }
    }

    private void told(Map<String, Integer> most, String... tight) {
        shares.tick(0);
        shares.heard(
                new ToNode.Told(
                        new Term(1, "c"),
                        ++seq,
                        "n1",
                        7,
                        said.last().number(),
                        Amounts.limited(most),
                        Set.of(tight),
                        60_000),
                0);
        shares.sync(0);
    }

    private boolean granted(String callSid, Claim claim) {
        shares.sync(0);
        return ledger.ask(callSid, claim, 0) instanceof Outcome.Granted;
    }

    @Test
    void capsAreDividedIntoWhatIsKeptAndTheRest() {
        assertThat(Budgets.of(LIMITS, 20))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "plan", 16, "part:sales", 4, "pool:sales", 6, "kept:+15550100", 2, "number:+15550100", 3));
        assertThat(Budgets.of(LIMITS, 10)).containsEntry("plan", 8).containsEntry("part:sales", 2);
        assertThat(Budgets.sum(Scope.PLAN, LIMITS, Amounts.limited(Budgets.of(LIMITS, 20))))
                .isEqualTo(20);
        assertThat(Budgets.sum(Scope.pool("sales"), LIMITS, Amounts.limited(Budgets.of(LIMITS, 20))))
                .isEqualTo(8);
    }

    @Test
    void beforeItIsToldAnythingItAdmitsNobody() {
        assertThat(granted("A", OTHERS)).isFalse();
        shares.tick(0);
        assertThat(said.last().waits()).singleElement().satisfies(wait -> assertThat(wait.needs())
                .isEqualTo(List.of(List.of("plan"), List.of("pool:others"))));
    }

    @Test
    void whatIsKeptForAPoolIsNotForOthersAndThePoolUsesItsPartFirst() {
        told(Map.of("plan", 1, "part:sales", 2, "pool:sales", 3, "kept:+15550100", 0, "number:+15550100", 3));

        assertThat(granted("A", SALES)).isTrue();
        assertThat(granted("B", OTHERS)).isTrue();
        assertThat(granted("C", OTHERS)).as("one is left, and kept for sales").isFalse();
        assertThat(granted("D", SALES)).isTrue();
        assertThat(granted("E", SALES))
                .as("the pool has three, the plan is full")
                .isFalse();
        shares.tick(0);
        assertThat(said.last().use().slots())
                .containsEntry("plan", 1)
                .containsEntry("part:sales", 2)
                .containsEntry("pool:sales", 2);
    }

    @Test
    void aPartOfWhichThePoolMayNotUseAllIsStillNotForOthers() {
        told(Map.of("plan", 0, "part:sales", 3, "pool:sales", 1, "kept:+15550100", 0, "number:+15550100", 3));

        assertThat(granted("A", SALES)).isTrue();
        assertThat(granted("B", OTHERS)).isFalse();
        assertThat(granted("C", SALES)).isFalse();
    }

    @Test
    void callsOfAPoolThatTakeFromTheRestWishForItsPart() {
        told(Map.of("plan", 2, "part:sales", 0, "pool:sales", 3, "kept:+15550100", 0, "number:+15550100", 3));
        granted("A", SALES);
        granted("B", SALES);
        shares.tick(0);
        assertThat(said.last().wishes().slots()).containsEntry("part:sales", 2).containsEntry("kept:+15550100", 2);

        told(Map.of("plan", 2, "part:sales", 2, "pool:sales", 3, "kept:+15550100", 0, "number:+15550100", 3));
        assertThat(granted("C", OTHERS)).isTrue();
        assertThat(granted("D", OTHERS)).isTrue();
    }

    @Test
    void whatComesFreeOfSomethingTightIsGivenBackAndOfSomethingElseKept() {
        told(Map.of("plan", 2, "part:sales", 0, "pool:sales", 3), "plan");
        granted("A", OTHERS);
        granted("B", OTHERS);
        shares.sync(0);
        ledger.release("A");
        assertThat(granted("C", OTHERS)).as("somebody waits elsewhere").isFalse();
        shares.tick(0);
        assertThat(said.last().belief().of("plan")).isEqualTo(1);
        assertThat(said.last().belief().of("pool:sales")).isEqualTo(3);
    }

    @Test
    void aShareThatHasRunOutAdmitsNobodyAndCutsNobody() {
        told(Map.of("plan", 2, "part:sales", 0));
        assertThat(granted("A", OTHERS)).isTrue();

        shares.sync(60_000);
        assertThat(ledger.ask("B", OTHERS, 60_000)).isInstanceOf(Outcome.Queued.class);
        assertThat(ledger.holds("A")).isTrue();
        assertThat(shares.isValid(60_000)).isFalse();
    }

    @Test
    void aLoweredShareComesDownAsCallsEnd() {
        told(Map.of("plan", 3, "part:sales", 0));
        granted("A", OTHERS);
        granted("B", OTHERS);
        told(Map.of("plan", 0, "part:sales", 0));
        shares.tick(0);
        assertThat(said.last().belief().of("plan")).isEqualTo(2);
        ledger.release("A");
        shares.sync(0);
        shares.tick(0);
        assertThat(said.last().belief().of("plan")).isEqualTo(1);
    }

    // -- what is counted

    @Test
    void slotsThatAreLentAreCountedByWhatFor() {
        told(Map.of("plan", 3, "part:sales", 1, "pool:sales", 5));
        assertThat(lends.lent).isEqualTo(Map.of(Lend.Granted.SPARE, 4));

        for (String callSid : List.of("A", "B", "C", "D")) {
            granted(callSid, OTHERS);
        }
        told(Map.of("plan", 5, "part:sales", 1, "pool:sales", 9));

        assertThat(lends.lent).isEqualTo(Map.of(Lend.Granted.SPARE, 4, Lend.Granted.WANTED, 2));
    }

    @Test
    void slotsThatAreGivenBackAreCountedByWhy() {
        told(Map.of("plan", 5, "part:sales", 0), "plan");
        granted("A", OTHERS);
        granted("B", OTHERS);
        shares.sync(0);
        lends.lent.clear();

        ledger.release("A");
        shares.sync(0);
        assertThat(lends.lent).as("somebody waits elsewhere").isEqualTo(Map.of(Lend.Returned.CAME_FREE, 1));

        told(Map.of("plan", 0, "part:sales", 0), "plan");
        assertThat(lends.lent)
                .as("what was to spare goes at once")
                .isEqualTo(Map.of(Lend.Returned.CAME_FREE, 1, Lend.Returned.RECALLED, 3));
        ledger.release("B");
        shares.sync(0);
        assertThat(lends.lent)
                .as("what was held goes with its call")
                .isEqualTo(Map.of(Lend.Returned.CAME_FREE, 1, Lend.Returned.RECALLED, 4));
    }

    @Test
    void callersWhoseAnswerWaitsForASlotAreCountedOnce() {
        shares.asks("A", OTHERS, 0);
        shares.asks("A", OTHERS, 20);
        shares.asks("B", OTHERS, 20);
        shares.asks("C", OTHERS, 20);
        shares.answered("A", new Answer.Granted(), false, Lend.Refused.NO_ROOM);
        Answer.Queued queued = new Answer.Queued(1, 1, Duration.ZERO, Place.NEW);
        shares.answered("B", queued, false, Lend.Refused.TOO_LATE);
        shares.gone("C");
        shares.gone("C");
        shares.answered("D", queued, true, Lend.Refused.NO_ROOM);
        shares.answered("D", queued, false, Lend.Refused.NO_ROOM);

        assertThat(lends.lent)
                .isEqualTo(Map.of(
                        Lend.Asked.CALLER,
                        3,
                        Lend.Asked.LINE,
                        1,
                        Lend.Refused.TOO_LATE,
                        1,
                        Lend.Refused.CALLER_GONE,
                        1));
    }
}
