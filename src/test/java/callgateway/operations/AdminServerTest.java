package callgateway.operations;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.call.CallView;
import callgateway.call.Calls;
import callgateway.call.EndReason;
import callgateway.call.StreamRefusal;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminServerTest {
    private static final ActorTestKit KIT = ActorTestKit.create("admin", ConfigFactory.load());
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String TOKEN = "admin-secret";

    private final TestProbe<Calls.Command> calls = KIT.createTestProbe();
    private final GatewayMetrics metrics = new GatewayMetrics();
    private final Readiness readiness = new Readiness();
    private final LiveView view = new LiveView(metrics, readiness);

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void aProcessThatAnswersIsHealthyWhateverItDoes() {
        for (Readiness.State state : Readiness.State.values()) {
            readiness.become(state);
            assertThat(get("/healthz", null).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({"STARTING, 503", "READY, 200", "DRAINING, 503", "STOPPING, 503"})
    void onlyANodeThatTakesCallsIsReady(Readiness.State state, int status) {
        readiness.become(state);

        Answer answer = get("/readyz", null);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text()).isEqualToIgnoringCase(state.name() + "\n");
    }

    @Test
    void aNodeIsNotReadyBeforeItSaysSo() {
        assertThat(get("/readyz", null).status()).isEqualTo(503);
    }

    @Test
    void everyCounterIsThereBeforeItCounts() {
        Answer answer = get("/metrics", null);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.type()).startsWith("text/plain");
        assertThat(answer.text())
                .contains("gateway_calls_live 0.0")
                .contains("gateway_calls_started_total 0.0")
                .contains("gateway_webhooks_total{reason=\"forged\"} 0.0")
                .contains("jvm_memory_used_bytes");
        for (EndReason reason : EndReason.values()) {
            assertThat(answer.text()).contains("gateway_calls_ended_total{reason=\"" + lower(reason) + "\"} 0.0");
        }
        for (StreamRefusal reason : StreamRefusal.values()) {
            assertThat(answer.text()).contains("gateway_streams_refused_total{reason=\"" + lower(reason) + "\"} 0.0");
        }
    }

    @Test
    void whatHappensIsCounted() {
        metrics.calls().callStarted();
        metrics.calls().callStarted();
        metrics.calls().streamRefused(StreamRefusal.WRONG_TOKEN);
        metrics.calls().agentReady(Duration.ofMillis(120));

        assertThat(get("/metrics", null).text())
                .contains("gateway_calls_live 2.0")
                .contains("gateway_streams_refused_total{reason=\"wrong_token\"} 1.0")
                .contains("gateway_agent_ready_seconds_count 1");
        assertThat(metrics.live()).isEqualTo(2);
    }

    @Test
    void theCallsAreListedForWhoeverShowsTheToken() throws IOException {
        Pending pending = ask("/api/calls", "Bearer " + TOKEN);
        calls.expectMessageClass(Calls.ListCalls.class)
                .replyTo()
                .tell(List.of(new CallView(
                        "CA1",
                        "MZ1",
                        "sales",
                        "+*******0100",
                        "+*******0199",
                        CallView.State.TALKING,
                        Instant.parse("2026-01-02T03:04:05Z"),
                        "c_1",
                        210,
                        -1,
                        2)));

        Answer answer = pending.answer();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.type()).isEqualTo("application/json");
        JsonNode call = new ObjectMapper().readTree(answer.text()).get("calls").get(0);
        assertThat(call.get("callSid").asText()).isEqualTo("CA1");
        assertThat(call.get("state").asText()).isEqualTo("talking");
        assertThat(call.get("from").asText()).isEqualTo("+*******0100");
        assertThat(call.get("startedAt").asText()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(call.get("agentReadyMs").asInt()).isEqualTo(210);
        assertThat(call.has("firstAudioMs")).isFalse();
        assertThat(call.get("attempts").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer wrong",
                "Bearer admin-secretx",
                "Bearer admin-secre",
                "bearer",
                "Basic YTpi",
                "admin-secret",
                "Token admin-secret"
            })
    void withoutTheRightTokenTheCallsAreNobodysBusiness(String authorization) throws IOException {
        Answer answer = get("/api/calls", authorization);

        assertThat(answer.status()).isEqualTo(401);
        JsonNode error = new ObjectMapper().readTree(answer.text()).get("error");
        assertThat(error.get("code").asText()).isEqualTo("unauthorized");
        assertThat(error.get("message").asText()).contains("ADMIN_TOKEN").doesNotContain(TOKEN);
        calls.expectNoMessage(Duration.ZERO);
    }

    @Test
    void theTokenIsAskedForBeforeAnythingElseOfTheApi() {
        assertThat(get("/api/nothing", null).status()).isEqualTo(401);
        assertThat(get("/api/nothing", "Bearer " + TOKEN).status()).isEqualTo(404);
    }

    @Test
    void whereNoTokenIsSetNoneIsAskedFor() {
        Pending pending = ask(null, "/api/calls", null);
        calls.expectMessageClass(Calls.ListCalls.class).replyTo().tell(List.of());

        assertThat(pending.answer().text()).isEqualTo("{\"calls\":[]}");
    }

    @ParameterizedTest
    @CsvSource({", rebound.example, 421", ", localhost, 200", "admin-secret, rebound.example, 200"})
    void whereNoTokenIsSetThePortHasNoOtherName(@Nullable String token, String host, int status) throws IOException {
        ServerBinding binding = open(token);
        try (Socket socket = new Socket(
                binding.localAddress().getAddress(), binding.localAddress().getPort())) {
            String request = "GET /metrics HTTP/1.1\r\nHost: " + host + ":9090\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        } finally {
            binding.unbind();
        }
    }

    @Test
    void aRegistryThatDoesNotAnswerIsAnError() {
        Answer answer = get("/api/calls", "Bearer " + TOKEN);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text()).contains("\"no_answer\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/dashboard/",
                "/dashboard/../style.css",
                "/dashboard/none.js",
                "/voice",
                "/healthz/x",
                "/metrics/x"
            })
    void whatIsNotThereIsNotFound(String path) {
        assertThat(get(path, null).status()).isEqualTo(404);
    }

    private record Answer(int status, String type, String text) {}

    private record Pending(CompletableFuture<HttpResponse<String>> response) {
        Answer answer() {
            HttpResponse<String> got = response.orTimeout(10, TimeUnit.SECONDS).join();
            return new Answer(
                    got.statusCode(), got.headers().firstValue("Content-Type").orElse(""), got.body());
        }
    }

    private Answer get(String path, @Nullable String authorization) {
        return ask(path, authorization).answer();
    }

    private Pending ask(String path, @Nullable String authorization) {
        return ask(TOKEN, path, authorization);
    }

    /** Over a port of its own, as an operator does. */
    private Pending ask(@Nullable String token, String path, @Nullable String authorization) {
        ServerBinding binding = open(token);
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + binding.localAddress().getPort() + path));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return new Pending(CLIENT.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .whenComplete((response, failure) -> binding.unbind()));
    }

    private ServerBinding open(@Nullable String token) {
        return new AdminServer(
                        KIT.system(),
                        calls.getRef(),
                        KIT.<callgateway.admission.Admission.Command>createTestProbe()
                                .getRef(),
                        metrics,
                        readiness,
                        view,
                        null,
                        null,
                        null,
                        token)
                .start("127.0.0.1", 0)
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private static String lower(Enum<?> reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }
}
