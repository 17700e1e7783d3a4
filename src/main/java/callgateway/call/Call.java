package callgateway.call;

import callgateway.admission.Admission;
import callgateway.call.media.CallMedia;
import callgateway.omni.OmniEvent;
import callgateway.routing.Transfers;
import callgateway.transport.Loop;
import java.time.Duration;
import java.util.Optional;
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
 *   connecting ──agent ready──▶ talking ──agent ends, transfers, a guard──▶ ending ──last words heard──▶ stopped
 *       │  agent lost: next attempt         │ agent lost
 *       └──── no room, attempts or time ────┴──▶ stopped: the carrier asks what comes next
 * </pre>
 *
 * It asks admission before it dials, and tells it how that went ({@link Knocking}); the slot itself is given back by the
 * registry, which survives the call.
 *
 * However it stops, the registry is told why before the caller's socket closes, so that the carrier's question finds an
 * answer.
 */
final class Call {
    private static final Duration ADMISSION_WITHIN = Duration.ofSeconds(5);
    private static final String ENDING = "ending";

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final CallPlan plan;
    private final CallMedia media;
    private final ActorRef<TwilioLeg.Command> callerLeg;
    private final AgentLink agent;
    private final CallTicks ticks;
    private final Knocking knocking;
    private final CallProgress progress;
    private final Transfer transfer;
    private boolean endAnnounced;
    private @Nullable EndReason ended;

