package callgateway.call;

import static callgateway.call.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.admission.Admission;
import callgateway.omni.AgentProfile;
import callgateway.omni.OmniClientMessage.Configure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Callers whose stream was announced and never came, or ended before anybody here noticed. */
class MissingStreamTest {
    @RegisterExtension
    static final CallBench BENCH = new CallBench();

    private static String announced(int reconnects) {
        BENCH.restart(
                limits -> limits.streamReconnects = reconnects,
                BENCH::omniSettings,
                AgentProfile.DEFAULTS.withGreeting("Good day."));
        String callSid = BENCH.newCallSid();
        BENCH.token(callSid);
        return callSid;
    }

    private static List<Admission.Command> released(String callSid) {
        return BENCH.told(callSid).stream()
                .filter(Admission.Over.class::isInstance)
                .toList();
    }

    private static List<CallEvent> events(String callSid) {
        Optional<CallAccount> account = BENCH.ask(replyTo -> new Calls.Describe(callSid, replyTo));
        return account.orElseThrow().moments().stream()
                .map(CallStory.Moment::event)
                .toList();
    }

    @Test
    void aCallerWhoseStreamNeverCameGetsAnotherAndKeepsTheSlot() {
        String callSid = announced(2);

        assertThat(BENCH.after(callSid)).isEqualTo(NextStep.RECONNECT);

        assertThat(released(callSid)).isEmpty();
        assertThat(events(callSid)).containsExactly(new CallEvent.StreamMissing());
        assertThat(BENCH.counts.streamsMissing).hasValue(1);
        Caller caller = BENCH.opens(callSid).connected().starts(BENCH.token(callSid));
        await().until(() -> BENCH.state(caller) == CallView.State.TALKING);
        // Nobody has talked with this caller yet.
        assertThat(BENCH.omni.session(1).got(Configure.class).greeting()).isEqualTo("Good day.");
        BENCH.ended(caller.stops());
        assertThat(BENCH.after(callSid)).isEqualTo(NextStep.HANG_UP);
        assertThat(released(callSid)).hasSize(1);
    }

    @Test
    void aCallerWhoseStreamsNeverComeIsRescuedInTheEnd() {
        String callSid = announced(2);
        assertThat(BENCH.after(callSid)).isEqualTo(NextStep.RECONNECT);
        BENCH.token(callSid);
        assertThat(BENCH.after(callSid)).isEqualTo(NextStep.RECONNECT);
        BENCH.token(callSid);

        assertThat(BENCH.after(callSid)).isEqualTo(NextStep.RESCUE);

        assertThat(released(callSid)).hasSize(1);
        assertThat(BENCH.after(callSid)).isEqualTo(NextStep.RESCUE);
    }

    @Test
    void theCarriersQuestionSaidTwiceCountsOnce() {
        String callSid = announced(1);

        assertThat(BENCH.after(callSid)).isEqualTo(NextStep.RECONNECT);
        assertThat(BENCH.after(callSid)).isEqualTo(NextStep.RECONNECT);
    }

    @Test
    void streamsThatNeverCameAndStreamsThatWereLostAreCountedTogether() {
        String callSid = announced(1);
        assertThat(BENCH.after(callSid)).isEqualTo(NextStep.RECONNECT);
        Caller caller = BENCH.opens(callSid).connected().starts(BENCH.token(callSid));
        await().until(() -> BENCH.state(caller) == CallView.State.TALKING);

        BENCH.ended(caller.vanishes());

        assertThat(BENCH.after(callSid)).isEqualTo(NextStep.RESCUE);
    }

    @Test
    void aCallerOfWhoseStreamTheCarrierSaysLateThatItNeverCameAsksForASlotAnew() {
        String callSid = announced(2);
        BENCH.timePasses(Duration.ofSeconds(61));
        await().until(() -> BENCH.admission.releases(callSid) == 1);

        assertThat(BENCH.after(callSid)).isEqualTo(NextStep.RECONNECT);

        assertThat(events(callSid)).containsExactly(new CallEvent.StreamMissing());
    }

    @Test
    void whoHasHungUpMeanwhileGetsNoStream() {
        String callSid = announced(2);
        BENCH.tell(new Calls.CallOver(callSid));

        assertThat(BENCH.after(callSid)).isEqualTo(NextStep.HANG_UP);
        assertThat(BENCH.counts.streamsMissing).hasValue(0);
    }

    @Test
    void aNodeThatClosesKnowsThatItEndedThoseWhoseStreamHadNotCome() {
        String callSid = announced(2);

        BENCH.<Integer>ask(Calls.EndAll::new);

        // What another node goes on with; where there is none, a human.
        Optional<CallAccount> account = BENCH.ask(replyTo -> new Calls.Describe(callSid, replyTo));
        assertThat(account.orElseThrow().ended()).isEqualTo(EndReason.SHUTDOWN);
        assertThat(BENCH.after(callSid)).isEqualTo(NextStep.RESCUE);
    }

    @Test
    void aStreamThatTheCarrierHasLostIsEndedThoughItsSocketLooksOpen() {
        BENCH.restart(limits -> limits.streamReconnects = 1);
        Caller caller = BENCH.talks();

        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.RECONNECT);

        // Answered only once nothing of it is left, so that the next session is not one too many.
        assertThat(BENCH.live()).isEmpty();
        assertThat(BENCH.counts.ended).containsExactly(EndReason.CALLER_LOST);
        assertThat(released(caller.callSid)).isEmpty();
        Caller again = BENCH.opens(caller.callSid).connected().starts(BENCH.token(caller.callSid));
        await().until(() -> BENCH.state(again) == CallView.State.TALKING);
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.RESCUE);
        BENCH.ended(again);
        assertThat(released(caller.callSid)).hasSize(1);
    }
}
