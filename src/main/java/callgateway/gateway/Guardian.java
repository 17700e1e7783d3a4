package callgateway.gateway;

import callgateway.admission.Admission;
import callgateway.call.Calls;
import callgateway.call.CarrierRedirect;
import callgateway.rest.RestMonitor;
import callgateway.rest.RestSettings;
import callgateway.rest.TwilioRest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/** Spawns the gateway's actors; what they do is theirs. */
final class Guardian {
    private static final Duration START_WITHIN = Duration.ofSeconds(20);

    private final @Nullable RestSettings restSettings;
    private final RestMonitor restMonitor;
    private final TransferAnswers transferAnswers;
    private final Admission.Plan admissionPlan;
    private final BiFunction<ActorRef<Admission.Command>, CarrierRedirect, Calls.Plan> callsPlan;
    private final CompletableFuture<Optional<ActorRef<TwilioRest.Command>>> rest = new CompletableFuture<>();
    private final CompletableFuture<ActorRef<Admission.Command>> admission = new CompletableFuture<>();
    private final CompletableFuture<ActorRef<Calls.Command>> calls = new CompletableFuture<>();

    Guardian(
            @Nullable RestSettings restSettings,
            RestMonitor restMonitor,
            TransferAnswers transferAnswers,
            Admission.Plan admissionPlan,
            BiFunction<ActorRef<Admission.Command>, CarrierRedirect, Calls.Plan> callsPlan) {
        this.restSettings = restSettings;
        this.restMonitor = restMonitor;
        this.transferAnswers = transferAnswers;
        this.admissionPlan = admissionPlan;
        this.callsPlan = callsPlan;
    }

    Behavior<Void> create() {
        return Behaviors.setup(context -> {
            // Resumed, not restarted: a restart would forget who has a slot, and end every call of this node.
            ActorRef<Admission.Command> admitting = context.spawn(
                    Behaviors.supervise(Admission.create(admissionPlan)).onFailure(SupervisorStrategy.resume()),
                    "admission");
            admission.complete(admitting);
            Optional<ActorRef<TwilioRest.Command>> carrier = Optional.ofNullable(restSettings)
                    .map(settings -> context.spawn(
                            Behaviors.supervise(TwilioRest.create(settings, restMonitor))
                                    .onFailure(SupervisorStrategy.resume()),
                            "twilio-rest"));
            rest.complete(carrier);
            CarrierRedirect redirect = carrier.<CarrierRedirect>map(
                            ref -> new RestRedirect(ref, context.getSystem().scheduler(), transferAnswers))
                    .orElse(CarrierRedirect.NONE);
            calls.complete(context.spawn(
                    Behaviors.supervise(Calls.create(callsPlan.apply(admitting, redirect)))
                            .onFailure(SupervisorStrategy.resume()),
                    "calls"));
            return Behaviors.empty();
        });
    }

    ActorRef<Admission.Command> admission() {
        return admission.orTimeout(START_WITHIN.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Nullable
    ActorRef<TwilioRest.Command> rest() {
        return rest.orTimeout(START_WITHIN.toSeconds(), TimeUnit.SECONDS).join().orElse(null);
    }

    ActorRef<Calls.Command> calls() {
        return calls.orTimeout(START_WITHIN.toSeconds(), TimeUnit.SECONDS).join();
    }
}
