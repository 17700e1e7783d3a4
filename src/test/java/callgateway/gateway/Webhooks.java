package callgateway.gateway;

import callgateway.admission.Admission;
import callgateway.admission.PlanLimitSettings;
import callgateway.call.CallSettings;
import callgateway.call.Calls;
import callgateway.config.AdmissionSettings;
import callgateway.config.GatewaySettings.RescueSettings;
import callgateway.omni.AgentProfile;
import callgateway.operations.GatewayMetrics;
import callgateway.operations.Readiness;
import callgateway.routing.AllowedTarget;
import callgateway.routing.Caps;
import callgateway.routing.Guards;
import callgateway.routing.HoldAudio;
import callgateway.routing.Line;
import callgateway.routing.NumberPattern;
import callgateway.routing.Overflow;
import callgateway.routing.Pool;
import callgateway.routing.PoolAgent;
import callgateway.routing.Pools;
import callgateway.routing.TransferTarget;
import callgateway.routing.Transfers;
import callgateway.transport.PlainRequest;
import callgateway.transport.PlainResponse;
import callgateway.twilio.FormParams;
import callgateway.twilio.PublicOrigin;
import callgateway.twilio.RequestSignature;
import com.typesafe.config.ConfigFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The public port without sockets, before a registry of calls that the test plays. */
final class Webhooks implements BeforeEachCallback, AfterAllCallback {
    static final String ORIGIN = "https://gw.example.com";
    static final String TOKEN = "auth-token-new";
    static final String OLD_TOKEN = "auth-token-old";

    private final ActorTestKit kit = ActorTestKit.create("webhooks", ConfigFactory.load());
    private TestProbe<Calls.Command> calls = kit.createTestProbe();
    private GatewayMetrics metrics = new GatewayMetrics();
    private Readiness readiness = new Readiness();
    private ActorRef<Admission.Command> admission = kit.system().ignoreRef();
    final Journal journal = new Journal();
    private GatewayPort port = port(pools(null), 1000, null, null);

    /** An installation with this human, and for this account only. */
    void restart(@Nullable String human, @Nullable String onlyAccount) {
        calls = kit.createTestProbe();
        metrics.close();
        metrics = new GatewayMetrics();
        readiness = new Readiness();
        port = port(pools(human), 1000, human, onlyAccount);
    }

    /** Takes nobody new from now on. */
    void drain() {
        readiness.become(Readiness.State.READY);
        readiness.drain(true);
    }

    /** An installation with these pools and a plan of so many sessions. */
    void restart(Pools pools, int plan) {
        calls = kit.createTestProbe();
        metrics.close();
        metrics = new GatewayMetrics();
        readiness = new Readiness();
        port = port(pools, plan, null, null);
    }

    private static Pools pools(@Nullable String human) {
        Overflow overflow = human == null ? new Overflow.Message("Nobody is there.") : new Overflow.Dial(human);
        return new Pools(List.of(pool("default", "*", 20, overflow)));
    }

    /** A pool with a line of that depth, and an announcement of the caller's place. */
    static Pool pool(String name, String number, int depth, Overflow overflow) {
        return new Pool(
                name,
                List.of(NumberPattern.parse(number)),
                new PoolAgent(AgentProfile.DEFAULTS, null, null),
                Caps.NONE,
                new Line(
                        depth,
                        Duration.ofMinutes(3),
                        true,
                        Map.of("en", "You are number {position} in line."),
                        Duration.ZERO,
                        HoldAudio.DEFAULT),
                overflow,
                new Guards(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(10)),
                null,
                new Overflow.Message("Goodbye."),
                transfers(overflow));
    }

    /** Whoever the overflow dials is dialled for callers who ask for a human. */
    private static Transfers transfers(Overflow overflow) {
        return new Transfers(
                overflow instanceof Overflow.Dial dial ? new TransferTarget.Phone(dial.number()) : null,
                List.of(AllowedTarget.parse("+15550123")),
                Duration.ofSeconds(18),
                Transfers.CallerId.CALLED,
                "A caller. {reason}",
                false,
                "Nobody is free.");
    }

    private GatewayPort port(Pools pools, int plan, @Nullable String human, @Nullable String onlyAccount) {
        LivePools live = new LivePools(
                pools,
                OptionalInt.of(plan),
                1000,
                new AdmissionSettings(
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(60)));
        admission = kit.spawn(Admission.create(new Admission.Plan(
                live.limits(), PlanLimitSettings.defaults(), metrics.admission(readiness), System::nanoTime)));
        RequestSignature signature = new RequestSignature(List.of(TOKEN, OLD_TOKEN), ORIGIN);
        RescueSettings rescue = new RescueSettings(human, Duration.ofSeconds(20), "Nobody is there.");
        VoiceAnswers answers = new VoiceAnswers(PublicOrigin.parse(ORIGIN), rescue);
        VoiceRoutes routes = new VoiceRoutes(
                new VoiceDesk(
                        kit.system(),
                        calls.getRef(),
                        admission,
                        live,
                        answers,
                        new TransferAnswers(PublicOrigin.parse(ORIGIN)),
                        journal,
                        metrics,
                        readiness,
                        InstantSource.system(),
                        org.slf4j.LoggerFactory.getLogger(VoiceDesk.class)),
                signature,
                answers,
                metrics,
                onlyAccount);
        return new GatewayPort(
                kit.system(), routes, signature, calls.getRef(), metrics.calls(), CallSettings.defaults());
    }

    ActorRef<Admission.Command> admission() {
        return admission;
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
