package callgateway.call;

import static callgateway.call.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.omni.OmniClientMessage.SessionEnding;
import callgateway.transport.SocketEnd;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a call with an agent ends, what the caller still hears, and what comes next. */
class CallEndTest {
    @RegisterExtension
    static final CallBench BENCH = new CallBench();

    enum Farewell {
        END_CALL(EndReason.AGENT_ENDED),
        SESSION_END(EndReason.SESSION_OVER),
        TRANSFER(EndReason.TRANSFER);

        final EndReason reason;

        Farewell(EndReason reason) {
            this.reason = reason;
        }

        void by(FakeOmni.Session agent) {
            agent.says(
                    switch (this) {
                        case END_CALL -> agent.frames().endCall("caller_done");
                        case SESSION_END -> agent.frames().sessionEnd("done");
                        case TRANSFER -> agent.frames().transferToHuman("+15550100", "asked for");
                    });
        }
    }

    @ParameterizedTest
    @CsvSource({"END_CALL, HANG_UP", "SESSION_END, ENDING", "TRANSFER, TRANSFER"})
    void theAgentsLastWordsAreHeardBeforeItsFarewellIsFollowed(Farewell farewell, NextStep next) {
        Caller caller = BENCH.talks();
        FakeOmni.Session agent = BENCH.omni.session(1);

        agent.speaks(0x22, 500);
        farewell.by(agent);

        await().until(() -> caller.heard().length == 4000 && !caller.marks().isEmpty());
        assertThat(BENCH.state(caller)).isEqualTo(CallView.State.ENDING);
        assertThat(caller.socket.isOpen()).isTrue();
        caller.playedEverything();
        assertThat(BENCH.ended(caller)).isEqualTo(farewell.reason);
        assertThat(caller.heard()).containsOnly(0x22);
        assertThat(caller.socket.closed()).isEqualTo(new CarrierSocket.Close(1000, ""));
        assertThat(BENCH.after(caller.callSid)).isEqualTo(next);
        agent.got(SessionEnding.class);
        assertThat(agent.closed().code()).isEqualTo(1000);
    }

