package callgateway.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import callgateway.admission.Knock.Limit;
import callgateway.admission.PlanLimit.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PlanLimitTest {
    private static final PlanLimitSettings SETTINGS = new PlanLimitSettings(
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofSeconds(8),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30));
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Knock ACCEPTED = new Knock.Accepted();

    private final PlanLimit limit = new PlanLimit(50, SETTINGS);

    @Test
    void whileNothingIsRefusedEverybodyMayKnock() {
        assertThat(limit.limit()).isEqualTo(50);
        assertThat(limit.state(0)).isEqualTo(State.OPEN);
        assertThat(limit.mayKnock("A", 0)).isTrue();
        assertThat(limit.mayKnock("B", 0)).isTrue();
        assertThat(limit.prober(0)).isEmpty();
    }

    @Test
    void aConcurrencyRefusalHalvesTheLimitButNotBelowWhatIsLive() {
        limit.knocked("A", refused(Limit.CONCURRENCY, 10), 0);
        assertThat(limit.limit()).isEqualTo(25);

        limit.knocked("B", refused(Limit.CONCURRENCY, 20), 10_000);
        assertThat(limit.limit()).isEqualTo(20);
        limit.knocked("C", refused(Limit.UNKNOWN, 20), 20_000);
        assertThat(limit.limit()).as("always at least one less").isEqualTo(19);
    }

    @Test
    void aCrowdOfRefusalsCountsOnceAndOneIsTheFloor() {
        for (int i = 0; i < 30; i++) {
            limit.knocked("CA" + i, refused(Limit.CONCURRENCY, 0), i);
        }
        assertThat(limit.limit()).isEqualTo(25);
        for (int i = 1; i < 10; i++) {
            limit.knocked("CA" + i, refused(Limit.CONCURRENCY, 0), i * 10_000L);
        }
        assertThat(limit.limit()).isEqualTo(1);
    }

    @Test
    void thoseOfTheCrowdWhoAreLetInProveWhatThereIsRoomFor() {
        limit.knocked("A", refused(Limit.CONCURRENCY, 2), 0);
        assertThat(limit.limit()).isEqualTo(25);

        for (int i = 0; i < 40; i++) {
            limit.knocked("CA" + i, new Knock.Accepted(), 10 + i);
        }
        assertThat(limit.limit()).as("2 lived, and 40 more").isEqualTo(42);

        for (int i = 0; i < 40; i++) {
            limit.knocked("CB" + i, new Knock.Accepted(), 100 + i);
        }
        assertThat(limit.limit()).as("never what was refused").isEqualTo(49);
    }

    @Test
    void whoIsLetInLaterProvesNothingAboutTheCrowd() {
        limit.knocked("A", refused(Limit.CONCURRENCY, 2), 0);

        for (int i = 0; i < 40; i++) {
            limit.knocked("CA" + i, new Knock.Accepted(), 1_000 + i);
        }

        assertThat(limit.limit()).isEqualTo(25);
    }

    @Test
    void aProbeThatIsRefusedBesideFewSessionsLengthensThePauseAndLeavesTheLimitAlone() {
        limit.knocked("A", refused(Limit.CONCURRENCY, 10), 0);
        long now = 20_000;
        assertThat(limit.mayKnock("P", now)).isTrue();

        limit.knocked("P", refused(Limit.CONCURRENCY, 3), now);

        assertThat(limit.limit()).isEqualTo(25);
        assertThat(limit.mayKnock("Q", now + 1999)).isFalse();
        assertThat(limit.mayKnock("Q", now + 2000)).isTrue();
        limit.knocked("Q", refused(Limit.CONCURRENCY, 20), now + 2000);
        assertThat(limit.limit()).as("beside many it tells").isEqualTo(20);
    }

    @Test
    void rateAndDailyLimitsHoldOffAndLeaveTheLimitAlone() {
        limit.knocked("A", refused(Limit.RATE, 10, Duration.ofSeconds(3)), 0);
        assertThat(limit.limit()).isEqualTo(50);
        assertThat(limit.closedUntil()).isEqualTo(3_000);

        limit.knocked("B", refused(Limit.DAILY_CAP, 10), 1_000);
        assertThat(limit.limit()).isEqualTo(50);
        assertThat(limit.closedUntil())
                .as("the next 00:00 UTC")
                .isEqualTo(1_000 + Duration.ofHours(12).toMillis());
    }

    @Test
    void atMidnightTheDailyCapHasAWholeDayToGo() {
        Instant midnight = Instant.parse("2026-11-24T00:00:00Z");
        limit.knocked("A", new Knock.Refused(Limit.DAILY_CAP, Optional.empty(), 0, midnight), 0);
        assertThat(limit.closedUntil()).isEqualTo(Duration.ofDays(1).toMillis());
    }

    @Test
    void afterAPauseOneCallAtATimeMayKnock() {
        limit.knocked("A", refused(Limit.CONCURRENCY, 30), 0);

        assertThat(limit.state(999)).isEqualTo(State.CLOSED);
        assertThat(limit.mayKnock("A", 999)).isFalse();
        assertThat(limit.state(1_000)).isEqualTo(State.PROBING);
        assertThat(limit.mayKnock("A", 1_000)).isTrue();
        assertThat(limit.mayKnock("A", 1_001)).as("asked twice").isTrue();
        assertThat(limit.mayKnock("B", 1_001)).isFalse();
        assertThat(limit.prober(1_001)).contains("A");

        limit.knocked("A", ACCEPTED, 1_500);
        assertThat(limit.state(1_500)).isEqualTo(State.OPEN);
        assertThat(limit.mayKnock("B", 1_501)).isTrue();
        assertThat(limit.mayKnock("C", 1_501)).isTrue();
    }

    @Test
    void eachRefusedProbeDoublesThePause() {
        limit.knocked("A", refused(Limit.RATE, 0), 0);
        long now = 0;
        for (int seconds : new int[] {1, 2, 4, 8, 8}) {
            assertThat(limit.closedUntil()).isEqualTo(now + seconds * 1000L);
            limit.knocked("other", refused(Limit.RATE, 0), now);
            now = limit.closedUntil();
            assertThat(limit.mayKnock("P", now)).isTrue();
            limit.knocked("P", refused(Limit.RATE, 0), now);
        }
    }

    @Test
    void whatWasAskedForIsHonouredAndALongTimeIsProbedBySingleCalls() {
        limit.knocked("A", refused(Limit.RATE, 0, Duration.ofMinutes(10)), 0);

        assertThat(limit.mayKnock("B", 59_999)).isFalse();
        assertThat(limit.mayKnock("B", 60_000)).isTrue();
        assertThat(limit.mayKnock("C", 60_001)).isFalse();
        limit.knocked("B", refused(Limit.RATE, 0), 61_000);
        assertThat(limit.closedUntil()).isEqualTo(600_000);
        assertThat(limit.mayKnock("C", 120_999)).isFalse();
        assertThat(limit.mayKnock("C", 121_000)).isTrue();
    }

    @Test
    void oneThatGetsThroughACapLetsTheNextTryAlone() {
        limit.knocked("A", refused(Limit.DAILY_CAP, 0), 0);
        limit.mayKnock("B", 60_000);
        limit.knocked("B", ACCEPTED, 60_500);

        assertThat(limit.state(60_500)).isEqualTo(State.PROBING);
        assertThat(limit.mayKnock("C", 60_500)).isTrue();
        assertThat(limit.mayKnock("D", 60_500)).isFalse();
        limit.knocked("C", refused(Limit.DAILY_CAP, 0), 61_000);
        assertThat(limit.mayKnock("D", 62_000)).isFalse();
    }

    @Test
    void whatWasUnderWayBeforeTheRefusalEndsNothing() {
        limit.knocked("A", refused(Limit.CONCURRENCY, 30), 0);
        limit.knocked("B", ACCEPTED, 10);
        assertThat(limit.state(10)).isEqualTo(State.CLOSED);
    }

    @Test
    void aProberThatComesToNothingOrNeverReportsMakesRoomForTheNext() {
        limit.knocked("A", refused(Limit.CONCURRENCY, 30), 0);
        limit.mayKnock("B", 1_000);
        limit.knocked("B", new Knock.Undecided(), 1_200);
        assertThat(limit.mayKnock("C", 1_200)).isTrue();
        assertThat(limit.mayKnock("D", 31_199)).isFalse();
        assertThat(limit.mayKnock("D", 31_200)).isTrue();
    }

    @Test
    void theLimitGrowsByOneInEachIntervalInWhichItHeldSomebodyBack() {
        lowerTo25();
        limit.tick(true, 2_500);
        limit.tick(false, 6_999);
        assertThat(limit.limit()).isEqualTo(25);
        limit.tick(false, 7_000);
        assertThat(limit.limit()).isEqualTo(26);
        limit.tick(false, 60_000);
        assertThat(limit.limit()).as("nobody was held back").isEqualTo(26);
        limit.tick(true, 65_000);
        assertThat(limit.limit()).isEqualTo(27);
    }

    @Test
    void nothingGrowsWhileHeldOff() {
        lowerTo25();
        limit.knocked("X", refused(Limit.RATE, 25, Duration.ofMinutes(1)), 3_000);
        for (int i = 0; i < 60; i++) {
            limit.tick(true, 3_000 + i * 1000L);
        }
        assertThat(limit.limit()).isEqualTo(25);
    }

    @Test
    void anotherCeilingMovesALimitThatWasAtTheOldOne() {
        limit.ceiling(80);
        assertThat(limit.limit()).isEqualTo(80);
        limit.ceiling(50);
        lowerTo25();
        limit.ceiling(80);
        assertThat(limit.limit()).isEqualTo(25);
        limit.ceiling(7);
        assertThat(limit.limit()).isEqualTo(7);
        assertThat(limit.ceiling()).isEqualTo(7);
    }

    @Test
    void whatAPeerAsksForIsBounded() {
        limit.knocked("A", refused(Limit.RATE, 0, Duration.ofSeconds(Long.MAX_VALUE)), 0);
        assertThat(limit.closedUntil()).isEqualTo(Duration.ofDays(1).toMillis());
        PlanLimit other = new PlanLimit(5, SETTINGS);
        other.knocked("A", refused(Limit.RATE, 0, Duration.ofSeconds(Long.MIN_VALUE)), 0);
        assertThat(other.closedUntil()).isEqualTo(1_000);
    }

    @Test
    void againstAServiceOfUnknownSizeTheLimitStaysInRangeAndFindsIt() {
        for (long seed = 1; seed <= 40; seed++) {
            Random random = new Random(seed);
            int ceiling = 2 + random.nextInt(60);
            int real = 1 + random.nextInt(ceiling);
            PlanLimit each = new PlanLimit(ceiling, SETTINGS);
            int live = 0;
            int refusals = 0;
            for (int second = 0; second < 3600; second++) {
                long now = second * 1000L;
                for (int i = 0; i < 5; i++) {
                    String sid = "CA" + second + "-" + i;
                    State before = each.state(now);
                    if (live >= each.limit() || !each.mayKnock(sid, now)) {
                        continue;
                    }
                    assertThat(before).as("seed %d", seed).isNotEqualTo(State.CLOSED);
                    if (before == State.PROBING) {
                        assertThat(each.mayKnock("other", now))
                                .as("seed %d", seed)
                                .isFalse();
                    }
                    int was = each.limit();
                    if (live < real) {
                        live++;
                        each.knocked(sid, ACCEPTED, now);
                    } else {
                        refusals++;
                        each.knocked(sid, refused(Limit.CONCURRENCY, live), now);
                    }
                    assertThat(each.limit()).as("seed %d", seed).isBetween(Math.min(was, Math.max(1, was / 2)), was);
                }
                live -= live > 0 && random.nextInt(10) == 0 ? 1 : 0;
                each.tick(live >= each.limit(), now);
                assertThat(each.limit()).as("seed %d", seed).isBetween(1, ceiling);
            }
            assertThat(live).as("seed %d: of %d", seed, real).isBetween(real / 2, real);
            assertThat(refusals).as("seed %d: refusals in an hour", seed).isLessThan(3600 / 5 + 60);
        }
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new PlanLimit(0, SETTINGS)).hasMessage("ceiling: 0 (expected: > 0)");
        assertThatThrownBy(() -> limit.ceiling(0)).hasMessage("ceiling: 0 (expected: > 0)");
        assertThatThrownBy(() -> new PlanLimitSettings(Duration.ZERO, second, second, second, second, second))
                .hasMessage("cool-down: PT0S (expected: 1 ms..24 h)");
        assertThatThrownBy(() -> new PlanLimitSettings(second, second, second, Duration.ofMillis(1), second, second))
                .hasMessage("longest-pause: PT0.001S (expected: not shorter than first-pause, PT1S)");
        assertThat(PlanLimitSettings.defaults().coolDown()).isPositive();
    }

    private void lowerTo25() {
        limit.knocked("A", refused(Limit.CONCURRENCY, 10), 0);
        limit.mayKnock("A", 1_000);
        limit.knocked("A", ACCEPTED, 2_000);
        assertThat(limit.limit()).isEqualTo(25);
    }

    private static Knock refused(Limit which, int live) {
        return new Knock.Refused(which, Optional.empty(), live, NOON);
    }

    private static Knock refused(Limit which, int live, Duration retryAfter) {
        return new Knock.Refused(which, Optional.of(retryAfter), live, NOON);
    }
}
