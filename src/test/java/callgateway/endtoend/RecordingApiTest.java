package callgateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.audio.WavFile;
import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.caller.CallerScript;
import callgateway.simulator.omni.AgentScript;
import callgateway.simulator.omni.OmniSimulatorSettings;
import callgateway.tools.ToolServer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings as an operator sees them: in the call's record, to listen to, deleted, and told of. */
class RecordingApiTest {
    private static final String SECRET = "a secret of the events of the tests";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder = Path.of(".");

    private String settings(ToolServer receiver, String more) {
        return """
                data-dir = "%s"
                records {
                  database = embedded
                  events { url = "%s", secret = "%s", types = ["call.recorded"] }
                }
                %s
                """.formatted(folder, receiver.uri(), SECRET, more);
    }

    private static HttpResponse<byte[]> send(GatewayUnderTest gateway, String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(gateway.adminUri().resolve(path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(GatewayUnderTest.PATIENCE)
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());
    }

    private static JsonNode json(GatewayUnderTest gateway, String path) throws Exception {
        return JSON.readTree(gateway.admin(path));
    }

    @Test
    void aRecordingIsInTheRecordCanBeListenedToAndIsDeleted() throws Exception {
        try (ToolServer receiver = ToolServer.start();
                FarEnds far = new FarEnds(OmniSimulatorSettings.scripted(AgentScript.conversation())
                        .withKey(GatewayUnderTest.API_KEY));
                GatewayUnderTest gateway = GatewayUnderTest.start(
                        far,
                        settings(
                                receiver,
                                "pool-defaults.recording { enabled = on, consent = \"This call is recorded.\" }"))) {
            CallerScript script = CallerScript.builder()
                    .waitForAgent(GatewayUnderTest.PATIENCE)
                    .hangUp()
                    .build();
            CallerResult result = gateway.call(Scripts.patient(script));
            String record = "/api/records/" + result.callSid();
            GatewayUnderTest.soon()
                    .untilAsserted(() -> assertThat(gateway.admin(record)).contains("recording_ended"));
            GatewayUnderTest.soon()
                    .untilAsserted(() -> assertThat(receiver.received).hasSize(1));

            JsonNode recordings = json(gateway, record).path("recordings");
            assertThat(recordings).hasSize(1);
            JsonNode one = recordings.get(0);
            assertThat(one.path("end").asText()).isEqualTo("call_ended");
            assertThat(one.path("consent").asText()).isEqualTo("said");
            assertThat(one.path("lengthMs").asLong()).isPositive();
            HttpResponse<byte[]> sound = send(gateway, "GET", one.path("href").asText());
            assertThat(sound.headers().firstValue("content-type")).hasValue("audio/wav");
            assertThat(sound.body()).hasSize(one.path("bytes").asInt());
            WavFile wav = WavFile.parse(sound.body());
            assertThat(wav.channels()).isEqualTo(2);
            assertThat(wav.samplesPerChannel() / 8)
                    .isEqualTo(one.path("lengthMs").asInt());
            JsonNode event = JSON.readTree(receiver.received.get(0).body());
            assertThat(event.path("type").asText()).isEqualTo("call.recorded");
            assertThat(event.path("data").path("file").asText())
                    .isEqualTo(one.path("file").asText());

            assertThat(send(gateway, "GET", record + "/recording?part=2").statusCode())
                    .isEqualTo(404);
            assertThat(send(gateway, "GET", record + "/recording?part=0").statusCode())
                    .isEqualTo(400);
            assertThat(send(gateway, "GET", "/api/records/..%2F..%2Fetc/recording")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(send(gateway, "POST", "/api/calls/" + result.callSid() + "/recording/pause")
                            .statusCode())
                    .isEqualTo(404);

            assertThat(send(gateway, "DELETE", record + "/recording").statusCode())
                    .isEqualTo(200);
            assertThat(send(gateway, "DELETE", record + "/recording").statusCode())
                    .isEqualTo(404);
            assertThat(send(gateway, "GET", record + "/recording").statusCode()).isEqualTo(404);
            assertThat(gateway.admin("/api/audit")).contains("recording.delete");
            GatewayUnderTest.soon()
                    .untilAsserted(() -> assertThat(gateway.admin(record)).contains("recording_deleted"));
            assertThat(json(gateway, record).path("recordings")).isEmpty();
            assertThat(gateway.metric("gateway_recordings_deleted_total{by=\"operator\"}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void aCallThatIsNotRecordedSaysSo() throws Exception {
        try (ToolServer receiver = ToolServer.start();
                FarEnds far = new FarEnds(OmniSimulatorSettings.scripted(AgentScript.conversation())
                        .withKey(GatewayUnderTest.API_KEY));
                GatewayUnderTest gateway = GatewayUnderTest.start(far, settings(receiver, ""))) {
            var call = gateway.place(CallerScript.listen(GatewayUnderTest.PATIENCE));
            GatewayUnderTest.soon().until(() -> gateway.metric("gateway_calls_live") == 1);
            String callSid = json(gateway, "/api/calls")
                    .path("calls")
                    .get(0)
                    .path("callSid")
                    .asText();

            assertThat(send(gateway, "POST", "/api/calls/" + callSid + "/recording/pause")
                            .statusCode())
                    .isEqualTo(409);
            assertThat(json(gateway, "/api/records/" + callSid).path("recordings"))
                    .isEmpty();
            assertThat(folder.resolve("recordings")).doesNotExist();
            gateway.post("/api/calls/" + callSid + "/hangup", "");
            assertThat(GatewayUnderTest.result(call).complaints()).isEmpty();
            assertThat(List.copyOf(receiver.received)).isEmpty();
        }
    }
}
