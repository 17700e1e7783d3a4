package callgateway.call;

import static callgateway.call.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.admission.Admission;
import callgateway.omni.AgentProfile;
import callgateway.omni.OmniClientMessage.Configure;
import callgateway.routing.PoolAgent;
import callgateway.routing.Transfers;
import callgateway.routing.Transfers.Refusal;
import callgateway.transport.SocketEnd;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A call whose caller is handed over, and what the registry knows of it. */
class TransferTest {
    @RegisterExtension
    static final CallBench BENCH = new CallBench();

    private final List<TransferAttempt> dialled = new CopyOnWriteArrayList<>();
    private final CompletableFuture<CarrierRedirect.Result> answer = new CompletableFuture<>();

    @BeforeEach
    void carrier() {
        BENCH.redirect = (id, pool, attempt) -> {
            dialled.add(attempt);
            return answer;
        };
        BENCH.pool(pool(CallBench.TRANSFERS));
    }

    private static CalledPool pool(Transfers transfers) {
        AgentProfile profile = AgentProfile.DEFAULTS
                .withPersona("You are sales.")
                .withGreeting("Hello.")
                .withConsentLine("This is recorded.");
        return new CalledPool("sales", new PoolAgent(profile, null, null), new Limits().guards(), transfers);
    }

    @ParameterizedTest
    @CsvSource({"DONE, TRANSFER", "UNKNOWN, TRANSFER", "NOT_DONE, TRANSFER", "GONE, CALLER_HUNG_UP"})
    void whatTheCarrierAnswersDecidesWhyTheCallEnds(CarrierRedirect.Result result, EndReason reason) {
        Caller caller = wantsAHuman("+15550100");

        answer.complete(result);

        assertThat(BENCH.ended(caller)).isEqualTo(reason);
        assertThat(dialled).hasSize(1);
        assertThat(dialled.get(0).reason()).isEqualTo("asked for");
    }

    @ParameterizedTest
    @CsvSource({"DONE, TRANSFER", "UNKNOWN, TRANSFER", "NOT_DONE, CALLER_HUNG_UP", "GONE, CALLER_HUNG_UP"})
    void aStreamThatEndsMeanwhileWasTakenByTheCarrierOrByTheCaller(CarrierRedirect.Result result, EndReason reason) {
        Caller caller = wantsAHuman("+15550100").stops();
        caller.socket.end(SocketEnd.By.PEER, 1000, "");
        assertThat(BENCH.state(caller)).isEqualTo(CallView.State.ENDING);

        answer.complete(result);

        assertThat(BENCH.ended(caller)).isEqualTo(reason);
        assertThat(BENCH.counts.failed).isEmpty();
    }

