package callgateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FrontDeskTest {
    private static final Claim SALES = new Claim("sales", "+15550100");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final List<String> heard = new ArrayList<>();
    private long now = 1_000_000;

    @Test
    void aCallThatFindsRoomIsGrantedAndMayKnock() {
        FrontDesk desk = desk(2);

        assertThat(desk.ask("CA1", SALES, now)).isInstanceOf(Answer.Granted.class);
        assertThat(desk.started("CA1", now)).isEqualTo(Knocking.NOW);
        assertThat(heard).containsExactly("admitted sales 0");
    }

    @Test
    void askedTwiceACallIsCountedOnce() {
        FrontDesk desk = desk(2);
        desk.ask("CA1", SALES, now);
        desk.ask("CA1", SALES, now);

        assertThat(used(desk)).isEqualTo(1);
        assertThat(heard).containsExactly("admitted sales 0");
    }

    @Test
    void aCallerWaitsUntilASlotComesFreeAndFetchesItWithTheNextPoll() {
        FrontDesk desk = desk(1);
        live(desk, "CA1");
        assertThat(desk.ask("CA2", SALES, now)).isInstanceOfSatisfying(Answer.Queued.class, queued -> {
            assertThat(queued.position()).isEqualTo(1);
            assertThat(queued.eta()).isPositive();
        });
        assertThat(desk.poll("CA2", now)).containsInstanceOf(Answer.Queued.class);

        now += 7000;
        desk.over("CA1", now);

        assertThat(desk.poll("CA2", now)).containsInstanceOf(Answer.Granted.class);
        assertThat(desk.ask("CA2", SALES, now)).isInstanceOf(Answer.Granted.class);
        assertThat(heard).containsExactly("admitted sales 0", "queued sales", "admitted sales 7000");
    }

    @Test
    void aPollOfACallNobodyKnowsHasNoAnswer() {
        assertThat(desk(1).poll("CA9", now)).isEmpty();
    }

    @Test
    void whoHangsUpInLineLeavesItAndIsCountedOnce() {
        FrontDesk desk = desk(1);
        live(desk, "CA1");
        desk.ask("CA2", SALES, now);
        desk.ask("CA3", SALES, now);

        desk.over("CA2", now);
        desk.over("CA2", now);

        assertThat(desk.poll("CA3", now))
                .containsInstanceOf(Answer.Queued.class)
                .hasValueSatisfying(answer ->
                        assertThat(((Answer.Queued) answer).position()).isEqualTo(1));
        assertThat(heard).filteredOn("abandoned"::equals).hasSize(1);
    }

    @Test
    void aSlotThatNoStreamClaimsGoesToTheNextCaller() {
        FrontDesk desk = desk(1);
        desk.ask("CA1", SALES, now);
        desk.ask("CA2", SALES, now);

        now += 31_000;
        desk.poll("CA2", now);
        desk.tick(now);

        assertThat(desk.poll("CA2", now)).containsInstanceOf(Answer.Granted.class);
        assertThat(desk.started("CA1", now)).isEqualTo(Knocking.NEVER);
        assertThat(heard).contains("expired UNCONFIRMED");
    }

    @Test
    void aPermitThatIsRenewedStaysAndOneThatIsNotComesBack() {
        FrontDesk desk = desk(2);
        live(desk, "CA1");
        live(desk, "CA2");
        for (int i = 0; i < 5; i++) {
            now += 10_000;
            desk.alive(Set.of("CA1"), now);
            desk.tick(now);
        }

        assertThat(used(desk)).isEqualTo(1);
        assertThat(heard).filteredOn("expired NOT_RENEWED"::equals).hasSize(1);
    }

    @Test
    void whomTheServiceTurnsAwayWaitsBeforeAllOthersAndNobodyElseKnocksMeanwhile() {
        FrontDesk desk = desk(3);
        live(desk, "CA1");
        live(desk, "CA2");
        desk.ask("CA3", SALES, now);
        desk.started("CA3", now);
        desk.knocked("CA3", turnedAway(Knock.Limit.CONCURRENCY, Optional.of(Duration.ofSeconds(2)), 2), now);

        assertThat(desk.ask("CA4", SALES, now)).isInstanceOf(Answer.Queued.class);
        assertThat(position(desk, "CA3")).isEqualTo(1);
        assertThat(position(desk, "CA4")).isEqualTo(2);
        assertThat(used(desk)).isEqualTo(2);
        assertThat(desk.capacity(now).planLimit()).isEqualTo(2);
        assertThat(heard).contains("turned away CONCURRENCY");
    }

    @Test
    void aPoolWithoutALineKeepsNobodyWhomTheServiceTurnedAway() {
        FrontDesk desk = desk(Limits.of(3, 100)
                .withPools(Map.of("sales", new PoolLimits(Limits.UNLIMITED, 0, 0, Duration.ofSeconds(60)))));
        live(desk, "CA1");
        desk.ask("CA2", SALES, now);
        desk.started("CA2", now);
        desk.knocked("CA2", turnedAway(Knock.Limit.CONCURRENCY, Optional.empty(), 1), now);

        assertThat(used(desk)).isEqualTo(1);
        assertThat(desk.poll("CA2", now)).isEmpty();
    }

    @Test
    void afterARefusalOneCallAloneTriesAgainAndItsSuccessOpensTheDoor() {
        FrontDesk desk = threeTurnedAway();

        assertThat(granted(desk, "CA2", "CA3", "CA4")).containsExactly("CA2", "CA3", "CA4");
        assertThat(desk.started("CA3", now)).isEqualTo(Knocking.NOW);
        assertThat(desk.started("CA2", now)).isEqualTo(Knocking.LATER);
        assertThat(desk.mayKnock("CA2", now)).isEqualTo(Knocking.LATER);
        desk.knocked("CA3", new Knock.Accepted(), now);

        assertThat(desk.mayKnock("CA2", now)).isEqualTo(Knocking.NOW);
        assertThat(desk.started("CA4", now)).isEqualTo(Knocking.NOW);
    }

    @Test
    void whoIsToldToWaitAndGivesUpIsBackInLineBeforeAllOthers() {
        FrontDesk desk = threeTurnedAway();
        desk.started("CA3", now);
        desk.started("CA2", now);
        desk.cap(Scope.PLAN, 2, now);

        desk.turnBack("CA2", now);

        assertThat(position(desk, "CA2")).isEqualTo(1);
        assertThat(desk.mayKnock("CA2", now)).isEqualTo(Knocking.NEVER);
    }

    @Test
    void aLongPauseStopsTheLineAndThoseWhoHaveASlotGoBackToTheirPlace() {
        FrontDesk desk = desk(3);
        desk.ask("CA1", SALES, now);
        desk.ask("CA2", SALES, now);
        desk.started("CA1", now);
        desk.knocked("CA1", turnedAway(Knock.Limit.RATE, Optional.of(Duration.ofSeconds(30)), 0), now);

        assertThat(desk.started("CA2", now)).isEqualTo(Knocking.NEVER);
        assertThat(position(desk, "CA1")).isEqualTo(1);
        assertThat(position(desk, "CA2")).isEqualTo(2);
    }

    @Test
    void aProberThatHangsUpLeavesTheTryToTheNext() {
        FrontDesk desk = threeTurnedAway();
        desk.started("CA2", now);
        assertThat(desk.started("CA3", now)).isEqualTo(Knocking.LATER);

        desk.over("CA2", now);

        assertThat(desk.mayKnock("CA3", now)).isEqualTo(Knocking.NOW);
    }

    /** One call lives; the shortest of pauses after three others were refused is over. */
    private FrontDesk threeTurnedAway() {
        FrontDesk desk = desk(4);
        live(desk, "CA1");
        List<String> three = List.of("CA2", "CA3", "CA4");
        for (String sid : three) {
            desk.ask(sid, SALES, now);
            assertThat(desk.started(sid, now)).isEqualTo(Knocking.NOW);
        }
        three.forEach(sid -> desk.knocked(sid, turnedAway(Knock.Limit.RATE, Optional.empty(), 1), now));
        now += 1000;
        desk.tick(now);
        return desk;
    }

    @Test
    void aDayWithoutAllowanceIsNotWaitedForInLine() {
        FrontDesk desk = desk(2);
        desk.ask("CA1", SALES, now);
        desk.started("CA1", now);
        desk.knocked("CA1", turnedAway(Knock.Limit.DAILY_CAP, Optional.empty(), 0), now);

        assertThat(desk.ask("CA2", SALES, now)).isInstanceOfSatisfying(Answer.Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(Answer.Reason.SERVICE_CLOSED);
            assertThat(refused.retryAfter()).isGreaterThan(Duration.ofHours(11));
        });
        assertThat(desk.poll("CA1", now)).hasValueSatisfying(answer -> assertThat(((Answer.Refused) answer).reason())
                .isEqualTo(Answer.Reason.SERVICE_CLOSED));
        assertThat(used(desk)).isZero();
    }

    @Test
    void inALongHoldOffOneCallerAtATimeStillTriesAndEndsItWhenItIsOver() {
        FrontDesk desk = desk(2);
        desk.ask("CA1", SALES, now);
        desk.started("CA1", now);
        desk.knocked("CA1", turnedAway(Knock.Limit.RATE, Optional.of(Duration.ofHours(2)), 0), now);
        desk.over("CA1", now);
        now += 61_000;

        assertThat(desk.ask("CA2", SALES, now)).isInstanceOf(Answer.Granted.class);
        assertThat(desk.ask("CA3", SALES, now)).isInstanceOf(Answer.Refused.class);
        assertThat(desk.started("CA2", now)).isEqualTo(Knocking.NOW);
    }

    @Test
    void aCallerWhoHasWaitedTooLongIsCountedOnceHoweverOftenTheyAreTold() {
        FrontDesk desk = desk(1);
        live(desk, "CA1");
        desk.ask("CA2", SALES, now);
        for (int i = 0; i < 61; i++) {
            now += 10_000;
            desk.alive(Set.of("CA1"), now);
            desk.poll("CA2", now);
            desk.tick(now);
        }

        assertThat(desk.poll("CA2", now)).containsInstanceOf(Answer.Refused.class);
        assertThat(desk.ask("CA2", SALES, now)).isInstanceOf(Answer.Refused.class);
        assertThat(heard).filteredOn("overflowed sales WAITED_TOO_LONG"::equals).hasSize(1);
    }

    @Test
    void aRefusedKeySendsEverybodyElsewhereUntilASingleTrySucceeds() {
        FrontDesk desk = desk(5);
        live(desk, "CA1");
        assertThat(desk.keyRefused("CA1", KeyFault.UNAUTHORIZED, now)).isTrue();
        assertThat(desk.keyRefused("CA0", KeyFault.UNAUTHORIZED, now)).isFalse();
        desk.over("CA1", now);

        assertThat(desk.ask("CA2", SALES, now))
                .isInstanceOfSatisfying(Answer.Refused.class, refused -> assertThat(refused.reason())
                        .isEqualTo(Answer.Reason.KEY_REFUSED));
        assertThat(desk.capacity(now).fault()).contains(KeyFault.UNAUTHORIZED);

        now += 5000;
        assertThat(desk.ask("CA3", SALES, now)).isInstanceOf(Answer.Granted.class);
        assertThat(desk.ask("CA4", SALES, now)).isInstanceOf(Answer.Refused.class);
        assertThat(desk.started("CA3", now)).isEqualTo(Knocking.NOW);
        desk.knocked("CA3", new Knock.Accepted(), now);

        assertThat(desk.ask("CA5", SALES, now)).isInstanceOf(Answer.Granted.class);
        assertThat(heard).contains("key refused UNAUTHORIZED", "key accepted");
    }

    @Test
    void anUnknownPlanIsTakenForTheNodesCapUntilItIsDiscovered() {
        FrontDesk desk = desk(Limits.of(Limits.UNLIMITED, 100));
        assertThat(desk.capacity(now).planCeiling()).isEqualTo(100);

        desk.discovered(10, now);

        assertThat(desk.capacity(now).planCeiling()).isEqualTo(10);
        assertThat(desk.capacity(now).snapshot().of(Scope.PLAN).orElseThrow().cap())
                .isEqualTo(10);
    }

    @Test
    void whatIsDiscoveredNeverRaisesWhatIsConfigured() {
        FrontDesk desk = desk(Limits.of(5, 100));

        desk.discovered(50, now);

        assertThat(desk.capacity(now).planCeiling()).isEqualTo(5);
    }

    @Test
    void aRaisedCapLetsWaitingCallersInAndALoweredOneCutsNobody() {
        FrontDesk desk = desk(1);
        live(desk, "CA1");
        desk.ask("CA2", SALES, now);

        desk.cap(Scope.PLAN, 2, now);
        assertThat(granted(desk, "CA2")).containsExactly("CA2");
        desk.cap(Scope.PLAN, 1, now);

        assertThat(used(desk)).isEqualTo(2);
        assertThat(desk.ask("CA3", SALES, now)).isInstanceOf(Answer.Queued.class);
    }

    @Test
    void otherPoolsComeIntoForceAndThePlanStays() {
        FrontDesk desk = desk(10);
        Limits other = Limits.of(99, 100).withPools(Map.of("sales", new PoolLimits(1, 0, 0, Duration.ofSeconds(60))));

        desk.limits(other, now);

        assertThat(desk.ask("CA1", SALES, now)).isInstanceOf(Answer.Granted.class);
        assertThat(desk.ask("CA2", SALES, now)).isInstanceOfSatisfying(Answer.Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(Answer.Reason.NO_LINE);
            assertThat(refused.full()).isEqualTo(Scope.pool("sales"));
        });
        assertThat(desk.capacity(now).planCeiling()).isEqualTo(10);
        assertThat(heard).contains("overflowed sales NO_LINE");
    }

    @Test
    void aCallThatIsPlacedHasItsSlotBeforeItRingsAndUnderItsOwnNameAfterwards() {
        FrontDesk desk = desk(1);
        assertThat(desk.reserve("placing-1", SALES, now)).isInstanceOf(Answer.Granted.class);
        desk.placed("placing-1", "CA1", now);

        now += 29_000;
        desk.tick(now);
        assertThat(desk.ask("CA1", SALES, now)).isInstanceOf(Answer.Granted.class);
        assertThat(used(desk)).isEqualTo(1);
        desk.over("CA1", now);
        assertThat(used(desk)).isZero();
    }

    @Test
    void whoPlacesCallsIsToldWhatIsFullAndDoesNotWait() {
        FrontDesk desk =
                desk(Limits.of(5, 100).withPools(Map.of("sales", new PoolLimits(1, 0, 20, Duration.ofSeconds(60)))));
        live(desk, "CA1");

        assertThat(desk.reserve("placing-1", SALES, now)).isInstanceOfSatisfying(Answer.Refused.class, refused -> {
            assertThat(refused.full()).isEqualTo(Scope.pool("sales"));
            assertThat(refused.retryAfter()).isPositive();
        });
        assertThat(desk.capacity(now)
                        .snapshot()
                        .of(Scope.pool("sales"))
                        .orElseThrow()
                        .waiting())
                .isZero();
        desk.cap(Scope.PLAN, 1, now);
        assertThat(desk.reserve("placing-2", SALES, now))
                .isInstanceOfSatisfying(Answer.Refused.class, refused -> assertThat(refused.full())
                        .isEqualTo(Scope.PLAN));
    }

    @Test
    void aPlaceThatNoCallTakesIsFreeAgain() {
        FrontDesk desk = desk(1);
        desk.reserve("placing-1", SALES, now);
        desk.over("placing-1", now);

        assertThat(used(desk)).isZero();
    }

    // -- helpers

    private FrontDesk desk(int plan) {
        return desk(Limits.of(plan, 100));
    }

    private FrontDesk desk(Limits limits) {
        return new FrontDesk(limits, PlanLimitSettings.defaults(), new Listening());
    }

    private void live(FrontDesk desk, String callSid) {
        assertThat(desk.ask(callSid, SALES, now)).isInstanceOf(Answer.Granted.class);
        assertThat(desk.started(callSid, now)).isEqualTo(Knocking.NOW);
        desk.knocked(callSid, new Knock.Accepted(), now);
    }

    private static Knock turnedAway(Knock.Limit limit, Optional<Duration> retryAfter, int live) {
        return new Knock.Refused(limit, retryAfter, live, NOON);
    }

    private List<String> granted(FrontDesk desk, String... callSids) {
        return List.of(callSids).stream()
                .filter(sid -> desk.poll(sid, now).orElseThrow() instanceof Answer.Granted)
                .toList();
    }

    // -- callers who come back

    @Test
    void whoComesBackIsLetInAtOnceIfThereIsRoom() {
        FrontDesk desk = desk(2);
        live(desk, "CA1");

        assertThat(comesBack(desk, "CA2")).isInstanceOf(Answer.Granted.class);
        assertThat(comesBack(desk, "CA2")).isInstanceOf(Answer.Granted.class);
        assertThat(used(desk)).isEqualTo(2);
    }

    @Test
    void whoComesBackGoesBeforeAllWhoWaitAndNeverAboveACap() {
        FrontDesk desk = desk(1);
        live(desk, "CA1");
        desk.over("CA1", now);
        live(desk, "CA2");
        desk.ask("CA3", SALES, now);
        desk.ask("CA4", SALES, now);

        assertThat(comesBack(desk, "CA1")).isInstanceOf(Answer.Queued.class);
        assertThat(comesBack(desk, "CA1")).isInstanceOf(Answer.Queued.class);
        assertThat(position(desk, "CA1")).isEqualTo(1);
        assertThat(position(desk, "CA3")).isEqualTo(2);
        assertThat(used(desk)).isEqualTo(1);

        desk.over("CA2", now);
        assertThat(desk.poll("CA3", now)).containsInstanceOf(Answer.Queued.class);
        assertThat(desk.poll("CA1", now)).containsInstanceOf(Answer.Granted.class);
        assertThat(used(desk)).isEqualTo(1);
    }

    @Test
    void whoComesBackTakesASlotThatIsFreeBeforeItIsOffered() {
        FrontDesk desk = desk(1);
        live(desk, "CA1");
        desk.ask("CA2", SALES, now);
        desk.cap(Scope.PLAN, 0, now);
        desk.over("CA1", now);
        assertThat(comesBack(desk, "CA1")).isInstanceOf(Answer.Queued.class);

        desk.cap(Scope.PLAN, 1, now);

        assertThat(desk.poll("CA1", now)).containsInstanceOf(Answer.Granted.class);
        assertThat(desk.poll("CA2", now)).containsInstanceOf(Answer.Queued.class);
    }

    @Test
    void aClosedServiceRefusesWhoComesBackLikeAnyOther() {
        FrontDesk desk = desk(1);
        live(desk, "CA1");
        desk.keyRefused("CA1", KeyFault.UNAUTHORIZED, now);
        desk.over("CA1", now);

        assertThat(comesBack(desk, "CA1"))
                .isInstanceOfSatisfying(Answer.Refused.class, refused -> assertThat(refused.reason())
                        .isEqualTo(Answer.Reason.KEY_REFUSED));
        assertThat(used(desk)).isZero();
    }

    @Test
    void whoStoodInAnotherNodesLineTakesTheSamePlaceInThisOne() {
        FrontDesk other = desk(1);
        live(other, "CA1");
        other.ask("CA2", SALES, now);
        FrontDesk desk = desk(1);
        live(desk, "CA8");
        now += 1000;
        desk.ask("CA3", SALES, now);
        now += 1000;

        Answer.Queued there = (Answer.Queued) other.ask("CA2", SALES, now);
        assertThat(there.place()).isEqualTo(new Place(Duration.ofSeconds(2), false));
        assertThat(desk.askPatiently("CA2", SALES, there.place(), false, now)).containsInstanceOf(Answer.Queued.class);

        assertThat(position(desk, "CA2")).isEqualTo(1);
        assertThat(position(desk, "CA3")).isEqualTo(2);
        assertThat(((Answer.Queued) desk.ask("CA2", SALES, now)).place()).isEqualTo(there.place());
        desk.over("CA8", now);
        assertThat(desk.poll("CA2", now)).containsInstanceOf(Answer.Granted.class);
        assertThat(desk.poll("CA3", now)).containsInstanceOf(Answer.Queued.class);
    }

    private Answer comesBack(FrontDesk desk, String callSid) {
        desk.comesBack(callSid, SALES, now);
        return desk.ask(callSid, SALES, now);
    }

    private int position(FrontDesk desk, String callSid) {
        return ((Answer.Queued) desk.poll(callSid, now).orElseThrow()).position();
    }

    private int used(FrontDesk desk) {
        return desk.capacity(now).snapshot().of(Scope.PLAN).orElseThrow().used();
    }

    private final class Listening implements AdmissionMonitor {
        @Override
        public void admitted(String pool, Duration waited) {
            heard.add("admitted " + pool + " " + waited.toMillis());
        }

        @Override
        public void queued(String pool) {
            heard.add("queued " + pool);
        }

        @Override
        public void overflowed(String pool, Answer.Reason reason) {
            heard.add("overflowed " + pool + " " + reason);
        }

        @Override
        public void abandoned() {
            heard.add("abandoned");
        }

        @Override
        public void expired(Expired.Kind kind) {
            heard.add("expired " + kind);
        }

        @Override
        public void turnedAway(Knock.Limit limit) {
            heard.add("turned away " + limit);
        }

        @Override
        public void keyRefused(KeyFault fault) {
            heard.add("key refused " + fault);
        }

        @Override
        public void keyAccepted() {
            heard.add("key accepted");
        }

        @Override
        public void capacity(Capacity now) {
            assertThat(now.snapshot().scopes()).isNotEmpty();
        }
    }
}
