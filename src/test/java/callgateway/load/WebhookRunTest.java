package callgateway.load;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.config.ConfigFiles;
import callgateway.config.GatewaySettings;
import callgateway.gateway.Gateway;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WebhookRunTest {
    private static final String TOKEN = "webhook-test-token";

    private final List<String> progress = new ArrayList<>();

    @Test
    void everyCallIsAnsweredAndGivesItsSlotBack() throws Exception {
        try (Gateway gateway = gateway()) {
            WebhookResult result = run(gateway, TOKEN, 40, 1, 1);

            assertThat(result.failures()).isEmpty();
            assertThat(result.sent()).isEqualTo(80);
            assertThat(result.answered()).isEqualTo(80);
            assertThat(result.verbs()).isEqualTo(Map.of("Connect", 80L));
            assertThat(result.voice().count()).isEqualTo(40);
            assertThat(result.status().count()).isEqualTo(40);
            assertThat(result.lateness().count()).isEqualTo(40);
            assertThat(progress).anyMatch(line -> line.contains("measuring"));
            JsonNode capacity = new ObjectMapper().readTree(admin(gateway, "/api/capacity"));
            assertThat(capacity.findValues("unconfirmed")).isNotEmpty().allSatisfy(slots -> assertThat(slots.asInt())
                    .isZero());
            assertThat(capacity.findValues("live"))
                    .allSatisfy(slots -> assertThat(slots.asInt()).isZero());
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.isAlive() && thread.getName().startsWith("load-webhooks"));
    }

    @Test
    void aGatewayThatDoesNotKnowUsIsSaidOnceForAllCalls() throws Exception {
        try (Gateway gateway = gateway()) {
            WebhookResult result = run(gateway, "another token", 10, 0, 1);

            assertThat(result.answered()).isZero();
            assertThat(result.failures()).isEqualTo(Map.of("voice: HTTP 403", 10L, "status: HTTP 403", 10L));
            assertThat(result.voice().count()).isZero();
            assertThat(WebhookText.lines(result))
                    .contains("calls     0 of 10 answered", "          10 x voice: HTTP 403")
                    .anyMatch(line -> line.contains("none measured"));
        }
    }

    @Test
    void aLateGeneratorSaysSo() {
        WebhookSettings settings = new WebhookSettings(voiceUrl(8080), "gw.example", TOKEN, 100, 0, 1);
        Spread fine = new Spread(100, 900, 1000, 2000, 2500, 3000);
        Spread late = new Spread(100, 900, 1000, WebhookResult.MOST_LATE_MICROS + 1, 9000, 9000);

        WebhookResult good = new WebhookResult(settings, 100, 100, Map.of(), Map.of(), fine, fine, fine, 0.1);
        WebhookResult bad = new WebhookResult(settings, 100, 100, Map.of(), Map.of(), late, fine, late, 0.1);

        assertThat(good.generatorWasLate()).isFalse();
        assertThat(WebhookText.lines(good))
                .noneMatch(line -> line.contains("void"))
                .last()
                .asString()
                .contains("p50_us=900 p90_us=1000 p99_us=2000 max_us=3000", "late=0");
        assertThat(bad.generatorWasLate()).isTrue();
        assertThat(WebhookText.lines(bad)).anyMatch(line -> line.contains("the generator was late, figures void"));
    }

    private WebhookResult run(Gateway gateway, String token, int perSecond, int warm, int seconds)
            throws InterruptedException {
        WebhookSettings settings =
                new WebhookSettings(voiceUrl(gateway.publicPort()), "gw.example", token, perSecond, warm, seconds);
        return new WebhookRun(settings, progress::add).measure();
    }

    private static Gateway gateway() throws Exception {
        Config config = ConfigFiles.load(
                        null,
                        Map.of(
                                "RECORDS_DATABASE",
                                "none",
                                "WARM_UP",
                                "0s",
                                "PUBLIC_HOST",
                                "gw.example",
                                "TWILIO_AUTH_TOKEN",
                                TOKEN,
                                "PYAI_API_KEY",
                                "key",
                                "PYAI_BASE_URL",
                                "http://127.0.0.1:9",
                                "PLAN_CONCURRENCY",
                                "500",
                                "PORT",
                                "0",
                                "ADMIN_PORT",
                                "0"))
                .withValue("call-gateway.public.bind", ConfigValueFactory.fromAnyRef("127.0.0.1"))
                .withValue("call-gateway.calls.shutdown-grace", ConfigValueFactory.fromAnyRef("500ms"));
        return Gateway.start(GatewaySettings.from(config), config);
    }

    private static String admin(Gateway gateway, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.adminPort() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static URI voiceUrl(int port) {
        return URI.create("http://127.0.0.1:" + port + "/voice");
    }
}
