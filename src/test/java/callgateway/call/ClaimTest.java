package callgateway.call;

import static callgateway.call.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.twilio.CallerFrames;
import callgateway.twilio.StreamToken;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who may carry a call: the stream with the token of its own, fresh announcement, once. */
class ClaimTest {
    @RegisterExtension
    static final CallBench BENCH = new CallBench();

    private final String callSid = BENCH.newCallSid();

    @Test
    void theRightTokenConnectsTheCallerToAnAgent() {
        Caller caller = BENCH.opens(callSid).connected().starts(BENCH.token(callSid));

        await().until(() -> BENCH.state(caller) == CallView.State.TALKING);
        assertThat(BENCH.counts.refused).isEmpty();
        assertThat(BENCH.omni.requests).hasSize(1);
    }

    @Test
    void aTokenIsGoodOnlyOnce() {
        String token = BENCH.token(callSid);
        Caller first = BENCH.opens(callSid).starts(token);
        await().until(() -> BENCH.state(first) == CallView.State.TALKING);

        Caller second = BENCH.opens(callSid).starts(token);

        refused(second, StreamRefusal.NOT_ANNOUNCED);
        assertThat(BENCH.state(first)).isEqualTo(CallView.State.TALKING);
        assertThat(first.socket.isOpen()).isTrue();
    }

    @Test
    void aWrongTokenIsRefusedAndDoesNotSpendTheRightOne() {
        String token = BENCH.token(callSid);

        refused(BENCH.opens(callSid).starts(StreamToken.mint(new SecureRandom())), StreamRefusal.WRONG_TOKEN);
        refused(BENCH.opens(callSid).starts(""), StreamRefusal.WRONG_TOKEN);
        refused(BENCH.opens(callSid).starts(token + "x"), StreamRefusal.WRONG_TOKEN);
        refused(BENCH.opens(callSid).starts(token.toLowerCase(Locale.ROOT) + " "), StreamRefusal.WRONG_TOKEN);

        Caller right = BENCH.opens(callSid).starts(token);
        await().until(() -> BENCH.state(right) == CallView.State.TALKING);
    }

    @Test
    void aStreamWithoutATokenIsRefused() {
        BENCH.token(callSid);

        refused(BENCH.opens(callSid).starts(frames(callSid, Caller.ACCOUNT), Map.of()), StreamRefusal.WRONG_TOKEN);
    }

    @Test
    void aTokenThatIsTooOldIsRefused() {
        String token = BENCH.token(callSid);
        BENCH.timePasses(Duration.ofSeconds(61));

        refused(BENCH.opens(callSid).starts(token), StreamRefusal.NOT_ANNOUNCED);
    }

    @Test
    void aTokenIsGoodUntilItsTimeIsOver() {
        String token = BENCH.token(callSid);
        BENCH.timePasses(Duration.ofSeconds(50));

        Caller caller = BENCH.opens(callSid).starts(token);

        await().until(() -> BENCH.state(caller) == CallView.State.TALKING);
    }

    @Test
    void aNewWebhookForTheSameCallMakesTheOldTokenVoid() {
        String old = BENCH.token(callSid);
        String fresh = BENCH.token(callSid);
        assertThat(fresh).isNotEqualTo(old);

        refused(BENCH.opens(callSid).starts(old), StreamRefusal.WRONG_TOKEN);

        Caller caller = BENCH.opens(callSid).starts(fresh);
        await().until(() -> BENCH.state(caller) == CallView.State.TALKING);
    }

    @Test
    void theTokenOfAnotherCallIsRefused() {
        String other = BENCH.newCallSid();
        String othersToken = BENCH.token(other);
        BENCH.token(callSid);

        refused(BENCH.opens(callSid).starts(othersToken), StreamRefusal.WRONG_TOKEN);

        Caller caller = BENCH.opens(other).starts(othersToken);
        await().until(() -> BENCH.state(caller) == CallView.State.TALKING);
    }

    @Test
    void aCallThatWasNeverAnnouncedIsRefused() {
        refused(BENCH.opens(callSid).starts("AAAAAAAAAAAAAAAAAAAAAA"), StreamRefusal.NOT_ANNOUNCED);
    }

    @Test
    void anotherAccountIsRefused() {
        String token = BENCH.token(callSid);

        refused(
                BENCH.opens(callSid).starts(frames(callSid, "AC9999"), Map.of("token", token)),
                StreamRefusal.WRONG_ACCOUNT);
    }

