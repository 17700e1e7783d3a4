package callgateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.caller.CallerScript;
import callgateway.simulator.omni.AgentScript;
import callgateway.simulator.omni.OmniSimulatorSettings;
import callgateway.tools.ToolServer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of a call, and who is told of it: over the whole gateway, with a receiver that is not always well. */
class RecordedCallTest {
    private static final String SECRET = "a secret of the events of the tests";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder = Path.of(".");

    private String settings(ToolServer receiver, String more) {
        return """
                data-dir = "%s"
                records {
                  database = embedded
                  events { url = "%s", secret = "%s", first-retry = 50ms }
                }
                %s
                """.formatted(folder, receiver.uri(), SECRET, more);
    }

    private static JsonNode json(GatewayUnderTest gateway, String path) throws Exception {
        return JSON.readTree(gateway.admin(path));
    }

    private static List<String> types(ToolServer receiver) throws Exception {
        List<String> types = new ArrayList<>();
        for (ToolServer.Received request : receiver.received) {
            types.add(JSON.readTree(request.body()).path("type").asText());
        }
        return types;
    }

    @Test
    void aCallHasOneRecordThatIsRightAndIsToldOfInOrder() throws Exception {
        try (ToolServer receiver = ToolServer.start();
                FarEnds far = new FarEnds(OmniSimulatorSettings.scripted(AgentScript.conversation())
                        .withKey(GatewayUnderTest.API_KEY));
                GatewayUnderTest gateway = GatewayUnderTest.start(far, settings(receiver, ""))) {
            receiver.then(503, "not now");
            CallerScript script = CallerScript.builder()
                    .waitForAgent(GatewayUnderTest.PATIENCE)
                    .hangUp()
                    .build();

            CallerResult result = gateway.call(Scripts.patient(script));

            assertThat(result.complaints()).isEmpty();
            GatewayUnderTest.soon()
                    .untilAsserted(() -> assertThat(types(receiver)).endsWith("call.ended"));
            JsonNode record = json(gateway, "/api/records/" + result.callSid());
            assertThat(record.path("outcome").asText()).isEqualTo("success");
            assertThat(record.path("cause").asText()).isEqualTo("caller_hung_up");
            assertThat(record.path("endedBy").asText()).isEqualTo("caller");
            assertThat(record.path("streams").asInt()).isEqualTo(1);
            assertThat(record.path("agentCallIds").get(0).asText())
                    .isEqualTo(far.sessionOf(result.callSid()).id());
            List<Instant> times = new ArrayList<>();
            for (String time :
                    List.of("cameAt", "admittedAt", "startedAt", "agentReadyAt", "firstAudioAt", "endedAt")) {
                times.add(Instant.parse(record.path(time).asText()));
            }
            assertThat(times).isSorted();
            assertThat(record.path("events")).isNotEmpty();
            JsonNode list = json(gateway, "/api/records?outcome=success&limit=10");
            assertThat(list.path("records")).hasSize(1);
            assertThat(list.path("records").get(0).path("callSid").asText()).isEqualTo(result.callSid());

            // The first is sent twice, as it was refused once.
            assertThat(types(receiver))
                    .containsExactly(
                            "call.started", "call.started", "call.agent_ready", "call.transcript", "call.ended");
            for (ToolServer.Received event : receiver.received) {
                assertThat(event.isSignedWith(SECRET)).isTrue();
                assertThat(JSON.readTree(event.body()).path("callSid").asText()).isEqualTo(result.callSid());
                assertThat(event.headers().get("idempotency-key"))
                        .isEqualTo(JSON.readTree(event.body()).path("id").asText());
            }
            GatewayUnderTest.soon().untilAsserted(() -> assertThat(gateway.metric("gateway_outbox_pending"))
                    .isZero());
            GatewayUnderTest.soon()
                    .untilAsserted(() -> assertThat(gateway.metric("gateway_events_sent_total{outcome=\"delivered\"}"))
                            .isEqualTo(4));
            assertThat(gateway.metric("gateway_events_sent_total{outcome=\"failed\"}"))
                    .isEqualTo(1);
            assertThat(gateway.metric("gateway_records_spooled_total")).isZero();
            assertThat(json(gateway, "/api/outbox?state=delivered").path("entries"))
                    .hasSize(4);
        }
    }

    @Test
    void aRefusedCallHasARecordAndWhatCannotBeAskedIsSaid() throws Exception {
        try (ToolServer receiver = ToolServer.start();
                FarEnds far = new FarEnds(OmniSimulatorSettings.scripted(AgentScript.conversation())
                        .withKey(GatewayUnderTest.API_KEY));
                GatewayUnderTest gateway = GatewayUnderTest.start(
                        far, settings(receiver, "pools.none { numbers = [\"*\"], cap = 0, line.max-depth = 0 }"))) {
            CallerResult result = gateway.call(Scripts.untilEnded());

            GatewayUnderTest.soon()
                    .untilAsserted(() -> assertThat(types(receiver)).containsExactly("call.refused"));
            JsonNode record = json(gateway, "/api/records/" + result.callSid());
            assertThat(record.path("outcome").asText()).isEqualTo("refused");
            assertThat(record.path("cause").asText()).isEqualTo("no_line");
            assertThat(record.path("pool").asText()).isEqualTo("none");
            assertThat(json(gateway, "/api/records/CAnobody")
                            .path("error")
                            .path("code")
                            .asText())
                    .isEqualTo("no_such_call");
            assertThat(json(gateway, "/api/records/nonsense")
                            .path("error")
                            .path("code")
                            .asText())
                    .isEqualTo("bad_request");
            assertThat(json(gateway, "/api/records?limit=0")
                            .path("error")
                            .path("message")
                            .asText())
                    .isEqualTo("limit: 0 (expected: 1..500)");
            assertThat(gateway.post("/api/outbox/requeue", "").body()).isEqualTo("{\"requeued\":0}");
            assertThat(gateway.post("/api/outbox/77/requeue", "").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void withoutADatabaseTheApiSaysSo() throws Exception {
        try (FarEnds far = new FarEnds(OmniSimulatorSettings.scripted(AgentScript.conversation())
                        .withKey(GatewayUnderTest.API_KEY));
                GatewayUnderTest gateway = GatewayUnderTest.start(far, "")) {
            assertThat(json(gateway, "/api/records").path("error").path("code").asText())
                    .isEqualTo("records_off");
        }
    }
}
