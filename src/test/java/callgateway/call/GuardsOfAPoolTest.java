package callgateway.call;

import static callgateway.call.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.omni.AgentProfile;
import callgateway.omni.OmniClientMessage.Configure;
import callgateway.omni.OmniClientMessage.SessionEnding;
import callgateway.omni.OmniSettings.LabelSource;
import callgateway.routing.PoolAgent;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a call's pool wants of it: its own agent, and an end for a call that nobody ends. */
class GuardsOfAPoolTest {
    @RegisterExtension
    static final CallBench BENCH = new CallBench();

    @Test
    void aCallThatIsTooLongEndsPolitelyAfterTheLastWords() {
        BENCH.restart(limits -> limits.maxCall = Duration.ofMinutes(10));
        Caller caller = BENCH.talks();
        FakeOmni.Session agent = BENCH.omni.session(1);
        agent.speaks(0x22, 5_000);
        await().until(() -> caller.heard().length > 0);

        BENCH.timePasses(Duration.ofMinutes(11));

        agent.got(SessionEnding.class);
        assertThat(agent.closed().code()).isEqualTo(1000);
        assertThat(BENCH.state(caller)).isEqualTo(CallView.State.ENDING);
        await().until(() ->
                caller.heard().length == 8 * 5_000 && !caller.marks().isEmpty());
        caller.playedEverything();
        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.MAX_CALL);
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.HANG_UP);
        BENCH.told(caller.callSid);
        assertThat(BENCH.admission.releases(caller.callSid)).isEqualTo(1);
    }

    @Test
    void aCallInWhichNobodySpeaksEnds() {
        BENCH.restart(limits -> limits.maxSilence = Duration.ofMinutes(2));
        Caller caller = BENCH.talks();

        BENCH.timePasses(Duration.ofMinutes(3));

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.TOO_SILENT);
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.HANG_UP);
        BENCH.omni.session(1).got(SessionEnding.class);
    }

    @Test
    void aCallerWhoSpeaksToAnAgentThatSendsNothingIsRescued() {
        Caller caller = BENCH.talks();

        await().atMost(Duration.ofSeconds(30)).until(() -> {
            for (int i = 0; i < 10; i++) {
                caller.speaks(0x11);
            }
            BENCH.timePasses(Duration.ofSeconds(5));
            return BENCH.state(caller) == null;
        });

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.AGENT_STALLED);
        assertThat(BENCH.after(caller.callSid)).isEqualTo(NextStep.RESCUE);
        assertThat(BENCH.counts.failed).isEmpty();
    }

    @Test
    void aCallerWhoSaysNothingIsLeftInPeace() {
        Caller caller = BENCH.talks();

        for (int i = 0; i < 10; i++) {
            caller.speaks(0xFF);
        }
        BENCH.timePasses(Duration.ofHours(1));

        await().during(Duration.ofMillis(2500)).until(() -> BENCH.state(caller) == CallView.State.TALKING);
    }

    @Test
    void theAgentIsThePoolsOwn() {
        BENCH.pool(new CalledPool(
                "support",
                new PoolAgent(AgentProfile.DEFAULTS.withPersona("Of support."), "agent_7", LabelSource.AGENT),
                new Limits().guards(),
                CallBench.TRANSFERS));

        BENCH.talks();

        assertThat(BENCH.omni.session(1).got(Configure.class).persona()).isEqualTo("Of support.");
        assertThat(BENCH.omni.requests.get(0).target()).contains("agent_7");
    }
}
