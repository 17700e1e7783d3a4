package callgateway.call;

import callgateway.call.media.CallMedia;
import callgateway.call.media.MediaSettings;
import callgateway.omni.AgentProfile;
import callgateway.omni.OmniEvent;
import callgateway.omni.OmniSettings;
import callgateway.transport.Dialer;
import callgateway.transport.Loop;
import callgateway.twilio.PhoneNumber;
import callgateway.twilio.TwilioMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.stream.Materializer;
import org.jspecify.annotations.Nullable;

/**
 * One phone call: its caller leg, its agent leg and the media between them, all on the loop of the caller's socket.
 *
 * <pre>
 *   connecting ──agent ready──▶ talking ──agent ends, transfers──▶ ending ──last words heard──▶ stopped
 *       │  agent lost: next attempt         │ agent lost
 *       └──── attempts or time used up ─────┴──▶ stopped: the carrier asks what comes next
 * </pre>
 *
 * However it stops, the registry is told why before the caller's socket closes, so that the carrier's question finds an
 * answer.
 */
final class Call {
    private static final Duration[] RETRY_AFTER = {
        Duration.ofMillis(250), Duration.ofMillis(750), Duration.ofMillis(1500)
    };
    private static final Duration MAX_RETRY_AFTER = Duration.ofSeconds(2);
    private static final String ENDING = "ending";

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Plan plan;
    private final CallMedia media;
    private final ActorRef<TwilioLeg.Command> callerLeg;
    private final Loop.Timer ticking;
    private final long startedNanos = System.nanoTime();
    private final Instant startedAt = Instant.now();

    private @Nullable ActorRef<OmniLeg.Command> agentLeg;
    private CallView.State state = CallView.State.CONNECTING;
    private @Nullable String agentCallId;
    private long agentReadyMs = -1;
    private long firstAudioMs = -1;
    private int attempts;
    private boolean endAnnounced;
    private @Nullable EndReason ended;

    private Call(ActorContext<Command> context, TimerScheduler<Command> timers, Plan plan) {
        this.context = context;
        this.timers = timers;
        this.plan = plan;
        Loop loop = plan.stream.loop();
        this.media = CallMedia.start(
                Materializer.createMaterializer(context),
                loop.dispatcher(),
                plan.media,
                plan.stream,
                System::nanoTime,
                CallScratch.of(loop).media);
        context.pipeToSelf(media.done(), (done, failure) -> new MediaOver(failure));
        this.callerLeg = context.spawn(
                TwilioLeg.create(plan.stream, context.getSelf(), plan.settings.mediaIdle()),
                "caller",
                DispatcherSelector.sameAsParent());
        context.watchWith(callerLeg, new LegDown(callerLeg, false));
        this.ticking = loop.onTick(this::tick);
        plan.stream.accept(callerLeg, media);
    }

    sealed interface Command {}

    /** The caller pressed a key. */
    record CallerPressed(char key) implements Command {}

    /** A mark that was sent came back. */
    record MarkCameBack(String name) implements Command {}

    /** The caller's stream is over. */
    record CallerGone(EndReason reason, String what) implements Command {}

    /** The agent's session has begun. */
    record AgentSaidHello(@Nullable String callId) implements Command {}

    /** The agent is configured and listens. */
    enum AgentReady implements Command {
        INSTANCE
    }

    /** The agent said something that is not audio. */
    record AgentSaid(OmniEvent event) implements Command {}

    /** The agent's leg has ended. */
    record AgentLost(ActorRef<OmniLeg.Command> leg, AgentLoss loss) implements Command {}

    /** The call is to end now, for this reason. */
    record End(EndReason reason) implements Command {}

    private record MediaOver(@Nullable Throwable failure) implements Command {}

    private record Finish(EndReason reason) implements Command {}

    /** A leg has stopped. The news overtakes what the leg said last, so it is put behind that before it is believed. */
    private record LegDown(ActorRef<?> leg, boolean believed) implements Command {}

    private enum Dial implements Command {
        NOW
    }

    private enum SetupTimeUp implements Command {
        INSTANCE
    }

    /** What a call needs. */
    record Plan(
            CallId id,
            TwilioMessage.Start start,
            TwilioStream stream,
            ActorRef<Calls.Command> calls,
            Dialer dialer,
            OmniSettings omni,
            AgentProfile profile,
            MediaSettings media,
            CallSettings settings,
            CallMonitor monitor) {}

