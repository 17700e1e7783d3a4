package callgateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.omni.OmniClientMessage;
import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.caller.Verb;
import callgateway.simulator.omni.AgentScript;
import callgateway.simulator.omni.AgentScript.Reply;
import callgateway.simulator.omni.AgentScript.Then;
import callgateway.simulator.omni.OmniBehaviour;
import callgateway.simulator.omni.OmniSessionEvent;
import callgateway.simulator.omni.OmniSimulatorSettings;
import callgateway.simulator.omni.Quirk;
import callgateway.tools.ToolServer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An agent that uses a tool: caller, gateway, agent and endpoint, each with its own socket. */
class ToolCallTest {
    private static final String SECRET = "a secret of the tools of the tests";
    private static final Then GOODBYE = new Then.EndCall("done");
    private static final AgentScript SCRIPT = new AgentScript(
            new Reply(
                    null,
                    "",
                    new Then.ToolCall(
                            "find_slot",
                            "{\"day\":\"Thursday\"}",
                            Reply.say("agent-key-reply", "Found.").then(GOODBYE),
                            Reply.say("agent-goodbye", "Not found.").then(GOODBYE))),
            List.of(),
            Map.of(),
            AgentScript.notUnderstood());

    private static ToolServer endpoint;
    private static FarEnds far;

    @BeforeAll
    static void start() throws Exception {
        endpoint = ToolServer.start();
        far = new FarEnds(OmniSimulatorSettings.scripted(SCRIPT).withKey(GatewayUnderTest.API_KEY));
    }

    @AfterAll
    static void stop() {
        far.close();
        endpoint.close();
    }

    private static GatewayUnderTest gateway(String tool, String timeout) throws Exception {
        return GatewayUnderTest.start(far, """
                pools.sales {
                  numbers = ["*"]
                  agent.tools = [{ name = %s, description = "Find a slot" }]
                  agent.tool-endpoint { url = "%s", secret = "%s", timeout = %s }
                }
                """.formatted(tool, endpoint.uri(), SECRET, timeout));
    }

    private static List<String> results(CallerResult result) {
        return far.sessionOf(result.callSid()).messages().stream()
                .filter(OmniClientMessage.ToolResult.class::isInstance)
                .map(OmniClientMessage.ToolResult.class::cast)
                .map(tool -> tool.callId() + " " + (tool.error() == null ? tool.resultJson() : tool.error()))
                .toList();
    }

    private static List<String> said(CallerResult result) {
        return far.sessionOf(result.callSid()).events().stream()
                .filter(event -> event.kind() == OmniSessionEvent.Kind.AGENT_SPEAKS)
                .map(OmniSessionEvent::detail)
                .toList();
    }

    @Test
    void theEndpointIsAskedOnceForACallThatComesTwiceAndTheAgentGoesOnWithItsAnswer() throws Exception {
        try (GatewayUnderTest gateway = gateway("find_slot", "4500ms")) {
            far.omni.behaveOnce(OmniBehaviour.NORMAL.with(Quirk.DUPLICATE_TOOL_CALLS));
            int before = endpoint.received.size();
            endpoint.then(200, "{\"free\":[\"14:00\"]}");

            CallerResult result = gateway.call(Scripts.untilEnded());

            assertThat(result.problem()).isNull();
            assertThat(result.complaints()).isEmpty();
            assertThat(result.verbsAfterStream()).extracting(Verb::name).containsExactly("Hangup");
            // At the endpoint it is known within moments; an answer of the first must not hide a second.
            assertThat(endpoint.received).hasSize(before + 1);
            ToolServer.Received request = endpoint.received.get(before);
            assertThat(request.isSignedWith(SECRET)).isTrue();
            JsonNode body = new ObjectMapper().readTree(request.body());
            assertThat(body.get("callSid").textValue()).isEqualTo(result.callSid());
            assertThat(body.get("pool").textValue()).isEqualTo("sales");
            assertThat(body.get("toolCallId").textValue()).isEqualTo("t_1");
            assertThat(body.get("arguments").get("day").textValue()).isEqualTo("Thursday");
            assertThat(body.get("agentCallId").textValue())
                    .isEqualTo(far.sessionOf(result.callSid()).id());
            assertThat(results(result)).containsExactly("t_1 {\"free\":[\"14:00\"]}");
            assertThat(said(result)).containsExactly("Found.");
            assertThat(far.sessionOf(result.callSid()).faults()).isEmpty();
            assertThat(gateway.metric("gateway_tool_calls_total{outcome=\"answered\"}"))
                    .isEqualTo(1);
            assertThat(gateway.metric("gateway_tool_calls_duplicate_total")).isEqualTo(1);
            assertThat(gateway.metric("gateway_tool_call_seconds_count")).isEqualTo(1);
            gateway.assertNothingLeft();
        }
    }

    @Test
    void anEndpointThatSaysNothingIsAnErrorThatTheAgentCanSpeakOf() throws Exception {
        try (GatewayUnderTest gateway = gateway("find_slot", "300ms")) {
            endpoint.thenNothing();

            CallerResult result = gateway.call(Scripts.untilEnded());

            assertThat(result.complaints()).isEmpty();
            assertThat(results(result)).hasSize(1).first().asString().startsWith("t_1 timed_out: ");
            assertThat(said(result)).containsExactly("Not found.");
            assertThat(gateway.metric("gateway_tool_calls_total{outcome=\"timed_out\"}"))
                    .isEqualTo(1);
            assertThat(gateway.metric("gateway_tool_calls_running")).isZero();
        }
    }

    @Test
    void aToolThatThePoolDoesNotHaveIsNotAskedForAnywhere() throws Exception {
        try (GatewayUnderTest gateway = gateway("book_slot", "4500ms")) {
            int before = endpoint.received.size();

            CallerResult result = gateway.call(Scripts.untilEnded());

            assertThat(results(result)).hasSize(1).first().asString().startsWith("t_1 unknown_tool: ");
            assertThat(said(result)).containsExactly("Not found.");
            assertThat(endpoint.received).hasSize(before);
            assertThat(gateway.metric("gateway_tool_calls_total{outcome=\"unknown_tool\"}"))
                    .isEqualTo(1);
        }
    }
}
