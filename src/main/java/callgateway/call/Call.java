package callgateway.call;

import callgateway.logging.LoggedNumbers;
import callgateway.omni.OmniEvent;
import callgateway.routing.Transfers;
import java.time.Duration;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
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
 * {@link AgentCourse} is its way to the agent and to the next one, {@link LastWords} its way out, {@link CallParts} what it is
 * made of. It asks admission before it dials, and tells it how that went ({@link Knocking}); the slot itself is given back by
 * the registry, which survives the call.
 *
 * However it stops, the registry is told why before the caller's socket closes, so that the carrier's question finds an
 * answer.
 */
final class Call {
    private final ActorContext<CallCommand> context;
    private final CallPlan plan;
    private final CallParts parts;
    private final AgentWords words;
    private final LastWords lastWords;
    private final AgentCourse course;
    private @Nullable EndReason ended;

    private Call(ActorContext<CallCommand> context, TimerScheduler<CallCommand> timers, CallPlan plan) {
        this.context = context;
        this.plan = plan;
        this.words = new AgentWords(plan.diary(), new Wishes());
        this.parts = new CallParts(context, timers, plan);
        this.lastWords = new LastWords(parts);
        this.course = new AgentCourse(parts, words, lastWords);
    }

    /** The behavior; must be spawned on the dispatcher of the stream's loop. */
    static Behavior<CallCommand> create(CallPlan plan) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            context.setLoggerName(Call.class);
            Call call = new Call(context, timers, plan);
            plan.monitor().callStarted();
            plan.diary().note(new CallEvent.StreamStarted(plan.start().streamSid()));
            call.parts.recording.note();
            call.course.begin();
            call.parts.show();
            return call.running();
        }));
    }

    private Behavior<CallCommand> running() {
        return Behaviors.receive(CallCommand.class)
                .onMessage(CallCommand.CallerPressed.class, this::onCallerPressed)
                .onMessage(CallCommand.MarkCameBack.class, this::onMarkCameBack)
                .onMessage(CallCommand.CallerGone.class, this::onCallerGone)
                .onMessage(CallCommand.MayKnock.class, answer -> unless(course.mayKnock(answer.may())))
                .onMessage(CallCommand.AgentSaidHello.class, this::onAgentSaidHello)
                .onMessageEquals(CallCommand.AgentReady.INSTANCE, () -> then(course::ready))
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
                .onMessage(CallCommand.DialAfter.class, dial -> then(() -> course.dialAfter(dial.pause())))
                .onMessageEquals(CallCommand.Dial.NOW, () -> then(course::dial))
                .onMessage(CallCommand.PersonaKnown.class, known -> then(() -> course.dial(known.persona())))
                .onMessageEquals(CallCommand.AgentHeard.INSTANCE, () -> then(course::heard))
                .onMessage(CallCommand.GuardReached.class, this::onGuardReached)
                .onMessageEquals(CallCommand.SetupTimeUp.INSTANCE, () -> unless(course.setupTimeUp()))
                .onMessageEquals(CallCommand.SessionAged.INSTANCE, () -> then(parts.succession::aged))
                .onMessage(CallCommand.ReplaceNow.class, replace -> then(() -> course.replace(replace.quiet())))
                .onSignal(PostStop.class, this::onStopped)
                .build();
    }

    private static Behavior<CallCommand> then(Runnable something) {
        something.run();
        return Behaviors.same();
    }

    /** Goes on, unless this is the end. */
    private Behavior<CallCommand> unless(AgentCourse.@Nullable End end) {
        return end == null ? Behaviors.same() : end(end.reason(), end.what());
    }

    // -- the caller

    private Behavior<CallCommand> onCallerPressed(CallCommand.CallerPressed pressed) {
        parts.recording.keyPressed();
        parts.diary.note(new CallEvent.KeysPressed(1));
        parts.agent.press(pressed.key(), parts.progress.is(CallView.State.ENDING));
        return Behaviors.same();
    }

    private Behavior<CallCommand> onRecordingWish(CallCommand.RecordingWish asked) {
        asked.replyTo().tell(parts.recording.wish(asked.wish()));
        return Behaviors.same();
    }

    private Behavior<CallCommand> onMarkCameBack(CallCommand.MarkCameBack mark) {
        parts.media.markCameBack(mark.name());
        return Behaviors.same();
    }

    private Behavior<CallCommand> onCallerGone(CallCommand.CallerGone gone) {
        return parts.transfer.takesNoteThatTheCallerLeft() ? Behaviors.same() : end(gone.reason(), gone.what());
    }

    // -- the agent

    private Behavior<CallCommand> onAgentSaidHello(CallCommand.AgentSaidHello hello) {
        parts.progress.agentSaidHello(hello.callId());
        return Behaviors.same();
    }

    private Behavior<CallCommand> onAgentSaid(CallCommand.AgentSaid said) {
        if (said.event() instanceof OmniEvent.Collect collect && collect.byKeys()) {
            parts.recording.keysWanted();
        }
        words.take(said.event());
        return Behaviors.same();
    }

    private Behavior<CallCommand> onAgentInterrupted(CallCommand.AgentInterrupted interrupted) {
        words.interrupted(interrupted.heard());
        return Behaviors.same();
    }

    private Behavior<CallCommand> onToolDone(CallCommand.ToolDone tool) {
        if (parts.agent.toolDone(tool.done())) {
            parts.diary.note(tool.done().event());
        }
        return Behaviors.same();
    }

    private Behavior<CallCommand> onAgentLost(CallCommand.AgentLost lost) {
        return parts.agent.isGone(lost.leg()) ? unless(course.gone(lost.loss())) : Behaviors.same();
    }

    /** What the agent may ask for. */
    private final class Wishes implements AgentWords.Wishes {
        @Override
        public void endCall() {
            lastWords.begin(EndReason.AGENT_ENDED);
        }

        @Override
        public void sessionOver(boolean becauseOfALimit) {
            if (becauseOfALimit || parts.succession.isExpected()) {
                course.replace(false);
            } else {
                lastWords.begin(EndReason.SESSION_OVER);
            }
        }

        @Override
        public void sessionEnding(boolean becauseOfALimit) {
            if (parts.progress.is(CallView.State.ENDING)) {
                return;
            }
            if (becauseOfALimit) {
                parts.succession.expect();
            } else {
                lastWords.announce();
            }
        }

        @Override
        public void transfer(OmniEvent.TransferToHuman wish) {
            if (!parts.progress.is(CallView.State.ENDING) && parts.transfer.wantedByAgent(wish)) {
                lastWords.begin(EndReason.TRANSFER);
            }
        }

        @Override
        public void runTool(OmniEvent.ToolCall call) {
            parts.agent.callTool(call, parts.progress.agentCallId());
        }

        @Override
        public void complains(String what) {
            context.getLog().warn("the agent reports: {}", LoggedNumbers.in(what));
        }
    }

    private Behavior<CallCommand> onGuardReached(CallCommand.GuardReached guard) {
        if (parts.progress.is(CallView.State.TALKING)) {
            context.getLog().info("the call is ended: {}", guard.reason());
            parts.agent.dismiss();
            lastWords.begin(guard.reason());
        }
        return Behaviors.same();
    }

    // -- elsewhere

    private Behavior<CallCommand> onTransferAsked(CallCommand.TransferAsked asked) {
        if (!parts.progress.is(CallView.State.TALKING)) {
            asked.replyTo().tell(new Calls.NotTalking());
            return Behaviors.same();
        }
        Transfers.Refusal refusal = parts.transfer.wantedByOperator(asked.to());
        Transfer.tell(asked.replyTo(), refusal);
        if (refusal == null) {
            parts.agent.dismiss();
            lastWords.begin(EndReason.TRANSFER);
        }
        return Behaviors.same();
    }

    private Behavior<CallCommand> onFinish(CallCommand.Finish finish) {
        return lastWords.areOver(finish.reason()) ? Behaviors.same() : end(finish.reason(), "last words heard");
    }

    private Behavior<CallCommand> onRedirected(CallCommand.Redirected redirected) {
        return end(
                parts.transfer.end(redirected.result()), "the carrier was asked to transfer: " + redirected.result());
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
        if (down.leg().equals(parts.callerLeg)) {
            if (parts.transfer.callerLeft()) {
                return Behaviors.same();
            }
            plan.monitor().actorFailed("caller leg");
            return end(EndReason.GATEWAY_FAILED, "the caller leg failed");
        }
        if (!parts.agent.isGone(down.leg())) {
            // It told what happened before it stopped, or was dismissed; there may be another one by now.
            return Behaviors.same();
        }
        plan.monitor().actorFailed("agent leg");
        return unless(course.gone(AgentLoss.crashed()));
    }

    // -- the end

    private Behavior<CallCommand> end(EndReason reason, String what) {
        ended = reason;
        if (parts.ticks.isAgentHeard()) {
            // The tick that would have told may not have come.
            course.heard();
        }
        Duration length = Duration.ofMillis(parts.progress.sinceStartMs());
        context.getLog()
                .info(
                        "call ended: {} ({}) after {} s, {} frames to the agent, {} to the caller",
                        reason,
                        LoggedNumbers.in(what),
                        length.toSeconds(),
                        parts.media.counters().callerFrames(),
                        parts.media.counters().agentFrames());
        plan.monitor().callEnded(reason, length, parts.media.counters());
        words.over();
        parts.media.settle();
        parts.diary.note(CallEvent.AudioCounted.of(parts.media.counters()));
        parts.diary.note(new CallEvent.Ended(reason, what));
        // Before the socket closes: the carrier asks what comes next as soon as it does.
        plan.calls().tell(new Calls.Ended(context.getSelf(), plan.id().callSid(), reason));
        return Behaviors.stopped();
    }

    private Behavior<CallCommand> onStopped(PostStop signal) {
        parts.knocking.ends();
        parts.ticks.cancel();
        parts.recording.end();
        parts.agent.close();
        parts.media.stop();
        plan.stream().close(1000, "");
        if (ended == null) {
            plan.monitor().actorFailed("call");
            plan.monitor()
                    .callEnded(
                            EndReason.GATEWAY_FAILED,
                            Duration.ofMillis(parts.progress.sinceStartMs()),
                            parts.media.counters());
        }
        return Behaviors.same();
    }
}
