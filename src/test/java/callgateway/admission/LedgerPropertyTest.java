package callgateway.admission;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Long random lives of the ledger against one that is too simple to be wrong; and the proof that this would show a fault. */
final class LedgerPropertyTest {
    private static final int STEPS = 4000;

    @Test
    void underFixedLimitsNothingIsOverLeakedOvertakenOrTakenFromOthersParts() {
        for (long seed = 1; seed <= 30; seed++) {
            History.run(seed, STEPS, false, Subject::new);
        }
    }

    @Test
    void whateverChangesWhileCallsAreLiveNobodyIsAdmittedAboveACapAndNobodyIsCut() {
        for (long seed = 1001; seed <= 1050; seed++) {
            History.run(seed, STEPS, true, Subject::new);
        }
    }

    @Test
    void aForgottenReleaseIsNoticed() {
        isNoticed(limits -> new Subject(limits) {
            private int releases;

            @Override
            Optional<Release> release(String sid) {
                return ++releases % 51 == 0 ? Optional.empty() : super.release(sid);
            }
        });
    }

    @Test
    void aSecondSlotForTheSameCallIsNoticed() {
        isNoticed(limits -> new Subject(limits) {
            @Override
            Outcome ask(String sid, Claim claim, Place place, long now) {
                super.ask(sid + "again", claim, place, now);
                return super.ask(sid, claim, place, now);
            }
        });
    }

    @Test
    void aPlaceThatIsForgottenIsNoticed() {
        isNoticed(limits -> new Subject(limits) {
            @Override
            Outcome ask(String sid, Claim claim, Place place, long now) {
                return super.ask(sid, claim, place.first() ? place : Place.NEW, now);
            }
        });
    }

    @Test
    void oneSlotMoreThanTheCapIsNoticed() {
        isNoticed(limits -> new Subject(limits.withCap(Scope.NODE, limits.node() + 1)));
    }

    @Test
    void aTurnedAwayCallerBehindTheOthersIsNoticed() {
        isNoticed(limits -> new Subject(limits) {
            @Override
            Outcome askFirst(String sid, Claim claim, long now) {
                ledger.release(sid);
                return ledger.ask(sid, claim, now);
            }
        });
    }

    @Test
    void reservedPartsThatAreNotKeptAreNoticed() {
        isNoticed(limits ->
                new Subject(limits.withPools(limits.withCap(Scope.pool("sales"), 6).pools().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                pool -> new PoolLimits(
                                        pool.getValue().cap(),
                                        0,
                                        pool.getValue().maxDepth(),
                                        pool.getValue().maxWait()))))));
    }

    @Test
    void aTimeThatNeverEndsIsNoticed() {
        isNoticed(limits -> new Subject(limits) {
            @Override
            List<Expired> expire(long now) {
                return List.of();
            }
        });
    }

    private static void isNoticed(Function<Limits, Subject> wrong) {
        assertThatThrownBy(() -> {
                    for (long seed = 1; seed <= 3; seed++) {
                        History.run(seed, STEPS, false, wrong);
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("seed");
    }
}
