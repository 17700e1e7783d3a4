package callgateway.call;

import static callgateway.call.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.transport.SocketEnd;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A call's slot is given back once, whatever ends the call, and never the slot of a later stream of the same call. */
class SlotReleaseTest {
    @RegisterExtension
    static final CallBench BENCH = new CallBench();

    /** Ways for a call to end that has its stream. */
    enum End {
        STOP,
        CLOSED_1000,
        CLOSED_1001,
        RESET,
        TOO_SLOW,
        VIOLATION,
        BINARY,
        STATUS_CALLBACK,
        STATUS_CALLBACK_AND_STOP,
        AFTER_WITH_CALL_OVER,
        AGENT_ENDS,
        AGENT_TRANSFERS,
        AGENT_LOST,
        AGENT_LEG_CRASHES,
        CALLER_LEG_CRASHES,
        CALL_CRASHES,
        MEDIA_CRASHES,
        SHUTDOWN;

        void of(Caller caller) {
            FakeOmni.Session agent = BENCH.omni.session(1);
            switch (this) {
                case STOP -> caller.stops();
                case CLOSED_1000 -> caller.socket.end(SocketEnd.By.PEER, 1000, "");
                case CLOSED_1001 -> caller.socket.end(SocketEnd.By.PEER, 1001, "");
                case RESET -> caller.vanishes();
                case TOO_SLOW -> caller.socket.end(SocketEnd.By.TOO_SLOW, 1006, "");
                case VIOLATION -> caller.socket.end(SocketEnd.By.VIOLATION, 1002, "");
                case BINARY -> caller.socket.binary(new byte[3]);
                case STATUS_CALLBACK -> BENCH.tell(new Calls.CallOver(caller.callSid));
                case STATUS_CALLBACK_AND_STOP -> {
                    BENCH.tell(new Calls.CallOver(caller.callSid));
                    caller.stops();
                }
                case AFTER_WITH_CALL_OVER -> BENCH.tell(new Calls.After(caller.callSid, true, BENCH.nobody()));
                case AGENT_ENDS -> agent.says(agent.frames().endCall("done"));
                case AGENT_TRANSFERS -> agent.says(agent.frames().transferToHuman(null, null));
                case AGENT_LOST -> agent.socket().reset();
                case AGENT_LEG_CRASHES -> BENCH.kill("call-1/agent-1");
                case CALLER_LEG_CRASHES -> BENCH.kill("call-1/caller");
                case CALL_CRASHES -> BENCH.kill("call-1");
                case MEDIA_CRASHES -> {
                    caller.socket.breaks(new IllegalStateException("broken on purpose"));
                    agent.speaks(0x22, 100);
                }
                case SHUTDOWN ->
                    assertThat(BENCH.<Integer>ask(Calls.EndAll::new)).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSlotIsGivenBackOnceWhateverEndsTheCall(End end) {
        Caller caller = BENCH.talks();

        end.of(caller);

        BENCH.ended(caller);
        released(caller.callSid, 1);
    }

    /** For calls after which the caller is let go nothing is left to be said; the others may be in line again. */
    @ParameterizedTest
    @EnumSource(names = {"STOP", "CLOSED_1000", "STATUS_CALLBACK", "AFTER_WITH_CALL_OVER", "AGENT_ENDS"})
    void theEndOfThePhoneCallAddsNothing(End end) {
        Caller caller = BENCH.talks();
        end.of(caller);
        BENCH.ended(caller);

        phoneCallIsOver(caller.callSid);

        released(caller.callSid, 1);
    }

    @ParameterizedTest
    @EnumSource(names = {"RESET", "AGENT_LOST", "AGENT_TRANSFERS", "CALL_CRASHES"})
    void ofARescuedCallerNothingIsLeftWhenThePhoneCallIsOver(End end) {
        Caller caller = BENCH.talks();
        end.of(caller);
        BENCH.ended(caller);
        released(caller.callSid, 1);

        phoneCallIsOver(caller.callSid);

        released(caller.callSid, 2);
    }

    @Test
    void aStreamThatIsHalfOpenGivesItsSlotBack() {
        BENCH.restart(limits -> limits.mediaIdle = Duration.ofMillis(100));
        Caller caller = BENCH.talks();

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.CALLER_SILENT);
        released(caller.callSid, 1);
    }

    @Test
    void aCallWhoseStreamNeverComesGivesItsSlotBackWhenItIsOver() {
        String callSid = BENCH.newCallSid();
        BENCH.token(callSid);

        phoneCallIsOver(callSid);

        released(callSid, 1);
    }

    @Test
    void aCallThatOnlyWaitedInLineLeavesItWhenItIsOver() {
        String callSid = BENCH.newCallSid();

        phoneCallIsOver(callSid);

        released(callSid, 1);
    }

    @Test
    void anAnnouncementThatExpiresGivesItsSlotBack() {
        String callSid = BENCH.newCallSid();
        BENCH.token(callSid);
        BENCH.token(callSid);

        BENCH.timePasses(Duration.ofSeconds(61));

        released(callSid, 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCallWhoseStreamWasRefusedGivesItsSlotBackWithTheCarriersQuestion(boolean tried) {
        String callSid = BENCH.newCallSid();
        BENCH.token(callSid);
        if (tried) {
            Caller caller = BENCH.opens(callSid).starts("not the token");
            await().until(() -> caller.socket.hasEnded());
            released(callSid, 0);
        }

        assertThat(BENCH.after(callSid)).isEqualTo(NextStep.RESCUE);

        released(callSid, 1);
    }

    @Test
    void aNodeThatClosesGivesTheSlotsOfAllBackAndTakesNoMore() {
        Caller caller = BENCH.talks();
        String announced = BENCH.newCallSid();
        BENCH.token(announced);

        BENCH.<Integer>ask(Calls.EndAll::new);
        String late = BENCH.newCallSid();
        assertThat(BENCH.announce(late)).isEqualTo(Calls.Full.INSTANCE);

        released(caller.callSid, 1);
        released(announced, 1);
        released(late, 1);
    }

    @Test
    void aCallerInLineKeepsThePlaceUntilThePhoneCallIsOver() {
        BENCH.admission.mayKnock(false);
        Caller caller = BENCH.calls();
        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.AGENT_BUSY);
        released(caller.callSid, 0);

        phoneCallIsOver(caller.callSid);

        released(caller.callSid, 1);
    }

    @Test
    void aCallerWhoComesBackFromTheLineIsReleasedAfterTheSecondStream() {
        BENCH.admission.mayKnock(false);
        Caller first = BENCH.calls();
        BENCH.ended(first);
        BENCH.admission.mayKnock(true);

        Caller second = BENCH.opens(first.callSid).starts(BENCH.token(first.callSid));
        await().until(() -> BENCH.state(second) == CallView.State.TALKING);
        released(first.callSid, 0);
        BENCH.ended(second.stops());

        released(first.callSid, 1);
        assertThat(BENCH.after(first.callSid)).isEqualTo(NextStep.HANG_UP);
    }

    @ParameterizedTest
    @EnumSource(names = {"STOP", "RESET", "AGENT_LOST", "CALL_CRASHES"})
    void anOlderStreamsEndDoesNotReleaseACallThatIsAnnouncedAgain(End end) {
        Caller first = BENCH.talks();
        String token = BENCH.token(first.callSid);

        end.of(first);
        BENCH.ended(first);
        released(first.callSid, 0);

        Caller second = BENCH.opens(first.callSid).starts(token);
        await().until(() -> BENCH.state(second) == CallView.State.TALKING);
        BENCH.ended(second.stops());
        released(first.callSid, 1);
    }

    @ParameterizedTest
    @EnumSource(names = {"RESET", "CALL_CRASHES"})
    void aCallerWhoIsToComeWithAnotherStreamKeepsTheSlotAndComesAfterTheSessionOfBefore(End end) {
        BENCH.restart(limits -> limits.streamReconnects = 2);
        Caller first = BENCH.talks();
        FakeOmni.Session agent = BENCH.omni.session(1);
        // Its socket stays open for a while, and with it the session.
        agent.readsNothingMore();

        end.of(first);
        await().until(() -> BENCH.<Optional<CallAccount>>ask(answer -> new Calls.Describe(first.callSid, answer))
                .map(CallAccount::ended)
                .isPresent());
        assertThat(BENCH.after(first.callSid)).isEqualTo(NextStep.RECONNECT);
        assertThat(BENCH.state(first)).isNull();
        agent.socket().resumeReading();

        Caller second = BENCH.opens(first.callSid).starts(BENCH.token(first.callSid));
        await().until(() -> BENCH.state(second) == CallView.State.TALKING);
        released(first.callSid, 0);
        BENCH.ended(second.stops());
        released(first.callSid, 1);
    }

    @Test
    void ofTwoStreamsOfTheSameCallTheLaterOneHasTheSlot() {
        Caller first = BENCH.talks();
        Caller second = BENCH.opens(first.callSid).starts(BENCH.token(first.callSid));
        await().until(() -> first.socket.hasEnded() && BENCH.counts.ended.size() == 1);
        await().until(() -> BENCH.counts.agentsReady.get() == 2);
        released(first.callSid, 0);
        assertThat(BENCH.state(second)).isEqualTo(CallView.State.TALKING);

        BENCH.ended(second.stops());

        released(first.callSid, 1);
    }

    @Test
    void aSecondAnnouncementThatNobodyComesForDoesNotReleaseTheLiveCall() {
        Caller caller = BENCH.talks();
        BENCH.token(caller.callSid);
        String other = BENCH.newCallSid();
        BENCH.token(other);

        BENCH.timePasses(Duration.ofSeconds(61));

        released(other, 1);
        released(caller.callSid, 0);
        BENCH.ended(caller.stops());
        released(caller.callSid, 1);
    }

    private static void phoneCallIsOver(String callSid) {
        BENCH.tell(new Calls.CallOver(callSid));
        NextStep next = BENCH.ask(replyTo -> new Calls.After(callSid, true, replyTo));
        assertThat(next).isEqualTo(NextStep.HANG_UP);
        BENCH.tell(new Calls.CallOver(callSid));
    }

    /** So often and, once everything has been said, not more often. */
    private static void released(String callSid, int times) {
        await().until(() -> BENCH.admission.releases(callSid) >= times);
        BENCH.told(callSid);
        assertThat(BENCH.admission.releases(callSid)).isEqualTo(times);
    }
}
