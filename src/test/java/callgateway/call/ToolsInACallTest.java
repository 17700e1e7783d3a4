package callgateway.call;

import static callgateway.call.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import callgateway.omni.AgentProfile;
import callgateway.omni.OmniClientMessage.ToolResult;
import callgateway.routing.PoolAgent;
import callgateway.tools.ToolEndpoint;
import callgateway.tools.ToolEndpoint.CallerNumber;
import callgateway.tools.ToolFault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tools and the rest of a call: audio goes on, and what is left when it ends. */
class ToolsInACallTest {
    @RegisterExtension
    static final CallBench BENCH = new CallBench();

    private Caller caller;
    private FakeOmni.Session agent;

    @BeforeEach
    void bothAreThere() {
        ToolEndpoint endpoint = new ToolEndpoint(
                URI.create("https://tools.example.com"),
                List.of("0123456789abcdef"),
                Duration.ofSeconds(4),
                1000,
                false,
                CallerNumber.NONE);
        BENCH.pool(new CalledPool(
                "sales",
                new PoolAgent(AgentProfile.DEFAULTS, null, null, Map.of("find_slot", endpoint)),
                new Limits().guards(),
                CallBench.TRANSFERS));
        caller = BENCH.talks();
        agent = BENCH.omni.session(1);
    }

    private void asks(String id) {
        agent.says(agent.frames().toolCall(id, "find_slot", "{\"day\":\"Thursday\"}"));
    }

    private FakeTools.Begun begun(int n) {
        await().until(() -> BENCH.tools.begun.size() >= n);
        return BENCH.tools.begun.get(n - 1);
    }

    private List<ToolResult> results() {
        return agent.messages.stream()
                .filter(ToolResult.class::isInstance)
                .map(ToolResult.class::cast)
                .toList();
    }

    @Test
    void whileAToolIsAskedTheyHearEachOtherAndTheResultComesAsItIs() {
        asks("t_7");
        asks("t_7");
        FakeTools.Begun tool = begun(1);

        caller.speaks(0x11);
        agent.speaks(0x22, 20);
        await().until(() -> agent.heard().length > 0 && caller.heard().length == 160);
        tool.answers("{\"free\":[14, 15]}");

        ToolResult result = agent.got(ToolResult.class);
        assertThat(result.callId()).isEqualTo("t_7");
        assertThat(result.resultJson()).isEqualTo("{\"free\":[14,15]}");
        assertThat(result.error()).isNull();
        assertThat(tool.request.agentCallId()).isEqualTo("c_1");
        assertThat(BENCH.tools.begun).hasSize(1);
        assertThat(agent.faults).isEmpty();
    }

    @Test
    void theAgentIsToldWhatWentWrongInTheOrderInWhichItAsked() {
        asks("t_1");
        asks("t_2");
        begun(2).answers("{}");
        begun(1).fails(ToolFault.TIMED_OUT);

        await().until(() -> results().size() == 2);
        assertThat(results()).extracting(ToolResult::callId).containsExactly("t_1", "t_2");
        assertThat(results().get(0).error()).startsWith("timed_out: the service did not answer in time");
    }

    @Test
    void aCallThatEndsLeavesNoToolBehind() {
        asks("t_1");
        FakeTools.Begun tool = begun(1);
        caller.stops();

        assertThat(BENCH.ended(caller)).isEqualTo(EndReason.CALLER_HUNG_UP);
        await().until(() -> tool.abandoned);
        tool.answers("{}");
    }

    @Test
    void anAgentThatIsGoneIsNotAnswered() {
        asks("t_1");
        FakeTools.Begun tool = begun(1);
        agent.speaks(0x22, 400);
        agent.socket().close(1011, "");

        await().until(() -> tool.abandoned);
        tool.answers("{}");
        BENCH.ended(caller);
        assertThat(results()).isEmpty();
    }
}
