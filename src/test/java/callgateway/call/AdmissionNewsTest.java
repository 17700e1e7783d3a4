package callgateway.call;

import static callgateway.call.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.admission.Admission;
import callgateway.admission.KeyFault;
import callgateway.admission.Knock;
import callgateway.admission.Knock.Limit;
import callgateway.call.FakeOmni.Manner;
import callgateway.omni.OmniHttpAnswers;
import callgateway.transport.stock.StockAnswer;
import callgateway.transport.stock.StockHeader;
import callgateway.transport.stock.StockResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What admission hears of calls before and while they talk: may they knock, how did that go, do they live. */
class AdmissionNewsTest {
    @RegisterExtension
    static final CallBench BENCH = new CallBench();

    @Test
    void aCallThatIsLetInSaysSoOnce() {
        Caller caller = BENCH.talks();

        assertThat(BENCH.told(caller.callSid)).hasSize(2).first().isInstanceOf(Admission.Started.class);
        assertThat(BENCH.admission.knocks(caller.callSid)).containsExactly(new Knock.Accepted());
    }

    @Test
    void aCallThatMayNotKnockGoesToTheLineAndKeepsItsPlaceThere() {
        BENCH.admission.mayKnock(false);

        Caller caller = BENCH.calls();

        waits(caller);
        assertThat(BENCH.omni.requests).isEmpty();
        assertThat(BENCH.told(caller.callSid)).singleElement().isInstanceOf(Admission.Started.class);
    }

    @Test
    void admissionThatDoesNotAnswerLetsNobodyIn() {
        BENCH.admission.mayKnock(null);

        Caller caller = BENCH.calls();

        waits(caller);
        assertThat(BENCH.omni.requests).isEmpty();
        assertThat(BENCH.told(caller.callSid)).hasSize(2);
        // For all that is known it was this call's turn.
        assertThat(BENCH.admission.knocks(caller.callSid)).containsExactly(new Knock.Undecided());
    }

    @ParameterizedTest
    @CsvSource({
        "rate_limit_exceeded, RATE",
        "concurrency_limit_exceeded, CONCURRENCY",
        "daily_cap_exceeded, DAILY_CAP",
        "something_new, UNKNOWN",
        ", UNKNOWN"
    })
    void aLimitAtTheDoorIsToldOnceNotTriedAgainAndTheCallerWaits(@Nullable String code, Limit limit) {
        BENCH.omni.then(tooMany(code, "7"));

        Caller caller = BENCH.calls();

        waits(caller);
        assertThat(BENCH.omni.requests).hasSize(1);
        assertThat(BENCH.counts.attemptsFailed).containsExactly(EndReason.AGENT_BUSY);
        BENCH.told(caller.callSid);
        Knock.Refused refused = refused(caller);
        assertThat(refused.limit()).isEqualTo(limit);
        assertThat(refused.retryAfter()).isEqualTo(Optional.of(Duration.ofSeconds(7)));
        assertThat(refused.live()).isZero();
        assertThat(BENCH.admission.releases(caller.callSid)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "rate_limit_exceeded, RATE",
        "concurrency_limit_exceeded, CONCURRENCY",
        "daily_cap_exceeded, DAILY_CAP",
        "'', UNKNOWN"
    })
    void aSocketThatIsClosedForALimitBeforeTheAgentIsReadyIsTheSame(String reason, Limit limit) {
        BENCH.omni.then(Manner.HELLO);
        Caller caller = BENCH.calls();

        BENCH.omni.session(1).socket().close(4429, reason);

        waits(caller);
        assertThat(BENCH.omni.requests).hasSize(1);
        BENCH.told(caller.callSid);
        assertThat(refused(caller).limit()).isEqualTo(limit);
        assertThat(BENCH.admission.releases(caller.callSid)).isZero();
    }

    @Test
    void aLimitInMidCallSendsTheCallerToTheLineAfterTheLastWords() {
        Caller caller = BENCH.talks();
        FakeOmni.Session agent = BENCH.omni.session(1);

        agent.speaks(0x22, 300);
        agent.socket().close(4429, "concurrency_limit_exceeded");

        await().until(() -> caller.heard().length == 2400 && !caller.marks().isEmpty());
        caller.playedEverything();
        waits(caller);
        BENCH.told(caller.callSid);
        assertThat(BENCH.admission.knocks(caller.callSid)).hasSize(2).first().isEqualTo(new Knock.Accepted());
        assertThat(BENCH.admission.releases(caller.callSid)).isZero();
    }

    @Test
    void aRefusalTellsHowManySessionsTheServiceCarriesWithoutThisOne() {
        List<Caller> others = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            others.add(BENCH.talks());
        }
        BENCH.ended(others.get(0).stops());
        BENCH.omni.then(tooMany(null, null));
        Caller atTheDoor = BENCH.calls();
        waits(atTheDoor);

        BENCH.omni.session(2).socket().close(4429, "");
        waits(others.get(1));

