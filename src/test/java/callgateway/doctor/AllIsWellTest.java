package callgateway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.FreePort;
import callgateway.config.ConfigFiles;
import callgateway.config.GatewaySettings;
import callgateway.gateway.Gateway;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway behind its public name, with both far ends as they should be. */
class AllIsWellTest {
    @Test
    void nothingIsWrongAndNothingStaysBehind(@TempDir Path folder) throws Exception {
        Certificates certificate = Certificates.make(folder, "localhost", "-1d", 3650);
        int port = FreePort.next();
        int admin = FreePort.next();
        try (FarSide far = new FarSide()) {
            far.environment.put("RECORDS_DATABASE", "none");
            far.environment.put("PUBLIC_HOST", "localhost:" + port);
            far.environment.put("PORT", String.valueOf(port));
            far.environment.put("ADMIN_PORT", String.valueOf(admin));
            far.environment.put("EVENT_LOOPS", "1");
            far.environment.put("PYAI_VOICE", "aria");
            far.environment.put("TLS_CERTIFICATE", certificate.certificate().toString());
            far.environment.put("TLS_KEY", certificate.key().toString());
            far.number();
            Config config = ConfigFiles.load(null, far.environment);
            try (Gateway gateway = Gateway.start(GatewaySettings.from(config), config)) {
                Diagnosis diagnosis = far.lookAtAll(certificate.trust());

                assertThat(diagnosis.checks())
                        // localhost can never be reached by Twilio; how many files may be open is the machine's affair.
                        .filteredOn(check -> !check.name().equals("public-host")
                                && !check.name().equals("file-descriptors")
                                && !check.name().equals("huge-pages"))
                        .allSatisfy(check ->
                                assertThat(check.status()).as("%s", check).isEqualTo(Finding.Status.OK));
                assertThat(diagnosis.exitCode()).isZero();
                assertThat(DiagnosisText.of(diagnosis))
                        .contains("reaches the gateway")
                        .contains("0 wrong");
                assertJson(DiagnosisJson.of(diagnosis));
                String metrics = get(admin, "/metrics");
                assertThat(metrics).contains("gateway_calls_live 0.0");
                assertThat(metrics.lines().filter(line -> line.startsWith("gateway_slots_used")))
                        .allMatch(line -> line.endsWith(" 0.0"));
                assertThat(get(admin, "/api/calls")).isEqualTo("{\"calls\":[]}");
                assertThat(gateway.publicPort()).isEqualTo(port);
            }
        }
    }

    private static void assertJson(String text) throws Exception {
        JsonNode json = new ObjectMapper().readTree(text);
        assertThat(json.path("version").asInt()).isOne();
        assertThat(json.path("exitCode").asInt(-1)).isZero();
        assertThat(json.path("checks")).hasSize(Selection.names().size()).allSatisfy(check -> {
            assertThat(check.fieldNames()).toIterable().containsExactly("name", "status", "millis", "findings");
            assertThat(check.path("status").asText()).isIn("ok", "skipped", "warning", "wrong");
            assertThat(check.path("findings")).isNotEmpty().allSatisfy(finding -> assertThat(finding.fieldNames())
                    .toIterable()
                    .containsExactly("status", "found", "fix"));
        });
    }

    private static String get(int port, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
