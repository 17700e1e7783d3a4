package callgateway.call;

import callgateway.admission.Admission;
import callgateway.call.media.CallMedia;
import callgateway.logging.LoggedNumbers;
import callgateway.omni.OmniEvent;
import callgateway.routing.Transfers;
import callgateway.transport.Loop;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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

    private final ActorContext<CallCommand> context;
    private final TimerScheduler<CallCommand> timers;
    private final CallPlan plan;
    private final CallMedia media;
    private final ActorRef<TwilioLeg.Command> callerLeg;
    private final AgentLink agent;
    private final CallTicks ticks;
    private final AgentSuccession succession;
    private final Knocking knocking;
    private final CallProgress progress;
    private final Transfer transfer;
    private final CallDiary diary;
    private final CallRecording recording;
    private final AgentWords words;
    private final Briefing briefing;
    private boolean endAnnounced;
    /** The latest attempt whose first words were heard. */
    private int heardAttempt;

    private @Nullable CallGuards guards;
    private @Nullable EndReason ended;

    private Call(ActorContext<CallCommand> context, TimerScheduler<CallCommand> timers, CallPlan plan) {
        this.context = context;
        this.timers = timers;
        this.plan = plan;
        this.progress = new CallProgress(
                plan.id(), plan.start().streamSid(), plan.pool().name());
        this.diary = plan.diary();
        this.words = new AgentWords(diary, new Wishes());
        this.recording = CallRecording.begin(plan, System::nanoTime);
        this.transfer = new Transfer(context, plan, diary);
        this.knocking = new Knocking(plan.admission(), plan.id().callSid(), plan.sessions());
        Loop loop = plan.stream().loop();
        this.media = CallMedia.start(
                Materializer.createMaterializer(context),
                loop.dispatcher(),
                plan.media(),
                recording.caller(),
                System::nanoTime,
                CallScratch.of(loop).media);
        media.listener(new MediaNews(plan.monitor(), diary));
        context.pipeToSelf(media.done(), (done, failure) -> new CallCommand.MediaOver(failure));
        this.callerLeg = context.spawn(
                Behaviors.withMdc(
                        TwilioLeg.Command.class,
                        plan.mdc(),
                        TwilioLeg.create(
                                plan.stream(),
                                context.getSelf(),
                                plan.settings().mediaIdle())),
                "caller",
                DispatcherSelector.sameAsParent());
        context.watchWith(callerLeg, new CallCommand.LegDown(callerLeg, false));
        AgentPulse pulse = new AgentPulse();
        this.agent = new AgentLink(context, plan, media, pulse);
        this.ticks = new CallTicks(context.getSelf(), loop, media, plan.stream().voice(), pulse, plan.nanos());
        this.briefing = new Briefing(plan);
        this.succession = new AgentSuccession(context.getSelf(), timers, plan, media, agent, ticks);
        plan.stream().accept(callerLeg, media);
    }

    /** The behavior; must be spawned on the dispatcher of the stream's loop. */
    static Behavior<CallCommand> create(CallPlan plan) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            Call call = new Call(context, timers, plan);
            plan.monitor().callStarted();
            call.diary.note(new CallEvent.StreamStarted(plan.start().streamSid()));
            call.recording.note();
            timers.startSingleTimer(
                    CallCommand.SetupTimeUp.INSTANCE, plan.pool().guards().maxSetup());
            call.askAdmission();
            call.show();
            return call.running();
        }));
    }

    private Behavior<CallCommand> running() {
        return Behaviors.receive(CallCommand.class)
                .onMessage(CallCommand.CallerPressed.class, this::onCallerPressed)
                .onMessage(CallCommand.MarkCameBack.class, this::onMarkCameBack)
                .onMessage(CallCommand.CallerGone.class, this::onCallerGone)
                .onMessage(CallCommand.MayKnock.class, this::onMayKnock)
                .onMessage(CallCommand.AgentSaidHello.class, this::onAgentSaidHello)
                .onMessageEquals(CallCommand.AgentReady.INSTANCE, this::onAgentReady)
                .onMessage(CallCommand.AgentSaid.class, this::onAgentSaid)
                .onMessage(CallCommand.AgentInterrupted.class, this::onAgentInterrupted)
                .onMessage(CallCommand.ToolDone.class, this::onToolDone)
                .onMessage(CallCommand.RecordingWish.class, this::onRecordingWish)
                .onMessage(CallCommand.AgentLost.class, this::onAgentLost)
                .onMessage(CallCommand.End.class, end -> end(end.reason(), "asked to"))
                .onMessage(CallCommand.Finish.class, this::onFinish)
                .onMessage(CallCommand.TransferAsked.class, this::onTransferAsked)
                .onMessage(CallCommand.Redirected.class, this::onRedirected)
                .onMessage(CallCommand.MediaOver.class, this::onMediaOver)
                .onMessage(CallCommand.LegDown.class, this::onLegDown)
                .onMessage(CallCommand.DialAfter.class, this::onDialAfter)
                .onMessageEquals(CallCommand.Dial.NOW, this::onDial)
                .onMessage(CallCommand.PersonaKnown.class, known -> dial(known.persona()))
                .onMessageEquals(CallCommand.AgentHeard.INSTANCE, this::onAgentHeard)
                .onMessage(CallCommand.GuardReached.class, this::onGuardReached)
                .onMessageEquals(CallCommand.SetupTimeUp.INSTANCE, this::onSetupTimeUp)
                .onMessageEquals(CallCommand.SessionAged.INSTANCE, this::onSessionAged)
                .onMessage(CallCommand.ReplaceNow.class, this::onReplaceNow)
                .onSignal(PostStop.class, this::onStopped)
                .build();
    }

    // -- the caller

    private Behavior<CallCommand> onCallerPressed(CallCommand.CallerPressed pressed) {
        recording.keyPressed();
        diary.note(new CallEvent.KeysPressed(1));
        agent.press(pressed.key(), progress.is(CallView.State.ENDING));
        return Behaviors.same();
    }

    private Behavior<CallCommand> onRecordingWish(CallCommand.RecordingWish asked) {
        asked.replyTo().tell(recording.wish(asked.wish()));
        return Behaviors.same();
    }

    private Behavior<CallCommand> onMarkCameBack(CallCommand.MarkCameBack mark) {
        media.markCameBack(mark.name());
        return Behaviors.same();
    }

    private Behavior<CallCommand> onCallerGone(CallCommand.CallerGone gone) {
        return transfer.takesNoteThatTheCallerLeft() ? Behaviors.same() : end(gone.reason(), gone.what());
    }

    // -- the way to the agent

    private void askAdmission() {
        knocking.begins();
        context.ask(
                Boolean.class,
                plan.admission(),
                ADMISSION_WITHIN,
                replyTo -> new Admission.Started(plan.id().callSid(), replyTo),
                (may, failure) -> new CallCommand.MayKnock(may));
    }

    private Behavior<CallCommand> onMayKnock(CallCommand.MayKnock answer) {
        if (answer.may() == null) {
            return end(EndReason.AGENT_BUSY, "admission does not answer");
        }
        if (!answer.may()) {
            knocking.denied();
            return end(EndReason.AGENT_BUSY, "no slot any more");
        }
        return onDial();
    }

    private Behavior<CallCommand> onDial() {
        CompletableFuture<Optional<String>> persona = briefing.persona(diary.story());
        if (persona.isDone()) {
            return dial(persona.join());
        }
        context.pipeToSelf(
                persona, (known, failure) -> new CallCommand.PersonaKnown(known == null ? Optional.empty() : known));
        return Behaviors.same();
    }

    private Behavior<CallCommand> dial(Optional<String> persona) {
        if (progress.is(CallView.State.ENDING)) {
            return Behaviors.same();
        }
        String reentry = succession.isUnnoticed()
                ? ""
                : transfer.reentry(plan.settings().continuity().reentry());
        ticks.sessionBegins();
        agent.dial(briefing.next(diary.story(), persona, reentry));
        diary.note(new CallEvent.AgentDialled(agent.attempts()));
        show();
        return Behaviors.same();
    }

    private Behavior<CallCommand> onAgentSaidHello(CallCommand.AgentSaidHello hello) {
        progress.agentSaidHello(hello.callId());
        return Behaviors.same();
    }

    private Behavior<CallCommand> onAgentReady() {
        timers.cancel(CallCommand.SetupTimeUp.INSTANCE);
        knocking.accepted();
        agent.isReady();
        if (progress.is(CallView.State.ENDING)) {
            // It has taken its leave before it was ready.
            return Behaviors.same();
        }
        boolean again = progress.is(CallView.State.RECONNECTING);
        Duration sinceStart = Duration.ofMillis(progress.sinceStartMs());
        progress.agentReady();
        diary.note(new CallEvent.AgentReady(progress.agentCallId(), sinceStart));
        succession.sessionBegins(again);
        if (again) {
            plan.monitor().agentReplaced();
        } else {
            plan.monitor().agentReady(sinceStart);
            guards = new CallGuards(
                    plan.pool().guards(),
                    plan.settings().agentMuteAfter(),
                    plan.nanos().getAsLong());
        }
        ticks.guard(guards);
        show();
        return Behaviors.same();
    }

    private Behavior<CallCommand> onSetupTimeUp() {
        if (progress.is(CallView.State.RECONNECTING)) {
            return end(EndReason.AGENT_LOST, "not replaced in time");
        }
        return end(
                EndReason.AGENT_STALLED,
                "not ready within " + plan.pool().guards().maxSetup().toMillis() + " ms");
    }

    // -- the agent

    private Behavior<CallCommand> onAgentSaid(CallCommand.AgentSaid said) {
        if (said.event() instanceof OmniEvent.Collect collect && collect.byKeys()) {
            recording.keysWanted();
        }
        words.take(said.event());
        return Behaviors.same();
    }

    private Behavior<CallCommand> onAgentInterrupted(CallCommand.AgentInterrupted interrupted) {
        words.interrupted(interrupted.heard());
        return Behaviors.same();
    }

    private Behavior<CallCommand> onToolDone(CallCommand.ToolDone tool) {
        if (agent.toolDone(tool.done())) {
            diary.note(tool.done().event());
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
            if (becauseOfALimit || succession.isExpected()) {
                replace(false);
            } else {
                finish(EndReason.SESSION_OVER, plan.settings().playOutWithin());
            }
        }

        @Override
        public void sessionEnding(boolean becauseOfALimit) {
            if (progress.is(CallView.State.ENDING)) {
                return;
            }
            if (becauseOfALimit) {
                succession.expect();
                return;
            }
            // It may go on speaking; how it will say goodbye, and whether at all, is open.
            endAnnounced = true;
            timers.startSingleTimer(
                    ENDING,
                    new CallCommand.Finish(EndReason.SESSION_OVER),
                    plan.settings().endingGuard());
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
            context.getLog().warn("the agent reports: {}", LoggedNumbers.in(what));
        }
    }

    private Behavior<CallCommand> onTransferAsked(CallCommand.TransferAsked asked) {
        if (!progress.is(CallView.State.TALKING)) {
            asked.replyTo().tell(new Calls.NotTalking());
            return Behaviors.same();
        }
        Transfers.Refusal refusal = transfer.wantedByOperator(asked.to());
        Transfer.tell(asked.replyTo(), refusal);
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
        succession.ends();
        show();
        media.whenPlayedOut(atMost, () -> context.getSelf().tell(new CallCommand.Finish(reason)));
    }

    private Behavior<CallCommand> onFinish(CallCommand.Finish finish) {
        if (finish.reason() == EndReason.TRANSFER && transfer.redirects(CallCommand.Redirected::new)) {
            timers.startSingleTimer(
                    ENDING, new CallCommand.Redirected(CarrierRedirect.Result.UNKNOWN), Transfer.REDIRECT_WITHIN);
            return Behaviors.same();
        }
        return end(finish.reason(), "last words heard");
    }

    private Behavior<CallCommand> onRedirected(CallCommand.Redirected redirected) {
        return end(transfer.end(redirected.result()), "the carrier was asked to transfer: " + redirected.result());
    }

    private Behavior<CallCommand> onAgentLost(CallCommand.AgentLost lost) {
        return agent.isGone(lost.leg()) ? agentGone(lost.loss()) : Behaviors.same();
    }

    private Behavior<CallCommand> agentGone(AgentLoss loss) {
        words.over();
        diary.note(new CallEvent.AgentLost(loss.reason(), loss.what(), progress.is(CallView.State.TALKING)));
        return switch (progress.state()) {
            // The last words are still being heard; nobody else will speak.
            case ENDING -> Behaviors.same();
            case TALKING -> lostInMidCall(loss);
            case CONNECTING, RECONNECTING -> attemptFailed(loss);
        };
    }

    private Behavior<CallCommand> lostInMidCall(AgentLoss loss) {
        context.getLog().info("agent gone: {}", LoggedNumbers.in(loss.what()));
        if (succession.isExpected() && loss.reason() == EndReason.AGENT_ENDED) {
            replace(false);
            return Behaviors.same();
        }
        if (endAnnounced || loss.reason() == EndReason.AGENT_ENDED) {
            finish(EndReason.SESSION_OVER, plan.settings().playOutWithin());
            return Behaviors.same();
        }
        knocking.lost(loss);
        if (succession.afterLoss(loss)) {
            reconnecting();
        } else {
            finish(
                    loss.reason() == EndReason.AGENT_BUSY ? EndReason.AGENT_BUSY : EndReason.AGENT_LOST,
                    plan.settings().playOutWithin());
        }
        return Behaviors.same();
    }

    private void reconnecting() {
        progress.becomes(CallView.State.RECONNECTING);
        ticks.guard(null);
        show();
    }

    private Behavior<CallCommand> onDialAfter(CallCommand.DialAfter dial) {
        timers.startSingleTimer(CallCommand.Dial.NOW, dial.pause());
        return Behaviors.same();
    }

    private Behavior<CallCommand> attemptFailed(AgentLoss loss) {
        // A session that ends before it has begun is a refusal, however politely it is put.
        EndReason reason = loss.reason() == EndReason.AGENT_ENDED ? EndReason.AGENT_REFUSED : loss.reason();
        plan.monitor().agentAttemptFailed(reason);
        context.getLog()
                .info("attempt {} to reach the agent failed: {}", agent.attempts(), LoggedNumbers.in(loss.what()));
        Optional<Duration> pause = agent.pauseAfter(loss);
        if (pause.isEmpty()) {
            knocking.lost(loss);
            return end(reason, loss.what());
        }
        timers.startSingleTimer(CallCommand.Dial.NOW, pause.get());
        return Behaviors.same();
    }

    private Behavior<CallCommand> onSessionAged() {
        succession.aged();
        return Behaviors.same();
    }

    private Behavior<CallCommand> onReplaceNow(CallCommand.ReplaceNow replace) {
        replace(replace.quiet());
        return Behaviors.same();
    }

    /** The session's service ends it, or is about to: another one takes over. */
    private void replace(boolean quiet) {
        if (!progress.is(CallView.State.TALKING)) {
            return;
        }
        words.over();
        if (succession.atLimit(quiet)) {
            context.getLog().info("the agent's session is at its limit and is replaced");
            reconnecting();
        } else {
            finish(EndReason.AGENT_LOST, plan.settings().playOutWithin());
        }
    }

    private Behavior<CallCommand> onGuardReached(CallCommand.GuardReached guard) {
        if (progress.is(CallView.State.TALKING)) {
            context.getLog().info("the call is ended: {}", guard.reason());
            agent.dismiss();
            finish(guard.reason(), plan.settings().playOutWithin());
        }
        return Behaviors.same();
    }

    private Behavior<CallCommand> onAgentHeard() {
        if (heardAttempt == agent.attempts()) {
            return Behaviors.same();
        }
        heardAttempt = agent.attempts();
        Duration sinceStart = Duration.ofMillis(progress.sinceStartMs());
        if (progress.agentHeard()) {
            plan.monitor().firstAudio(sinceStart);
        }
        diary.note(new CallEvent.AgentHeard(sinceStart));
        show();
        return Behaviors.same();
    }

    // -- the parts

    private Behavior<CallCommand> onMediaOver(CallCommand.MediaOver over) {
        if (over.failure() != null) {
            plan.monitor().actorFailed("media");
            context.getLog().error("the media graph failed", over.failure());
        }
        return end(EndReason.GATEWAY_FAILED, "the media graph has ended");
    }

    private Behavior<CallCommand> onLegDown(CallCommand.LegDown down) {
        if (!down.believed()) {
            context.getSelf().tell(new CallCommand.LegDown(down.leg(), true));
            return Behaviors.same();
        }
        if (down.leg().equals(callerLeg)) {
            if (transfer.callerLeft()) {
                return Behaviors.same();
            }
            plan.monitor().actorFailed("caller leg");
            return end(EndReason.GATEWAY_FAILED, "the caller leg failed");
        }
        if (!agent.isGone(down.leg())) {
            // It told what happened before it stopped, or was dismissed; there may be another one by now.
            return Behaviors.same();
        }
        plan.monitor().actorFailed("agent leg");
        return agentGone(AgentLoss.crashed());
    }

    // -- the end

    private Behavior<CallCommand> end(EndReason reason, String what) {
        ended = reason;
        if (ticks.isAgentHeard()) {
            // The tick that would have told may not have come.
            onAgentHeard();
        }
        Duration length = Duration.ofMillis(progress.sinceStartMs());
        context.getLog()
                .info(
                        "call ended: {} ({}) after {} s, {} frames to the agent, {} to the caller",
                        reason,
                        LoggedNumbers.in(what),
                        length.toSeconds(),
                        media.counters().callerFrames(),
                        media.counters().agentFrames());
        plan.monitor().callEnded(reason, length, media.counters());
        words.over();
        media.settle();
        diary.note(CallEvent.AudioCounted.of(media.counters()));
        diary.note(new CallEvent.Ended(reason, what));
        // Before the socket closes: the carrier asks what comes next as soon as it does.
        plan.calls().tell(new Calls.Ended(context.getSelf(), plan.id().callSid(), reason));
        return Behaviors.stopped();
    }

    private Behavior<CallCommand> onStopped(PostStop signal) {
        knocking.ends();
        ticks.cancel();
        recording.end();
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
