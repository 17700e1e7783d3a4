package callgateway.call;

import callgateway.admission.Admission;
import callgateway.call.media.Interlude;
import callgateway.call.media.MediaSettings;
import callgateway.omni.OmniSettings;
import callgateway.recording.Recorder;
import callgateway.routing.TransferTarget;
import callgateway.routing.Transfers;
import callgateway.tools.ToolCaller;
import callgateway.transport.Dialer;
import callgateway.twilio.TwilioMessage;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * This node's calls: announced by a webhook, then live, then remembered for the carrier's question what comes next.
 * Supervises every {@link Call}; one that fails ends alone.
 */
public final class Calls {
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);

    private final ActorContext<Command> context;
    private final Plan plan;
    private final CallBook book;
    private final AgentSessions sessions = new AgentSessions();
    private final List<Waiting> waitingForEmpty = new ArrayList<>();
    private long spawned;

    private Calls(ActorContext<Command> context, Plan plan) {
        this.context = context;
        this.plan = plan;
        this.book = new CallBook(plan.settings, plan.admission, plan.journal, plan.nanos);
    }

    /** What may be asked of the calls of this node. */
    public sealed interface Command {}

    /**
     * A webhook says a call comes in, for which admission has granted a slot. Asked again for the same call, the earlier
     * token is void. When the answer is {@link Full} the slot has been given back.
     *
     * @param id the call
     * @param pool what its pool wants
     * @param replyTo told whether its stream may come
     */
    public record Announce(CallId id, CalledPool pool, ActorRef<Announcement> replyTo) implements Command {}

    /**
     * A media socket says which call it belongs to; answered through the stream itself.
     *
     * @param start what it said
     * @param stream the socket
     */
    public record Claim(TwilioMessage.Start start, TwilioStream stream) implements Command {}

    /**
     * The carrier asks what to do with a caller whose stream has ended.
     *
     * @param callSid the call
     * @param callOver whether the carrier says the phone call itself is over
     * @param replyTo told the answer
     */
    public record After(String callSid, boolean callOver, ActorRef<NextStep> replyTo) implements Command {}

    /**
     * The carrier says a phone call is over, whether it was ever announced or only stood in line.
     *
     * @param callSid the call
     */
    public record CallOver(String callSid) implements Command {}

    /**
     * As {@link CallOver}, said by another node that does not know the call; most likely this one does not either.
     *
     * @param callSid the call
     */
    public record CallOverElsewhere(String callSid) implements Command {}

    /**
     * A phone call that another node had goes on here: from now on it is one whose stream was lost. Does nothing to a call that
     * is known here.
     *
     * @param id the call
     * @param pool whose caller it is
     * @param story what has been, as {@link StoryJson} wrote it; null when that is not known
     * @param replyTo told when it is done
     */
    public record Adopt(CallId id, String pool, @Nullable JsonNode story, ActorRef<Done> replyTo) implements Command {}

    /**
     * Which calls are live?
     *
     * @param replyTo told all of them
     */
    public record ListCalls(ActorRef<List<CallView>> replyTo) implements Command {}

    /**
     * An operator wants a call ended.
     *
     * @param callSid the call
     * @param replyTo told whether it is
     */
    public record HangUp(String callSid, ActorRef<HangingUp> replyTo) implements Command {}

    /** The answer to {@link HangUp}. */
    public enum HangingUp {
        /** It was live and is being ended. */
        ENDING,
        /** Its stream is over, or about to be. */
        OVER,
        /** It has no stream here. */
        NOT_HERE
    }

    /**
     * An operator wants a caller handed over.
     *
     * @param callSid the call
     * @param to whom to dial; null for the pool's own human
     * @param replyTo told whether it begins
     */
    public record TransferCall(String callSid, @Nullable String to, ActorRef<Transferring> replyTo)
            implements Command {}

    /** The answer to {@link TransferCall}. */
    public sealed interface Transferring {}

    /** The last words are being heard, then the human is dialled. */
    public record TransferStarted() implements Transferring {}

    /** Nobody is dialled. */
    public record TransferRefused(Transfers.Refusal why) implements Transferring {}

    /** There is no agent yet, or not any more. */
    public record NotTalking() implements Transferring {}

    /** It has no stream here. */
    public record NoSuchCall() implements Transferring {}

    /**
     * An operator wants a call's recording to stop for a while, or to go on.
     *
     * @param callSid the call
     * @param pause whether it is to stop
     * @param replyTo told how it is then
     */
    public record PauseRecording(String callSid, boolean pause, ActorRef<Recorded> replyTo) implements Command {}

    /** The answer to {@link PauseRecording}. */
    public sealed interface Recorded {}

    /** It is recorded, or paused: by an operator, or because of keys. */
    public record RecordedSo(@Nullable String pausedBy) implements Recorded {}

    /** It is a live call, and not recorded. */
    public record NotRecorded() implements Recorded {}

    /** There is no such call here. */
    public record NobodyToRecord() implements Recorded {}

    /**
     * Whom is this caller to be handed over to? Answered once the caller's slot is free if that is another pool, where the
     * caller asks for one anew.
     *
     * @param callSid the call
     * @param replyTo told the latest
     */
    public record WhichTransfer(String callSid, ActorRef<TransferKnown> replyTo) implements Command {}

    /** The answer to {@link WhichTransfer}; null when the call was never to be handed over. */
    public record TransferKnown(@Nullable TransferAttempt attempt) {}

    /**
     * The carrier has dialled a human for a caller. Answered with {@link NextStep#RETURN} when the caller is still there,
     * once the slot of before is free.
     *
     * @param callSid the caller's call
     * @param number which time it was, from 1
     * @param outcome what became of it
     * @param replyTo told what comes next
     */
    public record TransferOver(String callSid, int number, TransferOutcome outcome, ActorRef<NextStep> replyTo)
            implements Command {}

    /**
     * No new calls; those that are live end into the carrier's question.
     *
     * @param replyTo told, once there are none, how many were ended
     */
    public record EndAll(ActorRef<Integer> replyTo) implements Command {}

    /**
     * What has happened in this call?
     *
     * @param callSid the call
     * @param replyTo told, if it is known here
     */
    public record Describe(String callSid, ActorRef<Optional<CallAccount>> replyTo) implements Command {}

    /** From now on this one is told what happens in calls. */
    public record Watch(CallWatcher watcher) implements Command {}

    /** Every live call is to tell how loud both of its sides have been since it was last asked. */
    public record MeasureLevels(LevelSink sink) implements Command {}

    /** Something has happened in a call. */
    record Happened(String callSid, CallEvent event) implements Command {}

    /** A call ends. */
    record Ended(ActorRef<CallCommand> call, String callSid, EndReason reason) implements Command {}

    /** A call is going to end so that its caller can be handed over. */
    record TransferBegins(ActorRef<CallCommand> call, String callSid, TransferAttempt attempt) implements Command {}

    /** A call has something new to show. */
    record Shown(ActorRef<CallCommand> call, CallView view) implements Command {}

    /** A call has stopped. The news overtakes what the call said last: it is put behind that, as {@link CallSilent}. */
    private record CallDown(String callSid, ActorRef<CallCommand> call, AgentSockets agentSockets) implements Command {}

    /** A call has said its last. */
    private record CallSilent(CallDown down) implements Command {}

    /** And its sockets at the agent's service are closed, which may count a session as long as they are open. */
    private record CallGone(CallDown down) implements Command {}

    private enum Renew implements Command {
        INSTANCE
    }

    private enum Sweep implements Command {
        INSTANCE
    }

    /** The answer to {@link Announce}. */
    public sealed interface Announcement {}

    /**
     * The stream may come.
     *
     * @param token what it must show; good once
     * @param consented whether the caller has been told before that the call is recorded
     */
    public record Expected(String token, boolean consented) implements Announcement {
        /** Of a caller who has not been told. */
        public Expected(String token) {
            this(token, false);
        }
    }

    /** No stream may come for this call: the node is closing, or far too many calls are announced. */
    public enum Full implements Announcement {
        /** The only one. */
        INSTANCE
    }

    private record Waiting(ActorRef<Integer> replyTo, int ended) {}

    /**
     * What calls need.
     *
     * @param dialer opens the agent's sockets
     * @param omni where the agents are and how they are spoken to, where the pool says nothing else
     * @param media the bounds of the media graphs
     * @param settings the time limits
     * @param admission whose slots the calls have
     * @param redirect takes calls out of their streams
     * @param renewEvery how often admission hears which calls live
     * @param tools calls the agents' tools
     * @param recorder takes the calls' sound down
     * @param journal keeps what becomes of the calls
     * @param monitor counts
     * @param nanos the monotonic clock, ns; asked here and on the loops
     */
    public record Plan(
            Dialer dialer,
            OmniSettings omni,
            MediaSettings media,
            CallSettings settings,
            ActorRef<Admission.Command> admission,
            CarrierRedirect redirect,
            Duration renewEvery,
            ToolCaller tools,
            Recorder recorder,
            CallJournal journal,
            CallMonitor monitor,
            LongSupplier nanos) {}

    /** The behavior. */
    public static Behavior<Command> create(Plan plan) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(Sweep.INSTANCE, SWEEP_EVERY);
            timers.startTimerWithFixedDelay(Renew.INSTANCE, plan.renewEvery);
            Interlude.prepare();
            return new Calls(context, plan).running();
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
                plan.monitor.transferOver(TransferOutcome.PASSED_ON);
            }
            book.whenStopped(which.callSid(), () -> which.replyTo().tell(known));
        } else {
            which.replyTo().tell(known);
        }
        return Behaviors.same();
    }

    private Behavior<Command> onTransferOver(TransferOver over) {
        if (book.transferOver(over.callSid(), over.number(), over.outcome())) {
            plan.monitor.transferOver(over.outcome());
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
                                plan.admission,
                                sessions,
                                agentSockets,
                                plan.dialer,
                                expected.pool().agent().settings(plan.omni),
                                plan.media,
                                plan.settings,
                                plan.tools,
                                plan.recorder,
                                plan.redirect,
                                book.transfersOf(expected.id().callSid()),
                                plan.monitor,
                                plan.nanos))),
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
