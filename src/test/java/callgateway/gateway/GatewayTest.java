package callgateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import callgateway.config.ConfigFiles;
import callgateway.config.GatewaySettings;
import callgateway.twilio.FormParams;
import callgateway.twilio.RequestSignature;
import com.typesafe.config.Config;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole gateway starts, answers on its two ports, and leaves nothing behind. */
class GatewayTest {
    private static final String TOKEN = "auth-token";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @Test
    void aGatewayAnswersOnBothItsPortsUntilItIsClosed() throws Exception {
        int publicPort;
        int adminPort;
        try (Gateway gateway = start(Map.of())) {
            publicPort = gateway.publicPort();
            adminPort = gateway.adminPort();

            assertThat(get(adminPort, "/readyz").statusCode()).isEqualTo(200);
            assertThat(get(adminPort, "/metrics").body())
                    .contains("gateway_connections_open ")
                    .contains("gateway_loop_ticks_late_total{loop=");
            assertThat(get(adminPort, "/voice").statusCode()).isEqualTo(404);
            assertThat(get(publicPort, "/metrics").statusCode()).isEqualTo(404);
            assertThat(get(publicPort, "/voice").statusCode()).isEqualTo(403);
            HttpResponse<String> answer = voice(publicPort);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("wss://gw.example.com/media").contains("name=\"token\"");
        }

        assertThatThrownBy(() -> get(publicPort, "/voice")).isInstanceOf(ConnectException.class);
        assertThatThrownBy(() -> get(adminPort, "/readyz")).isInstanceOf(ConnectException.class);
        noThreadIsLeft();
    }

    @Test
    void closingTwiceIsClosingOnce() throws Exception {
        Gateway gateway = start(Map.of());

        gateway.close();
        gateway.close();

        noThreadIsLeft();
    }

    /** The registry refers weakly to what its gauges look at. */
    @Test
    void noGaugeIsCollectedAsGarbage() throws Exception {
        try (Gateway gateway = start(Map.of())) {
            System.gc();
            assertThat(get(gateway.adminPort(), "/metrics").body().lines())
                    .filteredOn(line -> line.endsWith(" NaN"))
                    .isEmpty();
        }
    }

    @Test
    void twoGatewaysInOneProcessDoNotKnowEachOther() throws Exception {
        try (Gateway one = start(Map.of());
                Gateway other = start(Map.of("MAX_CALLS", "1"))) {
            assertThat(one.publicPort()).isNotEqualTo(other.publicPort());
            assertThat(voice(other.publicPort()).body()).contains("<Stream");
            assertThat(get(one.adminPort(), "/metrics").body())
                    .contains("gateway_webhooks_total{reason=\"answered\"} 0.0");
            assertThat(get(other.adminPort(), "/metrics").body())
                    .contains("gateway_webhooks_total{reason=\"answered\"} 1.0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PORT", "ADMIN_PORT"})
    void aPortThatIsTakenIsNamedAndNothingKeepsRunning(String port) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
            String number = String.valueOf(taken.getLocalPort());

            assertThatThrownBy(() -> start(Map.of(port, number)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen on")
                    .hasMessageContaining(number);
        }
        noThreadIsLeft();
    }

    @Test
    void aCertificateThatCannotBeReadIsNamed() {
        assertThatThrownBy(() -> start(Map.of("TLS_CERTIFICATE", "/nowhere.crt", "TLS_KEY", "/nowhere.key")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/nowhere.crt");
        noThreadIsLeft();
    }

    @Test
    void whatIsRehearsedBeforeThePortOpensIsNotCountedAndLeavesNothing() throws Exception {
        try (Gateway gateway = start(Map.of("WARM_UP", "500ms"))) {
            assertThat(gateway.metrics().live()).isZero();
            assertThat(gateway.metrics().scrape())
                    .contains("gateway_webhooks_total{reason=\"answered\"} 0.0")
                    .doesNotContain("gateway_slots_used{scope=\"plan\"} 1");
        }
        noThreadIsLeft();
    }

    private static Gateway start(Map<String, String> more) throws Exception {
        Map<String, String> environment = new HashMap<>(Map.of(
                "RECORDS_DATABASE", "none",
                "PUBLIC_HOST", "gw.example.com",
                "TWILIO_AUTH_TOKEN", TOKEN,
                "PYAI_API_KEY", "key",
                "PORT", "0",
                "ADMIN_PORT", "0",
                "WARM_UP", "0s",
                "EVENT_LOOPS", "1"));
        environment.putAll(more);
        Config config = ConfigFiles.load(null, environment);
        return Gateway.start(GatewaySettings.from(config), config);
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> voice(int port) throws IOException, InterruptedException {
        FormParams form = FormParams.of(Map.of("CallSid", "CA1", "AccountSid", "AC1"));
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/voice"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header(
                                "X-Twilio-Signature",
                                RequestSignature.sign(TOKEN, "https://gw.example.com/voice", form))
                        .POST(HttpRequest.BodyPublishers.ofString(form.encoded()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Neither loops nor actors. */
    private static void noThreadIsLeft() {
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .noneMatch(name -> name.startsWith("media-") || name.startsWith("call-gateway-")));
    }
}
