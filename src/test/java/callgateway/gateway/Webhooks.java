package callgateway.gateway;

import callgateway.call.CallSettings;
import callgateway.call.Calls;
import callgateway.config.GatewaySettings.RescueSettings;
import callgateway.omni.AgentProfile;
import callgateway.operations.GatewayMetrics;
import callgateway.routing.Caps;
import callgateway.routing.Guards;
import callgateway.routing.HoldAudio;
import callgateway.routing.Line;
import callgateway.routing.NumberPattern;
import callgateway.routing.Overflow;
import callgateway.routing.Pool;
import callgateway.routing.PoolAgent;
import callgateway.routing.Pools;
import callgateway.transport.PlainRequest;
import callgateway.transport.PlainResponse;
import callgateway.twilio.FormParams;
import callgateway.twilio.PublicOrigin;
import callgateway.twilio.RequestSignature;
import com.typesafe.config.ConfigFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The public port without sockets, before a registry of calls that the test plays. */
final class Webhooks implements BeforeEachCallback, AfterAllCallback {
    static final String ORIGIN = "https://gw.example.com";
    static final String TOKEN = "auth-token-new";
    static final String OLD_TOKEN = "auth-token-old";

    private static final Pools POOLS = new Pools(List.of(new Pool(
            Pools.DEFAULT,
            List.of(NumberPattern.ANY),
            new PoolAgent(AgentProfile.DEFAULTS, null, null),
            Caps.NONE,
            new Line(0, Duration.ofMinutes(1), false, Map.of(), Duration.ZERO, HoldAudio.DEFAULT),
            Overflow.Busy.BUSY,
            new Guards(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(8)),
            null)));

    private final ActorTestKit kit = ActorTestKit.create("webhooks", ConfigFactory.load());
    private TestProbe<Calls.Command> calls = kit.createTestProbe();
    private GatewayMetrics metrics = new GatewayMetrics();
    private GatewayPort port = port(null, null);

    /** An installation with this human, and for this account only. */
    void restart(@Nullable String human, @Nullable String onlyAccount) {
        calls = kit.createTestProbe();
        metrics.close();
        metrics = new GatewayMetrics();
        port = port(human, onlyAccount);
    }

    private GatewayPort port(@Nullable String human, @Nullable String onlyAccount) {
        RequestSignature signature = new RequestSignature(List.of(TOKEN, OLD_TOKEN), ORIGIN);
        RescueSettings rescue = new RescueSettings(human, Duration.ofSeconds(20), "Nobody is there.");
        VoiceRoutes routes = new VoiceRoutes(
                kit.system(),
                calls.getRef(),
                POOLS,
                signature,
                new VoiceAnswers(PublicOrigin.parse(ORIGIN), rescue),
                metrics,
                onlyAccount);
        return new GatewayPort(kit.system(), routes, signature, calls.getRef(), metrics, CallSettings.defaults());
    }

    GatewayPort port() {
        return port;
    }

    // -- the carrier

    /** A POST, rightly signed. */
    Asked post(String target, Map<String, String> form) {
        FormParams params = FormParams.of(form);
        return post(target, params.encoded(), RequestSignature.sign(TOKEN, ORIGIN + target, params));
    }

    Asked post(String target, String body, @Nullable String signature) {
        return ask("POST", target, body, signature);
    }

    /** A GET, rightly signed. */
    Asked get(String target) {
        return ask("GET", target, "", RequestSignature.sign(TOKEN, ORIGIN + target, FormParams.NONE));
    }

    Asked ask(String method, String target, String body, @Nullable String signature) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        headers.add(Map.entry("Host", "10.1.2.3"));
        headers.add(Map.entry("User-Agent", "TwilioProxy/1.1"));
        if (method.equals("POST")) {
            headers.add(Map.entry("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"));
        }
        if (signature != null) {
            headers.add(Map.entry("X-Twilio-Signature", signature));
        }
        return new Asked(port.answer(new PlainRequest(
                        method, target, headers, body.getBytes(StandardCharsets.UTF_8), "127.0.0.1:5000"))
                .toCompletableFuture());
    }

    /** A request on its way. */
    record Asked(CompletableFuture<PlainResponse> answer) {
        PlainResponse response() {
            return answer.orTimeout(10, TimeUnit.SECONDS).join();
        }

        int status() {
            return response().status();
        }

        String text() {
            return new String(response().body(), StandardCharsets.UTF_8);
        }
    }

    // -- the registry

    <C extends Calls.Command> C registryIsAsked(Class<C> what) {
        return calls.expectMessageClass(what, Duration.ofSeconds(10));
    }

    void registryIsNotAsked() {
        calls.expectNoMessage(Duration.ZERO);
    }

    /** The count of webhooks with this result. */
    double counted(GatewayMetrics.WebhookResult result) {
        String line = "gateway_webhooks_total{reason=\"" + result.name().toLowerCase(Locale.ROOT) + "\"} ";
        return metrics.scrape()
                .lines()
                .filter(one -> one.startsWith(line))
                .mapToDouble(one -> Double.parseDouble(one.substring(line.length())))
                .findFirst()
                .orElse(-1);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        restart(null, null);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        metrics.close();
        kit.shutdownTestKit();
    }
}
