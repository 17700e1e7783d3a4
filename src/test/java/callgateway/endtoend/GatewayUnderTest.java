package callgateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.config.ConfigFiles;
import callgateway.config.GatewaySettings;
import callgateway.config.SettingsException;
import callgateway.gateway.Gateway;
import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.caller.CallerScript;
import callgateway.simulator.caller.CallerSettings;
import callgateway.simulator.caller.CallerSimulator;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A gateway on free ports of this machine, and callers that call it. */
final class GatewayUnderTest implements AutoCloseable {
    static final String PUBLIC_HOST = "gw.example";
    static final String AUTH_TOKEN = "0123456789abcdef0123456789abcdef";
    static final String ACCOUNT = "AC00000000000000000000000000000001";
    static final String API_KEY = "key-of-the-tests";
    static final String HUMAN = "+15550100042";

    /** Far beyond anything right: a busy machine may stand still for seconds. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    final FarEnds far;
    final CallerSimulator callers;
    private final Gateway gateway;

    private GatewayUnderTest(FarEnds far, Gateway gateway) {
        this.far = far;
        this.gateway = gateway;
        this.callers = callers(settings());
    }

    /** A gateway whose Omni is the simulator. */
    static GatewayUnderTest start(FarEnds far, String settings) throws IOException, SettingsException {
        return start(far, far.omni.baseUri(), settings);
    }

    /** A gateway with these settings (HOCON, below {@code call-gateway}) and with an Omni that may be anything. */
    static GatewayUnderTest start(FarEnds far, URI omni, String settings) throws IOException, SettingsException {
        Map<String, String> environment = Map.of(
                "RECORDS_DATABASE",
                "none",
                "PUBLIC_HOST",
                PUBLIC_HOST,
                "TWILIO_AUTH_TOKEN",
                AUTH_TOKEN,
                "PYAI_API_KEY",
                API_KEY,
                "PYAI_BASE_URL",
                omni.toString(),
                "PORT",
                "0",
                "ADMIN_PORT",
                "0",
                "EVENT_LOOPS",
                "1");
        String here = "call-gateway { public { bind = 127.0.0.1, warm-up = 0s }, calls.shutdown-grace = 100ms }\n";
        Config config = ConfigFactory.parseString("call-gateway {\n" + settings + "\n}")
                .withFallback(ConfigFactory.parseString(here))
                .withFallback(ConfigFiles.load(null, environment));
        return new GatewayUnderTest(far, Gateway.start(GatewaySettings.from(config), config));
    }

    /** Callers with a signature that this gateway accepts, who tell of the end of their calls. */
    CallerSettings settings() {
        return CallerSettings.of(address(), "https://" + PUBLIC_HOST, AUTH_TOKEN, ACCOUNT)
                .withStatusPath("/voice/status")
                .withTimeout(PATIENCE);
    }

    CallerSimulator callers(CallerSettings settings) {
        return new CallerSimulator(far.loops, far.metronome, settings);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.publicPort());
    }

    URI adminUri() {
        return URI.create("http://127.0.0.1:" + gateway.adminPort());
    }

    /** Waits for a condition. */
    static ConditionFactory soon() {
        return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20));
    }

    CompletableFuture<CallerResult> place(CallerScript script) {
        return callers.call(script);
    }

    CallerResult call(CallerScript script) throws InterruptedException, ExecutionException, TimeoutException {
        return result(place(script));
    }

    static CallerResult result(CompletableFuture<CallerResult> call)
            throws InterruptedException, ExecutionException, TimeoutException {
        return call.get(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** The value of a metric, named with its labels as Prometheus sees them. */
    double metric(String name) throws IOException, InterruptedException {
        return admin("/metrics")
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + name));
    }

    double ended(String reason) throws IOException, InterruptedException {
        return metric("gateway_calls_ended_total{reason=\"" + reason + "\"}");
    }

    double streamsRefused(String reason) throws IOException, InterruptedException {
        return metric("gateway_streams_refused_total{reason=\"" + reason + "\"}");
    }

    double badMessages(String reason) throws IOException, InterruptedException {
        return metric("gateway_carrier_messages_bad_total{reason=\"" + reason + "\"}");
    }

    /** What the admin port answers to a GET. */
    String admin(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(adminUri().resolve(path))
                .timeout(PATIENCE)
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    /** What the admin port answers to a PUT of JSON. */
    HttpResponse<String> change(String path, String json) throws IOException, InterruptedException {
        return send("PUT", path, json);
    }

    /** What the admin port answers to a POST of JSON. */
    HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return send("POST", path, json);
    }

    private HttpResponse<String> send(String method, String path, String json)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(adminUri().resolve(path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Waits until no call, no connection and no session with the agent is left. */
    void assertNothingLeft() {
        soon().untilAsserted(() -> {
            assertThat(metric("gateway_calls_live")).isZero();
            assertThat(metric("gateway_connections_open")).isZero();
            assertThat(admin("/api/calls")).isEqualTo("{\"calls\":[]}");
            assertThat(far.omni.live()).isZero();
        });
        assertThat(callers.live()).isZero();
    }

    @Override
    public void close() {
        callers.close();
        gateway.close();
    }
}
