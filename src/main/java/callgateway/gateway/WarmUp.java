package callgateway.gateway;

import callgateway.admission.Admission;
import callgateway.admission.PlanLimitSettings;
import callgateway.call.CallJournal;
import callgateway.call.Calls;
import callgateway.call.CarrierRedirect;
import callgateway.call.StoredAgents;
import callgateway.config.GatewaySettings;
import callgateway.operations.GatewayMetrics;
import callgateway.operations.Readiness;
import callgateway.recording.Recorder;
import callgateway.tools.ToolCaller;
import callgateway.transport.Dialer;
import callgateway.transport.PlainRequest;
import callgateway.transport.PlainResponse;
import callgateway.twilio.BadMessage;
import callgateway.twilio.FormParams;
import callgateway.twilio.PublicOrigin;
import callgateway.twilio.RequestSignature;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/**
 * Rehearses the webhooks of calls that come in and are over, on an admission and a registry of its own that nobody sees:
 * code that the JVM has not compiled yet takes ten times as long, and a caller would wait for it.
 */
final class WarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    /** By then the JVM has compiled what matters; more would only keep the port closed. */
    private static final int ROUNDS = 10_000;

    private static final int AT_ONCE = 8;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final String ACCOUNT = "AC" + "0".repeat(32);

    private final ActorSystem<?> system;
    private final GatewaySettings settings;
    private final Dialer dialer;
    private final ToolCaller tools;
    private final TransferAnswers transferAnswers;
    private final String origin;
    private final String authToken;
    private final String account;

    WarmUp(
            ActorSystem<?> system,
            GatewaySettings settings,
            Dialer dialer,
            ToolCaller tools,
            TransferAnswers transferAnswers) {
        this.system = system;
        this.settings = settings;
        this.dialer = dialer;
        this.tools = tools;
        this.transferAnswers = transferAnswers;
        this.origin = "https://" + settings.publicHost();
        this.authToken = settings.twilio().authTokens().get(0);
        String only = settings.twilio().accountSid();
        this.account = only == null ? ACCOUNT : only;
    }

    private record Parts(ActorRef<Admission.Command> admission, ActorRef<Calls.Command> calls) {}

    private enum Stop {
        NOW
    }

    /** Blocks, for so long at the most. A gateway that cannot be rehearsed starts all the same. */
    void run(Duration atMost) {
        long begun = System.nanoTime();
        GatewayMetrics unseen = new GatewayMetrics();
        CompletableFuture<Parts> parts = new CompletableFuture<>();
        ActorRef<Stop> owner = system.systemActorOf(owner(parts, unseen), "warm-up", Props.empty());
        try {
            int rounds = rehearse(port(parts.get(ANSWER_WITHIN.toSeconds(), TimeUnit.SECONDS), unseen), begun, atMost);
            LOG.info(
                    "rehearsed {} calls in {} ms",
                    rounds,
                    Duration.ofNanos(System.nanoTime() - begun).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.warn("webhooks could not be rehearsed: {}", e.toString());
        } finally {
            owner.tell(Stop.NOW);
            unseen.close();
        }
    }

    private Behavior<Stop> owner(CompletableFuture<Parts> parts, GatewayMetrics unseen) {
        return Behaviors.setup(context -> {
            ActorRef<Admission.Command> admission = context.spawn(
                    Admission.create(new Admission.Plan(
                            pools().limits(),
                            PlanLimitSettings.defaults(),
                            unseen.admission(new Readiness()),
                            System::nanoTime)),
                    "admission");
            ActorRef<Calls.Command> calls = context.spawn(
                    Calls.create(new Calls.Plan(
                            dialer,
                            settings.omni(),
                            settings.media(),
                            settings.calls(),
                            admission,
                            CarrierRedirect.NONE,
                            settings.admission().renewEvery(),
                            StoredAgents.NONE,
                            tools,
                            Recorder.NONE,
                            CallJournal.NONE,
                            unseen.calls(),
                            System::nanoTime)),
                    "calls");
            parts.complete(new Parts(admission, calls));
            return Behaviors.receive(Stop.class)
                    .onMessageEquals(Stop.NOW, Behaviors::stopped)
                    .build();
        });
    }

    private LivePools pools() {
        return new LivePools(
                settings.pools(), settings.planConcurrency(), settings.calls().maxCalls(), settings.admission());
    }

    private GatewayPort port(Parts parts, GatewayMetrics unseen) {
        VoiceAnswers answers = new VoiceAnswers(PublicOrigin.parse(origin), settings.rescue());
        RequestSignature signature = new RequestSignature(settings.twilio().authTokens(), origin);
        VoiceDesk desk = new VoiceDesk(
                system,
                parts.calls,
                parts.admission,
                pools(),
                answers,
                transferAnswers,
                CallJournal.NONE,
                unseen,
                new Readiness(),
                InstantSource.system(),
                NOPLogger.NOP_LOGGER);
        VoiceRoutes routes = new VoiceRoutes(
                desk, signature, answers, unseen, settings.twilio().accountSid());
        return new GatewayPort(system, routes, signature, parts.calls, unseen.calls(), settings.calls());
    }

    /** Returns how many calls came in. */
    private int rehearse(GatewayPort port, long begun, Duration atMost) throws Exception {
        int rounds = 0;
        while (rounds < ROUNDS && System.nanoTime() - begun < atMost.toNanos()) {
            CompletableFuture<?>[] together = new CompletableFuture<?>[AT_ONCE];
            for (int i = 0; i < AT_ONCE; i++) {
                together[i] = call(port, rounds++).toCompletableFuture();
            }
            CompletableFuture.allOf(together).get(ANSWER_WITHIN.toSeconds(), TimeUnit.SECONDS);
        }
        return rounds;
    }

    private CompletionStage<PlainResponse> call(GatewayPort port, int round) throws BadMessage {
        String callSid = String.format("CA%032x", round);
        String common =
                "CallSid=" + callSid + "&AccountSid=" + account + "&From=%2B15550100&To=%2B15550199&Direction=inbound";
        PlainRequest comesIn = request(VoiceAnswers.VOICE, common + "&CallStatus=ringing");
        PlainRequest isOver = request(VoiceAnswers.STATUS, common + "&CallStatus=completed");
        return port.answer(comesIn).thenCompose(answer -> port.answer(isOver));
    }

    private PlainRequest request(String path, String form) throws BadMessage {
        String signature = RequestSignature.sign(authToken, origin + path, FormParams.parse(form));
        return new PlainRequest(
                "POST",
                path,
                List.of(
                        Map.entry("Content-Type", "application/x-www-form-urlencoded"),
                        Map.entry("X-Twilio-Signature", signature)),
                form.getBytes(StandardCharsets.UTF_8),
                "warm-up");
    }
}