        BENCH.told(atTheDoor.callSid);
        assertThat(refused(atTheDoor).live()).isEqualTo(2);
        assertThat(refused(others.get(1)).live()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"401, UNAUTHORIZED", "402, PAYMENT", "403, FORBIDDEN"})
    void aRefusedKeyIsToldAtOnce(int status, KeyFault fault) {
        BENCH.omni.thenRefuses(status);

        keyRefused(BENCH.calls(), fault);

        assertThat(BENCH.omni.requests).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"4401, UNAUTHORIZED", "4402, PAYMENT", "4403, FORBIDDEN"})
    void aKeyThatIsRefusedByACloseCodeIsTheSame(int code, KeyFault fault) {
        BENCH.omni.then(Manner.SILENT);
        Caller caller = BENCH.calls();
        BENCH.omni.session(1).socket().close(code, "");

        keyRefused(caller, fault);
    }

    @Test
    void aKeyThatIsRefusedInMidCallIsToldToo() {
        Caller caller = BENCH.talks();
        BENCH.omni.session(1).socket().close(4403, "");

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.AGENT_LOST);
        assertThat(BENCH.told(caller.callSid)).contains(new Admission.KeyRefused(caller.callSid, KeyFault.FORBIDDEN));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 500, 503})
    void anotherRefusalDecidesNothingAndIsToldOnceWhenItIsGivenUp(int status) {
        for (int i = 0; i < 3; i++) {
            BENCH.omni.thenRefuses(status);
        }

        Caller caller = BENCH.calls();

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.AGENT_REFUSED);
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.RESCUE);
        undecided(caller);
    }

    @Test
    void anAttemptThatIsRepeatedTellsOnlyHowItEnded() {
        BENCH.omni.thenRefuses(503);

        Caller caller = BENCH.talks();

        BENCH.told(caller.callSid);
        assertThat(BENCH.admission.knocks(caller.callSid)).containsExactly(new Knock.Accepted());
    }

    enum Unasked {
        HANGS_UP,
        VANISHES,
        CRASHES,
        SHUTDOWN
    }

    @ParameterizedTest
    @EnumSource
    void aCallThatEndsAtTheDoorLetsOthersKnock(Unasked how) {
        BENCH.omni.then(Manner.SILENT);
        Caller caller = BENCH.calls();
        BENCH.omni.session(1);

        switch (how) {
            case HANGS_UP -> caller.stops();
            case VANISHES -> caller.vanishes();
            case CRASHES -> BENCH.kill("call-1");
            case SHUTDOWN -> assertThat(BENCH.<Integer>ask(Calls.EndAll::new)).isEqualTo(1);
        }

        BENCH.ended(caller);
        undecided(caller);
    }

    @Test
    void callsThatLiveSaySoAllTogether() {
        BENCH.restart(limits -> limits.renewEvery = Duration.ofMillis(50));
        Caller one = BENCH.talks();
        Caller other = BENCH.talks();

        await().until(() ->
                BENCH.admission.told.contains(new Admission.Alive(java.util.Set.of(one.callSid, other.callSid))));
        BENCH.ended(one.stops());
        await().until(() -> BENCH.admission.told.contains(new Admission.Alive(java.util.Set.of(other.callSid))));
    }

    private static StockAnswer tooMany(@Nullable String code, @Nullable String retryAfter) {
        return StockAnswer.respond(new StockResponse(
                429,
                retryAfter == null ? List.of() : List.of(new StockHeader("Retry-After", retryAfter)),
                code == null ? new byte[0] : OmniHttpAnswers.error(code, "full")));
    }

    private static void waits(Caller caller) {
        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.AGENT_BUSY);
        assertThat(caller.socket.closed()).isEqualTo(new CarrierSocket.Close(1000, ""));
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.WAIT);
    }

    private static Knock.Refused refused(Caller caller) {
        return BENCH.admission.knocks(caller.callSid).stream()
                .filter(Knock.Refused.class::isInstance)
                .map(Knock.Refused.class::cast)
                .reduce((one, other) -> {
                    throw new AssertionError("told twice");
                })
                .orElseThrow();
    }

    private static void keyRefused(Caller caller, KeyFault fault) {
        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.AGENT_REFUSED);
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.RESCUE);
        assertThat(BENCH.told(caller.callSid))
                .hasSize(3)
                .contains(new Admission.KeyRefused(caller.callSid, fault), new Admission.Over(caller.callSid));
    }

    private static void undecided(Caller caller) {
        await().until(() -> BENCH.admission.releases(caller.callSid) == 1);
        List<Admission.Command> told = BENCH.told(caller.callSid);
        assertThat(told.get(0)).isInstanceOf(Admission.Started.class);
        assertThat(told.subList(1, told.size()))
                .containsExactly(
                        new Admission.Knocked(caller.callSid, new Knock.Undecided()),
                        new Admission.Over(caller.callSid));
    }
}