    /** The behavior; must be spawned on the dispatcher of the stream's loop. */
    static Behavior<Command> create(Plan plan) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            Call call = new Call(context, timers, plan);
            plan.monitor.callStarted();
            timers.startSingleTimer(SetupTimeUp.INSTANCE, plan.settings.setupWithin());
            call.dial();
            call.show();
            return call.running();
        }));
    }

    private Behavior<Command> running() {
        return Behaviors.receive(Command.class)
                .onMessage(CallerPressed.class, this::onCallerPressed)
                .onMessage(MarkCameBack.class, this::onMarkCameBack)
                .onMessage(CallerGone.class, this::onCallerGone)
                .onMessage(AgentSaidHello.class, this::onAgentSaidHello)
                .onMessageEquals(AgentReady.INSTANCE, this::onAgentReady)
                .onMessage(AgentSaid.class, this::onAgentSaid)
                .onMessage(AgentLost.class, this::onAgentLost)
                .onMessage(End.class, end -> end(end.reason, "asked to"))
                .onMessage(Finish.class, finish -> end(finish.reason, "last words heard"))
                .onMessage(MediaOver.class, this::onMediaOver)
                .onMessage(LegDown.class, this::onLegDown)
                .onMessageEquals(Dial.NOW, this::onDial)
                .onMessageEquals(SetupTimeUp.INSTANCE, this::onSetupTimeUp)
                .onSignal(PostStop.class, this::onStopped)
                .build();
    }

    // -- the caller

    private Behavior<Command> onCallerPressed(CallerPressed pressed) {
        if (agentLeg != null) {
            agentLeg.tell(new OmniLeg.SendKey(pressed.key));
        }
        return Behaviors.same();
    }

    private Behavior<Command> onMarkCameBack(MarkCameBack mark) {
        media.markCameBack(mark.name);
        return Behaviors.same();
    }

    private Behavior<Command> onCallerGone(CallerGone gone) {
        return end(gone.reason, gone.what);
    }

    // -- the agent

    private void dial() {
        attempts++;
        String label = plan.omni.sessionLabel(plan.id.callSid(), attempts);
        agentLeg = context.spawn(
                OmniLeg.create(new OmniLeg.Plan(
                        context.getSelf(),
                        plan.stream.loop(),
                        plan.dialer,
                        plan.omni,
                        plan.settings,
                        plan.profile,
                        label,
                        media,
                        plan.monitor)),
                "agent-" + attempts,
                DispatcherSelector.sameAsParent());
        context.watchWith(agentLeg, new LegDown(agentLeg, false));
    }

    private Behavior<Command> onDial() {
        dial();
        show();
        return Behaviors.same();
    }

    private Behavior<Command> onAgentSaidHello(AgentSaidHello hello) {
        agentCallId = hello.callId;
        return Behaviors.same();
    }

    private Behavior<Command> onAgentReady() {
        timers.cancel(SetupTimeUp.INSTANCE);
        agentReadyMs = sinceStartMs();
        plan.monitor.agentReady(Duration.ofMillis(agentReadyMs));
        state = CallView.State.TALKING;
        show();
        return Behaviors.same();
    }

    private Behavior<Command> onAgentSaid(AgentSaid said) {
        OmniEvent event = said.event;
        if (event instanceof OmniEvent.EndCall) {
            finish(EndReason.AGENT_ENDED, plan.settings.playOutWithin());
        } else if (event instanceof OmniEvent.SessionEnd) {
            finish(EndReason.AGENT_ENDED, plan.settings.playOutWithin());
        } else if (event instanceof OmniEvent.SessionEnding) {
            onSessionEnding();
        } else if (event instanceof OmniEvent.TransferToHuman) {
            finish(EndReason.TRANSFER, plan.settings.playOutWithin());
        } else if (event instanceof OmniEvent.ToolCall call && agentLeg != null) {
            agentLeg.tell(new OmniLeg.SendToolError(call.callId(), "this gateway has no tool of that name"));
        } else if (event instanceof OmniEvent.ErrorEvent error) {
            context.getLog().warn("the agent reports an error: {} {}", error.code(), error.message());
        }
        return Behaviors.same();
    }

    /** The agent may go on speaking; how it will say goodbye, and whether at all, is open. */
    private void onSessionEnding() {
        if (state != CallView.State.ENDING) {
            endAnnounced = true;
            timers.startSingleTimer(ENDING, new Finish(EndReason.AGENT_ENDED), plan.settings.endingGuard());
        }
    }

    /** Lets the agent's last words be heard, then ends the call. */
    private void finish(EndReason reason, Duration atMost) {
        if (state == CallView.State.ENDING) {
            return;
        }
        state = CallView.State.ENDING;
        timers.cancel(ENDING);
        show();
        media.whenPlayedOut(atMost, () -> context.getSelf().tell(new Finish(reason)));
    }

    private Behavior<Command> onAgentLost(AgentLost lost) {
        if (!lost.leg.equals(agentLeg)) {
            return Behaviors.same();
        }
        agentLeg = null;
        return agentGone(lost.loss);
    }

    private Behavior<Command> agentGone(AgentLoss loss) {
        if (state == CallView.State.ENDING) {
            // The last words are still being heard; nobody else will speak.
            return Behaviors.same();
        }
        if (state == CallView.State.TALKING) {
            context.getLog().info("agent gone: {}", loss.what());
            boolean regular = endAnnounced || loss.reason() == EndReason.AGENT_ENDED;
            finish(regular ? EndReason.AGENT_ENDED : EndReason.AGENT_LOST, plan.settings.playOutWithin());
            return Behaviors.same();
        }
        // A session that ends before it has begun is a refusal, however politely it is put.
        EndReason reason = loss.reason() == EndReason.AGENT_ENDED ? EndReason.AGENT_REFUSED : loss.reason();
        plan.monitor.agentAttemptFailed(reason);
        Duration wait = loss.retryAfter().orElse(RETRY_AFTER[Math.min(attempts, RETRY_AFTER.length) - 1]);
        boolean again =
                loss.retryable() && attempts < plan.settings.setupAttempts() && wait.compareTo(MAX_RETRY_AFTER) <= 0;
        context.getLog().info("attempt {} to reach the agent failed: {}", attempts, loss.what());
        if (!again) {
            return end(reason, loss.what());
        }
        timers.startSingleTimer(Dial.NOW, jittered(wait));
        return Behaviors.same();
    }

    private static Duration jittered(Duration wait) {
        double factor = 1 + ThreadLocalRandom.current().nextDouble(0.2);
        return Duration.ofNanos((long) (wait.toNanos() * factor));
    }

    private Behavior<Command> onSetupTimeUp() {
        return end(
                EndReason.AGENT_STALLED,
                "not ready within " + plan.settings.setupWithin().toSeconds() + " s");
    }

    // -- the parts

    private Behavior<Command> onMediaOver(MediaOver over) {
        if (over.failure != null) {
            plan.monitor.actorFailed("media");
            context.getLog().error("the media graph failed", over.failure);
        }
        return end(EndReason.GATEWAY_FAILED, "the media graph has ended");
    }

    private Behavior<Command> onLegDown(LegDown down) {
        if (!down.believed) {
            context.getSelf().tell(new LegDown(down.leg, true));
            return Behaviors.same();
        }
        if (down.leg.equals(callerLeg)) {
            plan.monitor.actorFailed("caller leg");
            return end(EndReason.GATEWAY_FAILED, "the caller leg failed");
        }
        if (!down.leg.equals(agentLeg)) {
            // It told what happened before it stopped; there may be another one by now.
            return Behaviors.same();
        }
        plan.monitor.actorFailed("agent leg");
        agentLeg = null;
        return agentGone(AgentLoss.crashed());
    }

    private void tick() {
        try {
            media.tick();
        } catch (RuntimeException e) {
            ticking.cancel();
            context.getSelf().tell(new MediaOver(e));
            return;
        }
        if (firstAudioMs < 0 && media.counters().agentFrames() > 0) {
            firstAudioMs = sinceStartMs();
            plan.monitor.firstAudio(Duration.ofMillis(firstAudioMs));
            show();
        }
    }

    // -- the end

    private Behavior<Command> end(EndReason reason, String what) {
        ended = reason;
        Duration length = Duration.ofMillis(sinceStartMs());
        context.getLog()
                .info(
                        "call ended: {} ({}) after {} s, {} frames to the agent, {} to the caller",
                        reason,
                        what,
                        length.toSeconds(),
                        media.counters().callerFrames(),
                        media.counters().agentFrames());
        plan.monitor.callEnded(reason, length, media.counters());
        // Before the socket closes: the carrier asks what comes next as soon as it does.
        plan.calls.tell(new Calls.Ended(plan.id.callSid(), reason));
        return Behaviors.stopped();
    }

    private Behavior<Command> onStopped(PostStop signal) {
        ticking.cancel();
        media.stop();
        plan.stream.close(1000, "");
        if (ended == null) {
            plan.monitor.actorFailed("call");
            plan.monitor.callEnded(EndReason.GATEWAY_FAILED, Duration.ofMillis(sinceStartMs()), media.counters());
        }
        return Behaviors.same();
    }

    private long sinceStartMs() {
        return (System.nanoTime() - startedNanos) / 1_000_000;
    }

    private void show() {
        plan.calls.tell(new Calls.Shown(new CallView(
                plan.id.callSid(),
                plan.start.streamSid(),
                PhoneNumber.mask(plan.id.from()),
                PhoneNumber.mask(plan.id.to()),
                state,
                startedAt,
                agentCallId,
                agentReadyMs,
                firstAudioMs,
                attempts)));
    }
}
