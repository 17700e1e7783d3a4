package callgateway.call;

import callgateway.admission.Admission;
import callgateway.call.media.CallMedia;
import callgateway.call.media.Interlude;
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
 *       │  agent lost: next attempt    │ ▲ agent lost, or about to be: reconnecting, to another session
 *       └──── no room, attempts, time ─┴─┴──▶ stopped: the carrier asks what comes next
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
    private static final String AGED = "aged";
    /** How long a session that has announced its end is still trusted. */
    private static final int SECONDS_LEFT = 3;
    /** How long a session that is old enough may wait for a quiet moment. */
    private static final int SECONDS_TO_SPARE = 15;

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
    private final CallDiary diary;
    private final AgentWords words;
    private boolean endAnnounced;
    private boolean limitAnnounced;
    private boolean silentReentry;
    private @Nullable CallGuards guards;
    private @Nullable EndReason ended;

    private Call(ActorContext<Command> context, TimerScheduler<Command> timers, CallPlan plan) {
        this.context = context;
        this.timers = timers;
        this.plan = plan;
        this.progress = new CallProgress(plan.id(), plan.start().streamSid());
        this.diary = plan.diary();
        this.words = new AgentWords(diary, new Wishes());
        this.transfer = new Transfer(context, plan, diary);
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

    /** The caller spoke over the agent, and had heard so much of what it was saying. */
    record AgentInterrupted(Duration heard) implements Command {}

    /** A tool that the agent asked for has its outcome. */
    record ToolDone(ToolDesk.Done done) implements Command {}

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

    /** This is when the agent is to be replaced; {@code quiet}: nobody will notice. */
    record ReplaceNow(boolean quiet) implements Command {}

    /** The media graph has ended, which it never does by itself. */
    record MediaOver(@Nullable Throwable failure) implements Command {}

    private record Finish(EndReason reason) implements Command {}

    /** A leg has stopped. The news overtakes what the leg said last, so it is put behind that before it is believed. */
    record LegDown(ActorRef<?> leg, boolean believed) implements Command {}

    private enum Dial implements Command {
        NOW
    }

    private enum SessionAged implements Command {
        INSTANCE
    }

    private record DialAfter(Duration pause) implements Command {}

    private enum SetupTimeUp implements Command {
        INSTANCE
    }

    /** The behavior; must be spawned on the dispatcher of the stream's loop. */
    static Behavior<Command> create(CallPlan plan) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            Call call = new Call(context, timers, plan);
            plan.monitor().callStarted();
            call.diary.note(new CallEvent.StreamStarted(plan.start().streamSid()));
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
                .onMessage(AgentInterrupted.class, this::onAgentInterrupted)
                .onMessage(ToolDone.class, this::onToolDone)
                .onMessage(AgentLost.class, this::onAgentLost)
                .onMessage(End.class, end -> end(end.reason, "asked to"))
                .onMessage(Finish.class, this::onFinish)
                .onMessage(TransferAsked.class, this::onTransferAsked)
                .onMessage(Redirected.class, this::onRedirected)
                .onMessage(MediaOver.class, this::onMediaOver)
                .onMessage(LegDown.class, this::onLegDown)
                .onMessage(DialAfter.class, this::onDialAfter)
                .onMessageEquals(Dial.NOW, this::onDial)
                .onMessageEquals(AgentHeard.INSTANCE, this::onAgentHeard)
                .onMessage(GuardReached.class, this::onGuardReached)
                .onMessageEquals(SetupTimeUp.INSTANCE, this::onSetupTimeUp)
                .onMessageEquals(SessionAged.INSTANCE, this::onSessionAged)
                .onMessage(ReplaceNow.class, this::onReplaceNow)
                .onSignal(PostStop.class, this::onStopped)
                .build();
    }

    // -- the caller

    private Behavior<Command> onCallerPressed(CallerPressed pressed) {
        diary.note(new CallEvent.KeysPressed(1));
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
        String reentry = transfer.reentry(plan.settings().continuity().reentry());
        agent.dial(Recap.continuing(plan.pool().agent().profile(), diary.story(), silentReentry ? null : reentry));
        diary.note(new CallEvent.AgentDialled(agent.attempts()));
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
        if (progress.is(CallView.State.ENDING)) {
            // It has taken its leave before it was ready.
            return Behaviors.same();
        }
        boolean again = progress.is(CallView.State.RECONNECTING);
        Duration sinceStart = Duration.ofMillis(progress.sinceStartMs());
        progress.agentReady();
        diary.note(new CallEvent.AgentReady(progress.agentCallId(), sinceStart));
        if (again) {
            if (silentReentry || plan.settings().continuity().reentry().isEmpty()) {
                media.stopHold();
            }
            plan.monitor().agentReplaced();
        } else {
            plan.monitor().agentReady(sinceStart);
            guards = new CallGuards(
                    plan.pool().guards(),
                    plan.settings().agentMuteAfter(),
                    plan.nanos().getAsLong());
        }
        ticks.guard(guards);
        Duration maxSession = plan.settings().continuity().maxSession();
        if (!maxSession.isZero()) {
            timers.startSingleTimer(AGED, SessionAged.INSTANCE, maxSession);
        }
        show();
        return Behaviors.same();
    }

    private Behavior<Command> onSetupTimeUp() {
        if (progress.is(CallView.State.RECONNECTING)) {
            return end(EndReason.AGENT_LOST, "not replaced in time");
        }
        return end(
                EndReason.AGENT_STALLED,
                "not ready within " + plan.pool().guards().maxSetup().toMillis() + " ms");
    }

    // -- the agent

    private Behavior<Command> onAgentSaid(AgentSaid said) {
        words.take(said.event);
        return Behaviors.same();
    }

    private Behavior<Command> onAgentInterrupted(AgentInterrupted interrupted) {
        words.interrupted(interrupted.heard);
        return Behaviors.same();
    }

    private Behavior<Command> onToolDone(ToolDone tool) {
        if (agent.toolDone(tool.done)) {
            diary.note(tool.done.event());
        }
        return Behaviors.same();
    }

    /** What the agent may ask for. */
    private final class Wishes implements AgentWords.Wishes {
        @Override
        public void endCall() {
            finish(EndReason.AGENT_ENDED, plan.settings().playOutWithin());
        }

        @Override
        public void sessionOver(boolean becauseOfALimit) {
            if (becauseOfALimit || limitAnnounced) {
                replace(false);
            } else {
                endCall();
            }
        }

        @Override
        public void sessionEnding(boolean becauseOfALimit) {
            if (progress.is(CallView.State.ENDING)) {
                return;
            }
            if (becauseOfALimit) {
                limitAnnounced = true;
                ticks.awaitQuietMoment(SECONDS_LEFT);
                return;
            }
            // It may go on speaking; how it will say goodbye, and whether at all, is open.
            endAnnounced = true;
            timers.startSingleTimer(
                    ENDING, new Finish(EndReason.AGENT_ENDED), plan.settings().endingGuard());
        }

        @Override
        public void transfer(OmniEvent.TransferToHuman wish) {
            if (!progress.is(CallView.State.ENDING) && transfer.wantedByAgent(wish)) {
                finish(EndReason.TRANSFER, plan.settings().playOutWithin());
            }
        }

        @Override
        public void runTool(OmniEvent.ToolCall call) {
            agent.callTool(call, progress.agentCallId());
        }

        @Override
        public void complains(String what) {
            context.getLog().warn("the agent reports: {}", what);
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
        timers.cancel(AGED);
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
        words.over();
        diary.note(new CallEvent.AgentLost(loss.reason(), loss.what(), progress.is(CallView.State.TALKING)));
        return switch (progress.state()) {
            // The last words are still being heard; nobody else will speak.
            case ENDING -> Behaviors.same();
            case TALKING -> lostInMidCall(loss);
            case CONNECTING, RECONNECTING -> attemptFailed(loss);
        };
    }

    private Behavior<Command> lostInMidCall(AgentLoss loss) {
        context.getLog().info("agent gone: {}", loss.what());
        if (limitAnnounced && loss.reason() == EndReason.AGENT_ENDED) {
            replace(false);
            return Behaviors.same();
        }
        if (endAnnounced || loss.reason() == EndReason.AGENT_ENDED) {
            finish(EndReason.AGENT_ENDED, plan.settings().playOutWithin());
            return Behaviors.same();
        }
        knocking.lost(loss);
        Optional<Duration> pause = agent.pauseBeforeReplacing(loss);
        if (pause.isPresent()) {
            silentReentry = false;
            reconnect(pause.get());
        } else {
            finish(
                    loss.reason() == EndReason.AGENT_BUSY ? EndReason.AGENT_BUSY : EndReason.AGENT_LOST,
                    plan.settings().playOutWithin());
        }
        return Behaviors.same();
    }

    /** The call goes on with another session, which begins when the old one is over: it has one slot. */
    private void reconnect(Duration pause) {
        progress.becomes(CallView.State.RECONNECTING);
        ticks.guard(null);
        timers.cancel(AGED);
        timers.startSingleTimer(
                SetupTimeUp.INSTANCE, plan.settings().continuity().redialWithin());
        media.comfort(Interlude.comfort(), null);
        ActorRef<Command> self = context.getSelf();
        plan.agentSockets().whenNone(() -> self.tell(new DialAfter(pause)));
        show();
    }

    private Behavior<Command> onDialAfter(DialAfter dial) {
        timers.startSingleTimer(Dial.NOW, dial.pause);
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

    private Behavior<Command> onSessionAged() {
        ticks.awaitQuietMoment(SECONDS_TO_SPARE);
        return Behaviors.same();
    }

    private Behavior<Command> onReplaceNow(ReplaceNow replace) {
        replace(replace.quiet);
        return Behaviors.same();
    }

    /** The session's service ends it, or is about to: another one takes over. */
    private void replace(boolean quiet) {
        if (!progress.is(CallView.State.TALKING)) {
            return;
        }
        words.over();
        limitAnnounced = false;
        if (!agent.startOver()) {
            finish(EndReason.AGENT_LOST, plan.settings().playOutWithin());
            return;
        }
        context.getLog().info("the agent's session is at its limit and is replaced");
        silentReentry = quiet;
        reconnect(Duration.ZERO);
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
        Duration sinceStart = Duration.ofMillis(progress.firstAudio());
        plan.monitor().firstAudio(sinceStart);
        diary.note(new CallEvent.AgentHeard(sinceStart));
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
        words.over();
        diary.note(new CallEvent.AudioCounted(
                media.counters().callerDroppedMs(),
                media.counters().agentDroppedMs(),
                media.counters().flushedMs(),
                media.counters().underruns()));
        diary.note(new CallEvent.Ended(reason, what));
        // Before the socket closes: the carrier asks what comes next as soon as it does.
        plan.calls().tell(new Calls.Ended(context.getSelf(), plan.id().callSid(), reason));
        return Behaviors.stopped();
    }

    private Behavior<Command> onStopped(PostStop signal) {
        knocking.ends();
        ticks.cancel();
        agent.close();
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