    private Call(ActorContext<Command> context, TimerScheduler<Command> timers, CallPlan plan) {
        this.context = context;
        this.timers = timers;
        this.plan = plan;
        this.progress = new CallProgress(plan.id(), plan.start().streamSid());
        this.transfer = new Transfer(context, plan);
        this.knocking = new Knocking(plan.admission(), plan.id().callSid(), plan.sessions());
        Loop loop = plan.stream().loop();
        this.media = CallMedia.start(
                Materializer.createMaterializer(context),
                loop.dispatcher(),
                plan.media(),
                plan.stream(),
                System::nanoTime,
                CallScratch.of(loop).media);
        context.pipeToSelf(media.done(), (done, failure) -> new MediaOver(failure));
        this.callerLeg = context.spawn(
                TwilioLeg.create(
                        plan.stream(), context.getSelf(), plan.settings().mediaIdle()),
                "caller",
                DispatcherSelector.sameAsParent());
        context.watchWith(callerLeg, new LegDown(callerLeg, false));
        AgentPulse pulse = new AgentPulse();
        this.agent = new AgentLink(context, plan, media, pulse);
        this.ticks = new CallTicks(context.getSelf(), loop, media, plan.stream().voice(), pulse, plan.nanos());
        plan.stream().accept(callerLeg, media);
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

    /** An operator wants the caller to be handed over; to the pool's own human when nobody is named. */
    record TransferAsked(@Nullable String to, ActorRef<Calls.Transferring> replyTo) implements Command {}

    private record Redirected(CarrierRedirect.Result result) implements Command {}

    /** Admission's answer; null when there was none. */
    private record MayKnock(@Nullable Boolean may) implements Command {}

    /** The caller hears the agent for the first time. */
    enum AgentHeard implements Command {
        INSTANCE
    }

    /** The call is not to go on, for this reason. */
    record GuardReached(EndReason reason) implements Command {}

    /** The media graph has ended, which it never does by itself. */
    record MediaOver(@Nullable Throwable failure) implements Command {}

    private record Finish(EndReason reason) implements Command {}

    /** A leg has stopped. The news overtakes what the leg said last, so it is put behind that before it is believed. */
    record LegDown(ActorRef<?> leg, boolean believed) implements Command {}

    private enum Dial implements Command {
        NOW
    }

    private enum SetupTimeUp implements Command {
        INSTANCE
    }

    /** The behavior; must be spawned on the dispatcher of the stream's loop. */
    static Behavior<Command> create(CallPlan plan) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            Call call = new Call(context, timers, plan);
            plan.monitor().callStarted();
            timers.startSingleTimer(SetupTimeUp.INSTANCE, plan.pool().guards().maxSetup());
            call.askAdmission();
            call.show();
            return call.running();
        }));
    }

    private Behavior<Command> running() {
        return Behaviors.receive(Command.class)
                .onMessage(CallerPressed.class, this::onCallerPressed)
                .onMessage(MarkCameBack.class, this::onMarkCameBack)
                .onMessage(CallerGone.class, this::onCallerGone)
                .onMessage(MayKnock.class, this::onMayKnock)
                .onMessage(AgentSaidHello.class, this::onAgentSaidHello)
                .onMessageEquals(AgentReady.INSTANCE, this::onAgentReady)
                .onMessage(AgentSaid.class, this::onAgentSaid)
                .onMessage(AgentLost.class, this::onAgentLost)
                .onMessage(End.class, end -> end(end.reason, "asked to"))
                .onMessage(Finish.class, this::onFinish)
                .onMessage(TransferAsked.class, this::onTransferAsked)
                .onMessage(Redirected.class, this::onRedirected)
                .onMessage(MediaOver.class, this::onMediaOver)
                .onMessage(LegDown.class, this::onLegDown)
                .onMessageEquals(Dial.NOW, this::onDial)
                .onMessageEquals(AgentHeard.INSTANCE, this::onAgentHeard)
                .onMessage(GuardReached.class, this::onGuardReached)
                .onMessageEquals(SetupTimeUp.INSTANCE, this::onSetupTimeUp)
                .onSignal(PostStop.class, this::onStopped)
                .build();
    }

    // -- the caller

    private Behavior<Command> onCallerPressed(CallerPressed pressed) {
        agent.press(pressed.key);
        return Behaviors.same();
    }

    private Behavior<Command> onMarkCameBack(MarkCameBack mark) {
        media.markCameBack(mark.name);
        return Behaviors.same();
    }

    private Behavior<Command> onCallerGone(CallerGone gone) {
        return transfer.takesNoteThatTheCallerLeft() ? Behaviors.same() : end(gone.reason, gone.what);
    }

    // -- the way to the agent

    private void askAdmission() {
        knocking.begins();
        context.ask(
                Boolean.class,
                plan.admission(),
                ADMISSION_WITHIN,
                replyTo -> new Admission.Started(plan.id().callSid(), replyTo),
                (may, failure) -> new MayKnock(may));
    }

    private Behavior<Command> onMayKnock(MayKnock answer) {
        if (answer.may == null) {
            return end(EndReason.AGENT_BUSY, "admission does not answer");
        }
        if (!answer.may) {
            knocking.denied();
            return end(EndReason.AGENT_BUSY, "no slot any more");
        }
        return onDial();
    }

    private Behavior<Command> onDial() {
        agent.dial();
        show();
        return Behaviors.same();
    }

    private Behavior<Command> onAgentSaidHello(AgentSaidHello hello) {
        progress.agentSaidHello(hello.callId);
        return Behaviors.same();
    }

    private Behavior<Command> onAgentReady() {
        timers.cancel(SetupTimeUp.INSTANCE);
        knocking.accepted();
        if (!progress.is(CallView.State.CONNECTING)) {
            // It has taken its leave before it was ready.
            return Behaviors.same();
        }
        plan.monitor().agentReady(Duration.ofMillis(progress.agentReady()));
        ticks.guard(new CallGuards(
                plan.pool().guards(),
                plan.settings().agentMuteAfter(),
                plan.nanos().getAsLong()));
        show();
        return Behaviors.same();
    }

    private Behavior<Command> onSetupTimeUp() {
        return end(
                EndReason.AGENT_STALLED,
                "not ready within " + plan.pool().guards().maxSetup().toMillis() + " ms");
    }

    // -- the agent

    private Behavior<Command> onAgentSaid(AgentSaid said) {
        OmniEvent event = said.event;
        if (event instanceof OmniEvent.EndCall) {
            finish(EndReason.AGENT_ENDED, plan.settings().playOutWithin());
        } else if (event instanceof OmniEvent.SessionEnd) {
            finish(EndReason.AGENT_ENDED, plan.settings().playOutWithin());
        } else if (event instanceof OmniEvent.SessionEnding) {
            onSessionEnding();
        } else if (event instanceof OmniEvent.TransferToHuman human) {
            onTransferToHuman(human);
        } else if (event instanceof OmniEvent.ToolCall call) {
            agent.refuseTool(call.callId());
        } else if (event instanceof OmniEvent.ErrorEvent error) {
            context.getLog().warn("the agent reports an error: {} {}", error.code(), error.message());
        }
        return Behaviors.same();
    }

    /** The agent may go on speaking; how it will say goodbye, and whether at all, is open. */
    private void onSessionEnding() {
        if (!progress.is(CallView.State.ENDING)) {
            endAnnounced = true;
            timers.startSingleTimer(
                    ENDING, new Finish(EndReason.AGENT_ENDED), plan.settings().endingGuard());
        }
    }

    private void onTransferToHuman(OmniEvent.TransferToHuman human) {
        if (!progress.is(CallView.State.ENDING) && transfer.wantedByAgent(human)) {
            finish(EndReason.TRANSFER, plan.settings().playOutWithin());
        }
    }

    private Behavior<Command> onTransferAsked(TransferAsked asked) {
        if (!progress.is(CallView.State.TALKING)) {
            asked.replyTo.tell(new Calls.NotTalking());
            return Behaviors.same();
        }
        Transfers.Refusal refusal = transfer.wantedByOperator(asked.to);
        Transfer.tell(asked.replyTo, refusal);
        if (refusal == null) {
            agent.dismiss();
            finish(EndReason.TRANSFER, plan.settings().playOutWithin());
        }
        return Behaviors.same();
    }

    /** Lets the agent's last words be heard, then ends the call. */
    private void finish(EndReason reason, Duration atMost) {
        if (progress.is(CallView.State.ENDING)) {
            return;
        }
        progress.becomes(CallView.State.ENDING);
        ticks.guard(null);
        timers.cancel(ENDING);
        show();
        media.whenPlayedOut(atMost, () -> context.getSelf().tell(new Finish(reason)));
    }

    private Behavior<Command> onFinish(Finish finish) {
        if (finish.reason == EndReason.TRANSFER && transfer.redirects(Redirected::new)) {
            timers.startSingleTimer(ENDING, new Redirected(CarrierRedirect.Result.UNKNOWN), Transfer.REDIRECT_WITHIN);
            return Behaviors.same();
        }
        return end(finish.reason, "last words heard");
    }

    private Behavior<Command> onRedirected(Redirected redirected) {
        return end(transfer.end(redirected.result), "the carrier was asked to transfer: " + redirected.result);
    }

    private Behavior<Command> onAgentLost(AgentLost lost) {
        return agent.isGone(lost.leg) ? agentGone(lost.loss) : Behaviors.same();
    }

    private Behavior<Command> agentGone(AgentLoss loss) {
        return switch (progress.state()) {
            // The last words are still being heard; nobody else will speak.
            case ENDING -> Behaviors.same();
            case TALKING -> lostInMidCall(loss);
            case CONNECTING -> attemptFailed(loss);
        };
    }

    private Behavior<Command> lostInMidCall(AgentLoss loss) {
        context.getLog().info("agent gone: {}", loss.what());
        if (endAnnounced || loss.reason() == EndReason.AGENT_ENDED) {
            finish(EndReason.AGENT_ENDED, plan.settings().playOutWithin());
            return Behaviors.same();
        }
        knocking.lost(loss);
        finish(
                loss.reason() == EndReason.AGENT_BUSY ? EndReason.AGENT_BUSY : EndReason.AGENT_LOST,
                plan.settings().playOutWithin());
        return Behaviors.same();
    }

    private Behavior<Command> attemptFailed(AgentLoss loss) {
        // A session that ends before it has begun is a refusal, however politely it is put.
        EndReason reason = loss.reason() == EndReason.AGENT_ENDED ? EndReason.AGENT_REFUSED : loss.reason();
        plan.monitor().agentAttemptFailed(reason);
        context.getLog().info("attempt {} to reach the agent failed: {}", agent.attempts(), loss.what());
        Optional<Duration> pause = agent.pauseAfter(loss);
        if (pause.isEmpty()) {
            knocking.lost(loss);
            return end(reason, loss.what());
        }
        timers.startSingleTimer(Dial.NOW, pause.get());
        return Behaviors.same();
    }

    private Behavior<Command> onGuardReached(GuardReached guard) {
        if (progress.is(CallView.State.TALKING)) {
            context.getLog().info("the call is ended: {}", guard.reason);
            agent.dismiss();
            finish(guard.reason, plan.settings().playOutWithin());
        }
        return Behaviors.same();
    }

    private Behavior<Command> onAgentHeard() {
        plan.monitor().firstAudio(Duration.ofMillis(progress.firstAudio()));
        show();
        return Behaviors.same();
    }

    // -- the parts

    private Behavior<Command> onMediaOver(MediaOver over) {
        if (over.failure != null) {
            plan.monitor().actorFailed("media");
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
            if (transfer.callerLeft()) {
                return Behaviors.same();
            }
            plan.monitor().actorFailed("caller leg");
            return end(EndReason.GATEWAY_FAILED, "the caller leg failed");
        }
        if (!agent.isGone(down.leg)) {
            // It told what happened before it stopped, or was dismissed; there may be another one by now.
            return Behaviors.same();
        }
        plan.monitor().actorFailed("agent leg");
        return agentGone(AgentLoss.crashed());
    }

    // -- the end

    private Behavior<Command> end(EndReason reason, String what) {
        ended = reason;
        Duration length = Duration.ofMillis(progress.sinceStartMs());
        context.getLog()
                .info(
                        "call ended: {} ({}) after {} s, {} frames to the agent, {} to the caller",
                        reason,
                        what,
                        length.toSeconds(),
                        media.counters().callerFrames(),
                        media.counters().agentFrames());
        plan.monitor().callEnded(reason, length, media.counters());
        // Before the socket closes: the carrier asks what comes next as soon as it does.
        plan.calls().tell(new Calls.Ended(context.getSelf(), plan.id().callSid(), reason));
        return Behaviors.stopped();
    }

    private Behavior<Command> onStopped(PostStop signal) {
        knocking.ends();
        ticks.cancel();
        media.stop();
        plan.stream().close(1000, "");
        if (ended == null) {
            plan.monitor().actorFailed("call");
            plan.monitor()
                    .callEnded(EndReason.GATEWAY_FAILED, Duration.ofMillis(progress.sinceStartMs()), media.counters());
        }
        return Behaviors.same();
    }

    private void show() {
        plan.calls().tell(new Calls.Shown(context.getSelf(), progress.view(agent.attempts())));
    }
}
