package callgateway.call;

import callgateway.call.Calls.Adopt;
import callgateway.call.Calls.After;
import callgateway.call.Calls.Announce;
import callgateway.call.Calls.CallDown;
import callgateway.call.Calls.CallGone;
import callgateway.call.Calls.CallOver;
import callgateway.call.Calls.CallOverElsewhere;
import callgateway.call.Calls.CallSilent;
import callgateway.call.Calls.Claim;
import callgateway.call.Calls.Command;
import callgateway.call.Calls.Describe;
import callgateway.call.Calls.EndAll;
import callgateway.call.Calls.Ended;
import callgateway.call.Calls.Expected;
import callgateway.call.Calls.Full;
import callgateway.call.Calls.HangUp;
import callgateway.call.Calls.Happened;
import callgateway.call.Calls.ListCalls;
import callgateway.call.Calls.MeasureLevels;
import callgateway.call.Calls.PauseRecording;
import callgateway.call.Calls.Plan;
import callgateway.call.Calls.Renew;
import callgateway.call.Calls.Shown;
import callgateway.call.Calls.Sweep;
import callgateway.call.Calls.TransferBegins;
import callgateway.call.Calls.TransferCall;
import callgateway.call.Calls.TransferKnown;
import callgateway.call.Calls.TransferOver;
import callgateway.call.Calls.Watch;
import callgateway.call.Calls.WhichTransfer;
import callgateway.call.media.Interlude;
import callgateway.routing.TransferTarget;
import callgateway.twilio.TwilioMessage;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** What {@link Calls} are: the actor behind its messages. What it knows is in {@link CallBook}; here it gets its clock and its children. */
final class CallRegistry {
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);

    private final ActorContext<Command> context;
    private final Plan plan;
    private final CallBook book;
    private final AgentSessions sessions = new AgentSessions();
    private final List<Waiting> waitingForEmpty = new ArrayList<>();
    private long spawned;

    private CallRegistry(ActorContext<Command> context, Plan plan) {
        this.context = context;
        this.plan = plan;
        this.book = new CallBook(plan.settings(), plan.admission(), plan.journal(), plan.monitor(), plan.nanos());
    }

    private record Waiting(ActorRef<Integer> replyTo, int ended) {}

    static Behavior<Command> create(Plan plan) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(Sweep.INSTANCE, SWEEP_EVERY);
            timers.startTimerWithFixedDelay(Renew.INSTANCE, plan.renewEvery());
            Interlude.prepare();
            return new CallRegistry(context, plan).running();
        }));
    }

    private Behavior<Command> running() {
        return Behaviors.receive(Command.class)
                .onMessage(Announce.class, this::onAnnounce)
                .onMessage(Claim.class, this::onClaim)
                .onMessage(After.class, this::onAfter)
                .onMessage(CallOver.class, this::onCallOver)
                .onMessage(CallOverElsewhere.class, this::onCallOverElsewhere)
                .onMessage(Adopt.class, this::onAdopt)
                .onMessage(ListCalls.class, this::onListCalls)
                .onMessage(HangUp.class, this::onHangUp)
                .onMessage(TransferCall.class, this::onTransferCall)
                .onMessage(PauseRecording.class, this::onPauseRecording)
                .onMessage(TransferBegins.class, this::onTransferBegins)
                .onMessage(WhichTransfer.class, this::onWhichTransfer)
                .onMessage(TransferOver.class, this::onTransferOver)
                .onMessage(EndAll.class, this::onEndAll)
                .onMessage(Describe.class, this::onDescribe)
                .onMessage(Watch.class, this::onWatch)
                .onMessage(MeasureLevels.class, this::onMeasureLevels)
                .onMessage(Happened.class, this::onHappened)
                .onMessage(Ended.class, this::onEnded)
                .onMessage(Shown.class, this::onShown)
                .onMessage(CallDown.class, this::onCallDown)
                .onMessage(CallSilent.class, this::onCallSilent)
                .onMessage(CallGone.class, this::onCallGone)
                .onMessageEquals(Renew.INSTANCE, this::onRenew)
                .onMessageEquals(Sweep.INSTANCE, this::onSweep)
                .build();
    }

    // -- the carrier's webhooks

    private Behavior<Command> onAnnounce(Announce announce) {
        String token = book.announce(announce.id(), announce.pool());
        announce.replyTo()
                .tell(
                        token == null
                                ? Full.INSTANCE
                                : new Expected(
                                        token, book.hasConsented(announce.id().callSid())));
        return Behaviors.same();
    }

    private Behavior<Command> onAfter(After after) {
        if (after.callOver()) {
            book.phoneOver(after.callSid());
            after.replyTo().tell(NextStep.HANG_UP);
        } else {
            next(after.callSid(), book.after(after.callSid()), after.replyTo());
        }
        return Behaviors.same();
    }

    /** Whoever comes back asks for a slot, and dials: the session of before must be closed by then. */
    private void next(String callSid, NextStep step, ActorRef<NextStep> replyTo) {
        if (step == NextStep.RETURN || step == NextStep.RECONNECT) {
            book.whenStopped(callSid, () -> replyTo.tell(step));
        } else {
            replyTo.tell(step);
        }
    }

    private Behavior<Command> onCallOver(CallOver gone) {
        book.phoneOver(gone.callSid());
        return Behaviors.same();
    }

    private Behavior<Command> onCallOverElsewhere(CallOverElsewhere gone) {
        book.phoneOverElsewhere(gone.callSid());
        return Behaviors.same();
    }

    private Behavior<Command> onAdopt(Adopt adopt) {
        JsonNode known = adopt.story();
        book.adopt(
                known == null
                        ? CallStory.unknown(adopt.id(), adopt.pool())
                        : StoryJson.read(adopt.id(), adopt.pool(), known));
        adopt.replyTo().tell(Done.done());
        return Behaviors.same();
    }

    // -- callers who are handed over

    private Behavior<Command> onTransferBegins(TransferBegins begins) {
        book.transferBegins(begins.call(), begins.callSid(), begins.attempt());
        return Behaviors.same();
    }

    private Behavior<Command> onWhichTransfer(WhichTransfer which) {
        TransferKnown known = new TransferKnown(book.transfer(which.callSid()));
        TransferAttempt attempt = known.attempt();
        if (attempt != null && attempt.target() instanceof TransferTarget.InPool) {
            if (book.transferOver(which.callSid(), attempt.number(), TransferOutcome.PASSED_ON)) {
                plan.monitor().transferOver(TransferOutcome.PASSED_ON);
            }
            book.whenStopped(which.callSid(), () -> which.replyTo().tell(known));
        } else {
            which.replyTo().tell(known);
        }
        return Behaviors.same();
    }

    private Behavior<Command> onTransferOver(TransferOver over) {
        if (book.transferOver(over.callSid(), over.number(), over.outcome())) {
            plan.monitor().transferOver(over.outcome());
        }
        if (over.outcome() == TransferOutcome.CALLER_LEFT) {
            book.phoneOver(over.callSid());
        }
        next(over.callSid(), CallBook.transferred(over.outcome()), over.replyTo());
        return Behaviors.same();
    }

    private Behavior<Command> onTransferCall(TransferCall asked) {
        book.transfer(asked);
        return Behaviors.same();
    }

    private Behavior<Command> onPauseRecording(PauseRecording asked) {
        book.pauseRecording(asked);
        return Behaviors.same();
    }

    // -- streams and their calls

    private Behavior<Command> onClaim(Claim claim) {
        TwilioMessage.Start start = claim.start();
        StreamRefusal refusal = book.refusal(start);
        Announcements.Announced expected = refusal == null ? book.take(start.callSid()) : null;
        if (expected == null) {
            StreamRefusal why = refusal == null ? StreamRefusal.NOT_ANNOUNCED : refusal;
            claim.stream().loop().execute(() -> claim.stream().refuse(why));
            return Behaviors.same();
        }
        AgentSockets agentSockets = new AgentSockets();
        ActorRef<CallCommand> call = spawn(claim, expected, agentSockets);
        context.watchWith(call, new CallDown(start.callSid(), call, agentSockets));
        book.begins(start.callSid(), call, claim.stream());
        return Behaviors.same();
    }

    private ActorRef<CallCommand> spawn(Claim claim, Announcements.Announced expected, AgentSockets agentSockets) {
        return context.spawn(
                Behaviors.withMdc(
                        CallCommand.class,
                        Map.of(
                                "callSid",
                                expected.id().callSid(),
                                "pool",
                                expected.pool().name()),
                        Call.create(new CallPlan(
                                expected.id(),
                                expected.pool(),
                                new CallDiary(book.storyFor(expected), context.getSelf()),
                                claim.start(),
                                claim.stream(),
                                context.getSelf(),
                                plan.admission(),
                                sessions,
                                agentSockets,
                                plan.dialer(),
                                expected.pool().agent().settings(plan.omni()),
                                plan.media(),
                                plan.settings(),
                                plan.storedAgents(),
                                plan.tools(),
                                plan.recorder(),
                                plan.redirect(),
                                book.transfersOf(expected.id().callSid()),
                                plan.monitor(),
                                plan.nanos()))),
                "call-" + ++spawned,
                DispatcherSelector.fromConfig(claim.stream().loop().dispatcher()));
    }

    private Behavior<Command> onHappened(Happened happened) {
        book.happened(happened.callSid(), happened.event());
        return Behaviors.same();
    }

    private Behavior<Command> onEnded(Ended ended) {
        book.ends(ended.call(), ended.callSid(), ended.reason());
        return Behaviors.same();
    }

    private Behavior<Command> onShown(Shown shown) {
        book.shows(shown.call(), shown.view());
        return Behaviors.same();
    }

    private Behavior<Command> onCallDown(CallDown down) {
        context.getSelf().tell(new CallSilent(down));
        return Behaviors.same();
    }

    private Behavior<Command> onCallSilent(CallSilent silent) {
        CallDown down = silent.down();
        book.silent(down.call(), down.callSid());
        ActorRef<Command> self = context.getSelf();
        down.agentSockets().whenNone(() -> self.tell(new CallGone(down)));
        return Behaviors.same();
    }

    private Behavior<Command> onCallGone(CallGone gone) {
        book.stopped(gone.down().call(), gone.down().callSid());
        if (book.isEmpty()) {
            tellEmpty();
        }
        return Behaviors.same();
    }

    private Behavior<Command> onRenew() {
        book.renew();
        return Behaviors.same();
    }

    private Behavior<Command> onSweep() {
        book.sweep();
        return Behaviors.same();
    }

    // -- the operator

    private Behavior<Command> onListCalls(ListCalls list) {
        list.replyTo().tell(book.views());
        return Behaviors.same();
    }

    private Behavior<Command> onDescribe(Describe describe) {
        describe.replyTo().tell(Optional.ofNullable(book.account(describe.callSid())));
        return Behaviors.same();
    }

    private Behavior<Command> onWatch(Watch watch) {
        book.watchers().add(watch.watcher());
        return Behaviors.same();
    }

    private Behavior<Command> onMeasureLevels(MeasureLevels measure) {
        book.measure(measure.sink());
        return Behaviors.same();
    }

    private Behavior<Command> onHangUp(HangUp hangUp) {
        hangUp.replyTo().tell(book.hangUp(hangUp.callSid()));
        return Behaviors.same();
    }

    private Behavior<Command> onEndAll(EndAll end) {
        waitingForEmpty.add(new Waiting(end.replyTo(), book.close()));
        if (book.isEmpty()) {
            tellEmpty();
        }
        return Behaviors.same();
    }

    private void tellEmpty() {
        waitingForEmpty.forEach(waiting -> waiting.replyTo.tell(waiting.ended));
        waitingForEmpty.clear();
    }
}
