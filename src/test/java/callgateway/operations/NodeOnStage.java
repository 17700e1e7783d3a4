package callgateway.operations;

import callgateway.admission.Admission;
import callgateway.admission.Limits;
import callgateway.admission.PlanLimitSettings;
import callgateway.call.CallAccount;
import callgateway.call.CallEvent;
import callgateway.call.CallStory;
import callgateway.call.CallView;
import callgateway.call.Calls;
import callgateway.call.EndReason;
import callgateway.call.media.SoundLevels;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.jspecify.annotations.Nullable;

/** An admin port with a real admission behind it, and a registry whose calls a test makes up. */
final class NodeOnStage implements AutoCloseable {
    final GatewayMetrics metrics = new GatewayMetrics();
    final Readiness readiness = new Readiness();
    final LiveView view = new LiveView(metrics, readiness);
    final Map<String, CallView> calls = new ConcurrentHashMap<>();
    final AtomicInteger measured = new AtomicInteger();
    private final ServerBinding binding;

    NodeOnStage(ActorTestKit kit, @Nullable String token) {
        this(kit, token, false);
    }

    /** @param counts whether {@code /load} is to know something */
    NodeOnStage(ActorTestKit kit, @Nullable String token, boolean counts) {
        ActorRef<Admission.Command> admission = kit.spawn(Admission.create(new Admission.Plan(
                Limits.of(600, 600), PlanLimitSettings.defaults(), view.admission(), System::nanoTime)));
        ActorRef<Calls.Command> registry = kit.spawn(registry());
        view.start(kit.system(), registry);
        readiness.become(Readiness.State.READY);
        AdminServer server =
                new AdminServer(kit.system(), registry, admission, metrics, readiness, view, null, null, null, token);
        if (counts) {
            server.countIn(kit.system());
        }
        binding = server.start("127.0.0.1", 0)
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + binding.localAddress().getPort() + path);
    }

    static String sid(int number) {
        return String.format(Locale.ROOT, "CA%032d", number);
    }

    /** A call that does this now. */
    CallView shows(int number, CallView.State state) {
        CallView call = new CallView(
                sid(number),
                "MZ" + number,
                "pool-" + number % 7,
                "+*******" + String.format(Locale.ROOT, "%04d", number),
                "+*******0100",
                state,
                Instant.now(),
                "c_" + number,
                100 + number % 300,
                200 + number % 300,
                1);
        calls.put(call.callSid(), call);
        view.watcher().shown(call);
        return call;
    }

    void says(int number, String text) {
        view.watcher()
                .happened(
                        sid(number),
                        new CallStory.Moment(
                                Instant.now(), new CallEvent.Said(callgateway.omni.OmniEvent.Speaker.CALLER, text)));
    }

    void ends(int number) {
        view.watcher().gone(sid(number), calls.remove(sid(number)), EndReason.CALLER_HUNG_UP);
    }

    private Behavior<Calls.Command> registry() {
        return Behaviors.receive(Calls.Command.class)
                .onMessage(Calls.ListCalls.class, list -> {
                    list.replyTo().tell(new ArrayList<>(calls.values()));
                    return Behaviors.same();
                })
                .onMessage(Calls.Describe.class, describe -> {
                    describe.replyTo()
                            .tell(Optional.ofNullable(calls.get(describe.callSid()))
                                    .map(call -> new CallAccount(
                                            call.callSid(),
                                            call.pool(),
                                            call.from(),
                                            call.to(),
                                            call.startedAt(),
                                            call,
                                            null,
                                            List.of(),
                                            0)));
                    return Behaviors.same();
                })
                .onMessage(Calls.HangUp.class, hangUp -> {
                    hangUp.replyTo()
                            .tell(
                                    calls.containsKey(hangUp.callSid())
                                            ? Calls.HangingUp.ENDING
                                            : Calls.HangingUp.NOT_HERE);
                    return Behaviors.same();
                })
                .onMessage(Calls.TransferCall.class, transfer -> {
                    transfer.replyTo().tell(new Calls.NotTalking());
                    return Behaviors.same();
                })
                .onMessage(Calls.MeasureLevels.class, measure -> {
                    int round = measured.incrementAndGet();
                    for (String callSid : calls.keySet()) {
                        int loud = -10 - Math.floorMod(callSid.hashCode() + 7 * round, 40);
                        measure.sink().levels(callSid, new SoundLevels(loud, loud + 6, loud - 5, loud));
                    }
                    return Behaviors.same();
                })
                .onAnyMessage(other -> Behaviors.same())
                .build();
    }

    @Override
    public void close() {
        view.close();
        binding.terminate(java.time.Duration.ofSeconds(1));
        metrics.close();
    }
}