    @Test
    void audioOfAnotherFormatIsRefused() {
        String token = BENCH.token(callSid);
        Caller caller = BENCH.opens(callSid);

        caller.says("{\"event\":\"start\",\"streamSid\":\"MZ1\",\"start\":{\"accountSid\":\"" + Caller.ACCOUNT
                + "\",\"callSid\":\"" + callSid + "\",\"streamSid\":\"MZ1\",\"tracks\":[\"inbound\"],"
                + "\"mediaFormat\":{\"encoding\":\"audio/l16\",\"sampleRate\":16000,\"channels\":1},"
                + "\"customParameters\":{\"token\":\"" + token + "\"}}}");

        refused(caller, StreamRefusal.WRONG_FORMAT);
    }

    @Test
    void aCallThatIsOverBeforeItsStreamCameIsRefused() {
        String token = BENCH.token(callSid);
        BENCH.tell(new Calls.CallOver(callSid));

        refused(BENCH.opens(callSid).starts(token), StreamRefusal.NOT_ANNOUNCED);
    }

    @Test
    void aSocketThatVanishesWhileItIsClaimedLeavesNothing() {
        String token = BENCH.token(callSid);

        Caller caller = BENCH.opens(callSid).starts(token).vanishes();

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.CALLER_LOST);
    }

    @Test
    void aStopWhileItIsClaimedEndsTheCall() {
        String token = BENCH.token(callSid);

        Caller caller = BENCH.opens(callSid).starts(token).stops();

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.CALLER_HUNG_UP);
        assertThat(BENCH.after(callSid)).isEqualTo(NextStep.HANG_UP);
    }

    @Test
    void aSecondStreamOfTheSameCallTakesItOver() {
        Caller first = BENCH.opens(callSid).starts(BENCH.token(callSid));
        await().until(() -> BENCH.state(first) == CallView.State.TALKING);

        Caller second = BENCH.opens(callSid).starts(BENCH.token(callSid));

        await().until(() -> first.socket.hasEnded() && BENCH.counts.ended.contains(EndReason.CALLER_LOST));
        FakeOmni.Session agent = BENCH.omni.session(2);
        await().until(() -> BENCH.counts.agentsReady.get() == 2);
        int heard = agent.heard().length;
        second.speaks(0x11);
        await().until(() -> agent.heard().length > heard);
        assertThat(BENCH.live()).hasSize(1);
    }

    @Test
    void anAnnouncementThatNobodyComesForIsForgotten() {
        String token = BENCH.token(callSid);

        BENCH.timePasses(Duration.ofSeconds(61));

        await().until(() -> BENCH.admission.releases(callSid) == 1);
        refused(BENCH.opens(callSid).starts(token), StreamRefusal.NOT_ANNOUNCED);
    }

    @Test
    void aNodeThatClosesTakesNoMoreCallsAndEndsItsOwnIntoARescue() {
        Caller caller = BENCH.talks();
        String token = BENCH.token(callSid);

        int ended = BENCH.ask(Calls.EndAll::new);

        assertThat(ended).isEqualTo(1);
        assertThat(BENCH.counts.ended).containsExactly(EndReason.SHUTDOWN);
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.RESCUE);
        assertThat(BENCH.announce(BENCH.newCallSid())).isEqualTo(Calls.Full.INSTANCE);
        refused(BENCH.opens(callSid).starts(token), StreamRefusal.NOT_ANNOUNCED);
    }

    @Test
    void howACallEndedIsForgottenInTime() {
        Caller caller = BENCH.talks().stops();
        BENCH.ended(caller);
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.HANG_UP);

        BENCH.timePasses(Duration.ofMinutes(6));

        await().until(() -> BENCH.after(caller.callSid) == NextStep.RESCUE);
    }

    @Test
    void aCallerOfWhomNothingIsKnownIsRescuedUnlessTheCallIsOver() {
        assertThat(BENCH.after(callSid)).isEqualTo(NextStep.RESCUE);
        NextStep over = BENCH.ask(replyTo -> new Calls.After(callSid, true, replyTo));
        assertThat(over).isEqualTo(NextStep.HANG_UP);
    }

    @Test
    void theCarrierSaysTheCallIsOverBeforeItsSocketCloses() {
        Caller caller = BENCH.talks();

        BENCH.tell(new Calls.CallOver(caller.callSid));

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.CALLER_HUNG_UP);
    }

    private static CallerFrames frames(String callSid, String accountSid) {
        return new CallerFrames("MZ1", callSid, accountSid);
    }

    private void refused(Caller caller, StreamRefusal reason) {
        await().until(() -> caller.socket.hasEnded());
        assertThat(caller.socket.closed())
                .isEqualTo(new CarrierSocket.Close(
                        1008, reason.name().toLowerCase(Locale.ROOT).replace('_', ' ')));
        assertThat(BENCH.counts.refused).endsWith(reason);
    }
}