    @Test
    void anOperatorEndsACallAndItIsOver() {
        Caller caller = BENCH.talks();

        assertThat(BENCH.hangUp(caller.callSid)).isEqualTo(Calls.HangingUp.ENDING);

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.OPERATOR_HUNG_UP);
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.HANG_UP);
        assertThat(BENCH.hangUp(caller.callSid)).isEqualTo(Calls.HangingUp.OVER);
    }

    @Test
    void aCallWithoutAStreamIsNotHere() {
        String announced = BENCH.newCallSid();
        BENCH.announce(announced);

        assertThat(BENCH.hangUp(announced)).isEqualTo(Calls.HangingUp.NOT_HERE);
        assertThat(BENCH.hangUp("CA404")).isEqualTo(Calls.HangingUp.NOT_HERE);
    }

    @ParameterizedTest
    @CsvSource({"END_CALL", "SESSION_END", "TRANSFER"})
    void anAgentWithNothingToSayEndsAtOnce(Farewell farewell) {
        Caller caller = BENCH.talks();

        farewell.by(BENCH.omni.session(1));

        assertThat(BENCH.ended(caller)).isEqualTo(farewell.reason);
    }

    @ParameterizedTest
    @CsvSource({"END_CALL", "TRANSFER"})
    void lastWordsThatNeverEndAreCut(Farewell farewell) {
        BENCH.restart(limits -> limits.playOutWithin = Duration.ofMillis(200));
        Caller caller = BENCH.talks();
        FakeOmni.Session agent = BENCH.omni.session(1);

        agent.speaks(0x22, 10_000);
        farewell.by(agent);

        assertThat(BENCH.ended(caller)).isEqualTo(farewell.reason);
        assertThat(caller.heard().length).isLessThan(8 * 10_000);
    }

    @Test
    void aCallerWhoInterruptsTheLastWordsEndsThem() {
        Caller caller = BENCH.talks();
        FakeOmni.Session agent = BENCH.omni.session(1);
        agent.speaks(0x22, 10_000);
        agent.says(agent.frames().endCall("done"));
        await().until(() -> BENCH.state(caller) == CallView.State.ENDING);

        agent.says(agent.frames().flush("energy", 1));

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.AGENT_ENDED);
        assertThat(caller.clears()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "1000, SESSION_OVER, ENDING",
        "1001, AGENT_LOST, RESCUE",
        "1008, AGENT_LOST, RESCUE",
        "1011, AGENT_LOST, RESCUE",
        "4401, AGENT_LOST, RESCUE",
        "4429, AGENT_BUSY, WAIT"
    })
    void aCloseInMidCallIsFollowedAfterTheLastWords(int code, EndReason reason, NextStep next) {
        Caller caller = BENCH.talks();
        FakeOmni.Session agent = BENCH.omni.session(1);

        agent.speaks(0x22, 300);
        agent.socket().close(code, "");

        await().until(() -> caller.heard().length == 2400 && !caller.marks().isEmpty());
        caller.playedEverything();
        assertThat(BENCH.ended(caller)).isEqualTo(reason);
        assertThat(BENCH.after(caller.callSid)).isEqualTo(next);
        assertThat(BENCH.omni.requests).hasSize(1);
    }

    @Test
    void anAgentThatIsJustGoneIsLost() {
        Caller caller = BENCH.talks();

        BENCH.omni.session(1).socket().reset();

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.AGENT_LOST);
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.RESCUE);
    }

    @Test
    void anAgentThatAnnouncesItsEndMayGoOnSpeaking() {
        Caller caller = BENCH.talks();
        FakeOmni.Session agent = BENCH.omni.session(1);

        agent.says(agent.frames().sessionEnding());
        agent.speaks(0x22, 100);
        caller.speaks(0x11);

        await().until(() -> caller.heard().length == 800 && agent.heard().length >= 320);
        assertThat(BENCH.state(caller)).isEqualTo(CallView.State.TALKING);
        agent.says(agent.frames().sessionEnd("over"));
        await().until(() -> !caller.marks().isEmpty());
        caller.playedEverything();
        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.SESSION_OVER);
    }

    @Test
    void anAgentThatAnnouncesItsEndAndDoesNotEndIsEnded() {
        BENCH.restart(limits -> limits.endingGuard = Duration.ofMillis(100));
        Caller caller = BENCH.talks();
        FakeOmni.Session agent = BENCH.omni.session(1);

        agent.says(agent.frames().sessionEnding());

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.SESSION_OVER);
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.ENDING);
    }

    @Test
    void anAgentThatAnnouncedItsEndAndIsGoneHasEnded() {
        Caller caller = BENCH.talks();
        FakeOmni.Session agent = BENCH.omni.session(1);

        agent.says(agent.frames().sessionEnding());
        agent.socket().drop();

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.SESSION_OVER);
    }

    @Test
    void aTransferStaysATransferWhateverTheAgentSaysAfterIt() {
        BENCH.restart(limits -> limits.endingGuard = Duration.ofMillis(50));
        Caller caller = BENCH.talks();
        FakeOmni.Session agent = BENCH.omni.session(1);

        agent.speaks(0x22, 300);
        agent.says(agent.frames().transferToHuman(null, null));
        agent.says(agent.frames().sessionEnding());
        agent.says(agent.frames().endCall("done"));
        agent.says(agent.frames().sessionEnd("done"));
        agent.socket().close(1000, "");

        await().until(() -> caller.heard().length == 2400 && !caller.marks().isEmpty());
        await().until(() -> !agent.isOpen());
        await().during(Duration.ofMillis(150)).until(() -> BENCH.state(caller) == CallView.State.ENDING);
        caller.playedEverything();
        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.TRANSFER);
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.TRANSFER);
    }

    @Test
    void aTransferAfterAnAnnouncedEndIsATransfer() {
        BENCH.restart(limits -> limits.endingGuard = Duration.ofMillis(150));
        Caller caller = BENCH.talks();
        FakeOmni.Session agent = BENCH.omni.session(1);

        agent.says(agent.frames().sessionEnding());
        agent.speaks(0x22, 300);
        agent.says(agent.frames().transferToHuman(null, null));

        await().until(() -> BENCH.state(caller) == CallView.State.ENDING);
        await().during(Duration.ofMillis(300)).until(() -> BENCH.state(caller) == CallView.State.ENDING);
        caller.playedEverything();
        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.TRANSFER);
    }

    @Test
    void anAgentThatIsLostDuringItsLastWordsDoesNotChangeWhatTheyWere() {
        Caller caller = BENCH.talks();
        FakeOmni.Session agent = BENCH.omni.session(1);
        agent.speaks(0x22, 300);
        agent.says(agent.frames().endCall("done"));
        agent.socket().reset();

        await().until(() -> caller.heard().length == 2400 && !caller.marks().isEmpty());
        caller.playedEverything();

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.AGENT_ENDED);
    }

    @Test
    void aCallerWhoHangsUpEndsTheCallAndTheSession() {
        Caller caller = BENCH.talks().stops();

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.CALLER_HUNG_UP);
        FakeOmni.Session agent = BENCH.omni.session(1);
        agent.got(SessionEnding.class);
        assertThat(agent.closed().code()).isEqualTo(1000);
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.HANG_UP);
    }

    @ParameterizedTest
    @CsvSource({
        "PEER, 1000, CALLER_HUNG_UP, HANG_UP",
        "PEER, 1001, CALLER_HUNG_UP, HANG_UP",
        "LOST, 1006, CALLER_LOST, RESCUE",
        "TOO_SLOW, 1006, CALLER_LOST, RESCUE",
        "VIOLATION, 1002, CARRIER_VIOLATION, RESCUE"
    })
    void everyEndOfTheCarriersSocketEndsTheCall(SocketEnd.By by, int code, EndReason reason, NextStep next) {
        Caller caller = BENCH.talks();

        caller.socket.end(by, code, "");

        assertThat(BENCH.ended(caller)).isEqualTo(reason);
        assertThat(BENCH.after(caller.callSid)).isEqualTo(next);
        assertThat(BENCH.omni.session(1).closed().code()).isEqualTo(1000);
    }

    @Test
    void aCarrierThatSendsNoAudioIsDead() {
        BENCH.restart(limits -> limits.mediaIdle = Duration.ofMillis(100));
        Caller caller = BENCH.talks();

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.CALLER_SILENT);
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.RESCUE);
        assertThat(caller.socket.closed()).isEqualTo(new CarrierSocket.Close(1000, ""));
    }

    @Test
    void anAgentThatGivesNoSignOfLifeIsLost() {
        BENCH.restart(limits -> {
            limits.pingEvery = Duration.ofMillis(50);
            limits.agentQuiet = Duration.ofMillis(300);
        });
        Caller caller = BENCH.talks();

        BENCH.omni.session(1).socket().pauseReading();

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.AGENT_LOST);
        BENCH.omni.session(1).socket().resumeReading();
    }

    @Test
    void aQuietAgentThatAnswersPingsIsAlive() {
        BENCH.restart(limits -> {
            limits.pingEvery = Duration.ofMillis(50);
            limits.agentQuiet = Duration.ofSeconds(2);
        });
        Caller caller = BENCH.talks();

        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(20))
                .until(() -> BENCH.state(caller) == CallView.State.TALKING);
    }

    @Test
    void everyCallIsCountedOnceHoweverManyReasonsItHas() {
        Caller caller = BENCH.talks();
        FakeOmni.Session agent = BENCH.omni.session(1);

        agent.says(agent.frames().endCall("done"));
        caller.stops().vanishes();
        agent.socket().drop();
        BENCH.tell(new Calls.CallOver(caller.callSid));

        BENCH.ended(caller);
        BENCH.nothingIsLeft();
        assertThat(BENCH.counts.ended).hasSize(1);
        assertThat(BENCH.counts.failed).isEmpty();
    }
}