    @Test
    void theSlotIsGivenBackWhileAHumanIsDialled() {
        Caller caller = wantsAHuman("+15550100");
        answer.complete(CarrierRedirect.Result.DONE);
        BENCH.ended(caller);

        await().until(() -> BENCH.told(caller.callSid).stream().anyMatch(Admission.Over.class::isInstance));
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.TRANSFER);
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.TRANSFER);
    }

    @Test
    void nobodyIsDialledWhoIsNotListedAndThePoolsOwnIs() {
        wantsAHuman("+19005550100");

        assertThat(dialled.get(0).target()).hasToString("+****0111");
        assertThat(BENCH.counts.transfersRefused).containsExactly(Refusal.NOT_LISTED);
        answer.complete(CarrierRedirect.Result.DONE);
    }

    @Test
    void whereNobodyElseIsThereTheAgentGoesOn() {
        BENCH.pool(pool(Transfers.NONE));
        Caller caller = BENCH.talks();
        FakeOmni.Session agent = BENCH.omni.session(1);

        agent.says(agent.frames().transferToHuman("+19005550100", "asked for"));

        await().until(() -> !BENCH.counts.transfersRefused.isEmpty());
        assertThat(BENCH.state(caller)).isEqualTo(CallView.State.TALKING);
        assertThat(dialled).isEmpty();
    }

    @Test
    void anotherPoolNeedsNoRequest() {
        Caller caller = BENCH.talks();
        FakeOmni.Session agent = BENCH.omni.session(1);

        agent.says(agent.frames().transferToHuman("support", "asked for"));

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.TRANSFER);
        assertThat(dialled).isEmpty();
        assertThat(which(caller)).hasToString("pool:support");
        assertThat(BENCH.counts.transfers).containsExactly(TransferOutcome.PASSED_ON);
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.RETURN);
    }

    private static Object which(Caller caller) {
        TransferAttempt attempt = BENCH.<Calls.TransferKnown>ask(
                        replyTo -> new Calls.WhichTransfer(caller.callSid, replyTo))
                .attempt();
        return attempt == null ? "nobody" : attempt.target();
    }

    // -- afterwards

    @ParameterizedTest
    @EnumSource(
            value = TransferOutcome.class,
            names = {"BUSY", "NO_ANSWER", "FAILED", "NOT_TAKEN"})
    void whoComesBackHasAnAgentWhoKnowsWhatHappened(TransferOutcome outcome) {
        Caller caller = handedOver();

        assertThat(over(caller, 1, outcome)).isEqualTo(NextStep.RETURN);
        assertThat(over(caller, 1, outcome)).isEqualTo(NextStep.RETURN);
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.RETURN);
        Caller back = comesBack(caller);

        Configure told = BENCH.omni.session(2).got(Configure.class);
        assertThat(told.persona())
                .startsWith("You are sales.")
                .contains("because: \"asked for\"")
                .contains("nobody could take the call (" + outcome.words() + ")");
        assertThat(told.greeting()).isEqualTo("Nobody is free.");
        assertThat(told.json()).doesNotContain("This is recorded.");
        assertThat(BENCH.counts.transfers).containsExactly(outcome);
        back.stops();
    }

    @Test
    void afterThreeTransfersTheAgentGoesOn() {
        Caller caller = handedOver();
        for (int number = 1; number <= 3; number++) {
            over(caller, number, TransferOutcome.BUSY);
            caller = comesBack(caller);
            FakeOmni.Session agent = BENCH.omni.session(number + 1);
            agent.says(agent.frames().transferToHuman(null, "again"));
            if (number < 3) {
                assertThat(BENCH.ended(caller)).isEqualTo(EndReason.TRANSFER);
            }
        }

        await().until(() -> BENCH.counts.transfersRefused.equals(List.of(Refusal.TOO_MANY)));
        assertThat(BENCH.state(caller)).isEqualTo(CallView.State.TALKING);
        assertThat(dialled).extracting(TransferAttempt::number).containsExactly(1, 2, 3);
        assertThat(over(caller, 1, TransferOutcome.NO_ANSWER)).isEqualTo(NextStep.RETURN);
        assertThat(BENCH.counts.transfers).hasSize(3).containsOnly(TransferOutcome.BUSY);
    }

    @Test
    void theNewsThatNobodyTookTheCallMayComeBeforeTheStreamHasEnded() {
        Caller caller = wantsAHuman("+15550100");

        assertThat(over(caller, 1, TransferOutcome.BUSY)).isEqualTo(NextStep.RETURN);

        // Answered only once nothing of it is left: its slot is free by then.
        assertThat(BENCH.live()).isEmpty();
        assertThat(BENCH.told(caller.callSid)).anyMatch(Admission.Over.class::isInstance);
        assertThat(BENCH.counts.ended).containsExactly(EndReason.TRANSFER);
    }

    @Test
    void whoHasTalkedToTheHumanIsLetGo() {
        Caller caller = handedOver();

        assertThat(over(caller, 1, TransferOutcome.ANSWERED)).isEqualTo(NextStep.HANG_UP);
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.HANG_UP);
    }

    @Test
    void whoHangsUpWhileItRingsIsForgotten() {
        Caller caller = handedOver();

        assertThat(over(caller, 1, TransferOutcome.CALLER_LEFT)).isEqualTo(NextStep.HANG_UP);
        BENCH.tell(new Calls.CallOver(caller.callSid));

        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.HANG_UP);
        assertThat(which(caller)).isEqualTo("nobody");
    }

    @Test
    void ofACallThatNobodyKnowsTheCallerStillComesBack() {
        assertThat(over("CA404", 1, TransferOutcome.BUSY)).isEqualTo(NextStep.RETURN);
        assertThat(over("CA404", 1, TransferOutcome.ANSWERED)).isEqualTo(NextStep.HANG_UP);
    }

    // -- the operator

    @Test
    void anOperatorHandsOverWhomTheyName() {
        Caller caller = BENCH.talks();

        assertThat(operator(caller, "+19005550100")).isEqualTo(new Calls.TransferRefused(Refusal.NOT_LISTED));
        assertThat(dialled).isEmpty();
        assertThat(operator(caller, null)).isEqualTo(new Calls.TransferStarted());
        assertThat(operator(caller, null)).isEqualTo(new Calls.NotTalking());
        answer.complete(CarrierRedirect.Result.DONE);

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.TRANSFER);
        assertThat(operator(caller, null)).isEqualTo(new Calls.NotTalking());
        assertThat(dialled).hasSize(1);
    }

    private static Calls.Transferring operator(Caller caller, @Nullable String to) {
        return BENCH.ask(replyTo -> new Calls.TransferCall(caller.callSid, to, replyTo));
    }

    /** The agent has asked for a human, and the carrier for one. */
    private Caller wantsAHuman(String destination) {
        Caller caller = BENCH.talks();
        FakeOmni.Session agent = BENCH.omni.session(1);
        agent.says(agent.frames().transferToHuman(destination, "asked for"));
        await().until(() -> !dialled.isEmpty());
        return caller;
    }

    private Caller handedOver() {
        Caller caller = wantsAHuman("+15550100");
        answer.complete(CarrierRedirect.Result.DONE);
        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.TRANSFER);
        return caller;
    }

    private static Caller comesBack(Caller caller) {
        String token = BENCH.token(caller.callSid);
        Caller back = BENCH.opens(caller.callSid).connected().starts(token);
        await().until(() -> BENCH.state(back) == CallView.State.TALKING);
        return back;
    }

    private static NextStep over(Caller caller, int number, TransferOutcome outcome) {
        return over(caller.callSid, number, outcome);
    }

    private static NextStep over(String callSid, int number, TransferOutcome outcome) {
        return BENCH.ask(replyTo -> new Calls.TransferOver(callSid, number, outcome, replyTo));
    }
}
