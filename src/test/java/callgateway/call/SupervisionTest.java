package callgateway.call;

import static callgateway.call.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.call.FakeOmni.Manner;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What fails ends alone, into an answer for its caller, and leaves nothing behind. */
class SupervisionTest {
    @RegisterExtension
    static final CallBench BENCH = new CallBench();

    private Caller bystander;

    @BeforeEach
    void anotherCallIsLive() {
        bystander = BENCH.talks();
    }

    @AfterEach
    void theOtherCallGoesOn() {
        FakeOmni.Session agent = BENCH.omni.session(1);
        int agentHeard = agent.heard().length;
        bystander.speaks(0x11);
        await().until(() -> agent.heard().length > agentHeard);
        // More than the lead: it has to be paced, too.
        int before = bystander.heard().length;
        agent.speaks(0x22, 500);
        await().until(() -> bystander.heard().length == before + 4000);
        assertThat(BENCH.state(bystander)).isEqualTo(CallView.State.TALKING);
    }

    @Test
    void aCallerLegThatFailsEndsItsCall() {
        Caller caller = BENCH.talks();

        BENCH.kill("call-2/caller");

        rescued(caller, EndReason.GATEWAY_FAILED, "caller leg");
        assertThat(BENCH.omni.session(2).closed().code()).isEqualTo(1000);
    }

    @Test
    void anAgentLegThatFailsInMidCallEndsItsCallIntoARescue() {
        Caller caller = BENCH.talks();

        BENCH.kill("call-2/agent-1");

        rescued(caller, EndReason.AGENT_LOST, "agent leg");
        assertThat(BENCH.omni.session(2).closed().code()).isEqualTo(1000);
    }

    @Test
    void anAgentLegThatFailsBeforeTheAgentIsReadyIsReplaced() {
        BENCH.omni.then(Manner.HELLO);
        Caller caller = BENCH.calls();
        BENCH.omni.session(2);
        await().until(() -> BENCH.live().size() == 2);

        BENCH.kill("call-2/agent-1");

        await().until(() -> BENCH.state(caller) == CallView.State.TALKING);
        assertThat(BENCH.counts.failed).containsExactly("agent leg");
        BENCH.omni.session(3).speaks(0x33, 20);
        await().until(() -> caller.heard().length == 160);
        assertThat(BENCH.omni.session(2).closed().code()).isEqualTo(1000);
    }

    @Test
    void aCallThatFailsEndsAlone() {
        Caller caller = BENCH.talks();

        BENCH.kill("call-2");

        rescued(caller, EndReason.GATEWAY_FAILED, "call");
        assertThat(BENCH.omni.session(2).closed().code()).isEqualTo(1000);
    }

    @Test
    void aCallThatFailsWhileItConnectsEndsAlone() {
        BENCH.omni.then(Manner.SILENT);
        Caller caller = BENCH.calls();
        BENCH.omni.session(2);

        BENCH.kill("call-2");

        rescued(caller, EndReason.GATEWAY_FAILED, "call");
    }

    @Test
    void aMediaStageThatFailsEndsItsCall() {
        Caller caller = BENCH.talks();
        caller.socket.breaks(new IllegalStateException("broken on purpose"));

        BENCH.omni.session(2).speaks(0x22, 100);

        rescued(caller, EndReason.GATEWAY_FAILED, "media");
    }

    @Test
    void aCallWhoseTickFailsStopsNobodyElsesTick() {
        Caller caller = BENCH.talks();
        FakeOmni.Session agent = BENCH.omni.session(2);
        agent.speaks(0x22, 100);
        await().until(() -> caller.heard().length == 800);
        caller.socket.breaks(new IllegalStateException("broken on purpose"));

        // The last words' mark is set in a tick.
        agent.says(agent.frames().endCall("done"));

        await().until(() -> caller.socket.hasEnded());
        await().until(() -> BENCH.state(caller) == null);
        assertThat(BENCH.counts.ended).hasSize(1);
    }

    @Test
    void aFlushThatCannotBeWrittenEndsItsCall() {
        Caller caller = BENCH.talks();
        FakeOmni.Session agent = BENCH.omni.session(2);
        agent.speaks(0x22, 100);
        await().until(() -> caller.heard().length == 800);
        caller.socket.breaks(new IllegalStateException("broken on purpose"));

        agent.says(agent.frames().flush("energy", 1));

        await().until(() -> caller.socket.hasEnded() && BENCH.state(caller) == null);
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.RESCUE);
    }

    @Test
    void aHandlerOfTheRegistryThatFailsEndsNoCall() {
        Caller caller = BENCH.talks();
        BENCH.clockFailsOnce();
        BENCH.announceToNobody("CA99");

        assertThat(BENCH.announce(BENCH.newCallSid())).isInstanceOf(Calls.Expected.class);
        assertThat(BENCH.state(caller)).isEqualTo(CallView.State.TALKING);
        assertThat(BENCH.live()).hasSize(2);
    }

    @Test
    void aStreamWhoseClaimIsNeverDecidedIsNotLeftOpen() {
        BENCH.restart(limits -> limits.startWithin = Duration.ofMillis(300));
        bystander = BENCH.talks();
        String callSid = BENCH.newCallSid();
        String token = BENCH.token(callSid);
        BENCH.clockFailsOnce();

        Caller caller = BENCH.opens(callSid).starts(token);

        await().until(() -> caller.socket.hasEnded());
        assertThat(BENCH.counts.refused).hasSize(1);
        assertThat(BENCH.after(callSid)).isEqualTo(NextStep.RESCUE);
    }

    private static void rescued(Caller caller, EndReason reason, String failed) {
        assertThat(BENCH.ended(caller)).isEqualTo(reason);
        assertThat(BENCH.counts.failed).containsExactly(failed);
        assertThat(BENCH.counts.ended).containsExactly(reason);
        assertThat(caller.socket.hasEnded()).isTrue();
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.RESCUE);
    }
}
