package callgateway.call;

import callgateway.admission.Admission;
import callgateway.call.LiveCalls.Live;
import callgateway.call.media.MediaSettings;
import callgateway.omni.OmniSettings;
import callgateway.transport.Dialer;
import callgateway.twilio.TwilioMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * This node's calls: announced by a webhook, then live, then remembered for the carrier's question what comes next.
 * Supervises every {@link Call}; one that fails ends alone.
 *
 * <p>Whoever announces a call has a slot for it from admission. It is given back here: when nobody comes for the
 * announcement, or when the last of the call has stopped, so that the agent's session has ended before another begins. Not
 * if the call waits in line afterwards, or has been announced again in the meantime: then the slot, or the place, is the
 * later one's. When the phone call itself is over nothing is left of it in admission.
 */
public final class Calls {
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);

    private final ActorContext<Command> context;
    private final Plan plan;
    private final Announcements announcements;
    private final EndedCalls ends;
    private final AgentSessions sessions = new AgentSessions();
    private final LiveCalls live = new LiveCalls();
    private final List<Waiting> waitingForEmpty = new ArrayList<>();
    private long spawned;
    /** Calls that have stopped while the agent's service may still count their session. */
    private final Set<String> takingLeave = new HashSet<>();

    private boolean closing;

    private Calls(ActorContext<Command> context, Plan plan) {
        this.context = context;
        this.plan = plan;
        this.announcements = new Announcements(plan.settings.tokenLife());
        this.ends = new EndedCalls(plan.settings.rememberEnds());
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
     * No new calls; those that are live end into the carrier's question.
     *
     * @param replyTo told, once there are none, how many were ended
     */
    public record EndAll(ActorRef<Integer> replyTo) implements Command {}

    /** A call ends. */
    record Ended(ActorRef<Call.Command> call, String callSid, EndReason reason) implements Command {}

    /** A call has something new to show. */
    record Shown(ActorRef<Call.Command> call, CallView view) implements Command {}

    /** A call has stopped. The news overtakes what the call said last, so it is put behind that before it is believed. */
    private record CallDown(String callSid, ActorRef<Call.Command> call, boolean believed) implements Command {}

    private enum Renew implements Command {
        INSTANCE
    }

    /** A call that has stopped has no socket at the agent's service any more. */
    private record AgentFree(String callSid) implements Command {}

    private enum Sweep implements Command {
        INSTANCE
    }

    /** The answer to {@link Announce}. */
    public sealed interface Announcement {}

    /**
     * The stream may come.
     *
     * @param token what it must show; good once
     */
    public record Expected(String token) implements Announcement {}

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
     * @param renewEvery how often admission hears which calls live
     * @param monitor counts
     * @param nanos the monotonic clock, ns; asked here and on the loops
     */
    public record Plan(
            Dialer dialer,
            OmniSettings omni,
            MediaSettings media,
            CallSettings settings,
            ActorRef<Admission.Command> admission,
            Duration renewEvery,
            CallMonitor monitor,
            LongSupplier nanos) {}

    /** The behavior. */
    public static Behavior<Command> create(Plan plan) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(Sweep.INSTANCE, SWEEP_EVERY);
            timers.startTimerWithFixedDelay(Renew.INSTANCE, plan.renewEvery);
            return new Calls(context, plan).running();
        }));
    }

    private Behavior<Command> running() {
        return Behaviors.receive(Command.class)
                .onMessage(Announce.class, this::onAnnounce)
                .onMessage(Claim.class, this::onClaim)
                .onMessage(After.class, this::onAfter)
                .onMessage(CallOver.class, this::onCallOver)
                .onMessage(ListCalls.class, this::onListCalls)
                .onMessage(HangUp.class, this::onHangUp)
                .onMessage(EndAll.class, this::onEndAll)
                .onMessage(Ended.class, this::onEnded)
                .onMessage(Shown.class, this::onShown)
                .onMessage(CallDown.class, this::onCallDown)
                .onMessage(AgentFree.class, this::onAgentFree)
                .onMessageEquals(Renew.INSTANCE, this::onRenew)
                .onMessageEquals(Sweep.INSTANCE, this::onSweep)
                .build();
    }

    // -- the carrier's webhooks

    private Behavior<Command> onAnnounce(Announce announce) {
        String callSid = announce.id().callSid();
        String token = closing ? null : announcements.announce(announce.id(), announce.pool(), now());
        if (token == null) {
            releaseUnlessKnown(callSid);
            announce.replyTo().tell(Full.INSTANCE);
            return Behaviors.same();
        }
        // What comes next is for this announcement to say, and no more for the stream before it.
        ends.forget(callSid);
        announce.replyTo().tell(new Expected(token));
        return Behaviors.same();
    }

    private Behavior<Command> onAfter(After after) {
        String callSid = after.callSid();
        if (after.callOver()) {
            phoneOver(callSid);
            after.replyTo().tell(NextStep.HANG_UP);
            return Behaviors.same();
        }
        if (!live.has(callSid) && !ends.knows(callSid) && announcements.forget(callSid)) {
            // Its stream was refused, or could not be opened: it will not come any more.
            release(callSid);
        }
        after.replyTo().tell(ends.next(callSid));
        return Behaviors.same();
    }

    private Behavior<Command> onCallOver(CallOver gone) {
        phoneOver(gone.callSid());
        return Behaviors.same();
    }

    private void phoneOver(String callSid) {
        announcements.forget(callSid);
        Live still = live.get(callSid);
        if (still != null) {
            still.phoneOver = true;
            if (still.ended != null) {
                ends.remember(callSid, EndReason.CALLER_HUNG_UP, now());
            }
            still.call.tell(new Call.End(EndReason.CALLER_HUNG_UP));
        } else if (!ends.isFinal(callSid)) {
            // It may stand in line, or have been asked for again, without having been announced.
            if (!takingLeave.contains(callSid)) {
                release(callSid);
            }
            ends.remember(callSid, EndReason.CALLER_HUNG_UP, now());
        }
    }

    // -- streams and their calls

    private Behavior<Command> onClaim(Claim claim) {
        TwilioMessage.Start start = claim.start();
        String callSid = start.callSid();
        StreamRefusal refusal = announcements.refusal(start, now());
        Announcements.Announced expected = refusal == null ? announcements.take(callSid) : null;
        if (expected == null) {
            StreamRefusal why = refusal == null ? StreamRefusal.NOT_ANNOUNCED : refusal;
            claim.stream().loop().execute(() -> claim.stream().refuse(why));
            return Behaviors.same();
        }
        AgentSockets agentSockets = new AgentSockets();
        ActorRef<Call.Command> call = spawn(claim, expected, agentSockets);
        context.watchWith(call, new CallDown(callSid, call, false));
        ends.forget(callSid);
        Live before = live.put(callSid, new Live(call, claim.stream(), agentSockets));
        if (before != null) {
            // The carrier has started the same phone call's stream again: the older one carries nobody any more.
            before.call.tell(new Call.End(EndReason.CALLER_LOST));
        }
        return Behaviors.same();
    }

    private ActorRef<Call.Command> spawn(Claim claim, Announcements.Announced expected, AgentSockets agentSockets) {
        return context.spawn(
                Behaviors.withMdc(
                        Call.Command.class,
                        Map.of(
                                "callSid",
                                expected.id().callSid(),
                                "pool",
                                expected.pool().name()),
                        Call.create(new Call.Plan(
                                expected.id(),
                                expected.pool(),
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
                                plan.monitor,
                                plan.nanos))),
                "call-" + ++spawned,
                DispatcherSelector.fromConfig(claim.stream().loop().dispatcher()));
    }

    private Behavior<Command> onEnded(Ended ended) {
        Live one = live.get(ended.callSid(), ended.call());
        if (one != null) {
            ends(ended.callSid(), one, ended.reason());
        }
        return Behaviors.same();
    }

    private void ends(String callSid, Live one, EndReason reason) {
        one.ended = reason;
        if (!announcements.has(callSid)) {
            ends.remember(callSid, one.phoneOver ? EndReason.CALLER_HUNG_UP : reason, now());
        }
    }

    private Behavior<Command> onShown(Shown shown) {
        Live one = live.get(shown.view().callSid(), shown.call());
        if (one != null) {
            one.view = shown.view();
        }
        return Behaviors.same();
    }

    private Behavior<Command> onAgentFree(AgentFree free) {
        takingLeave.remove(free.callSid());
        releaseUnlessKnown(free.callSid());
        return Behaviors.same();
    }

    private Behavior<Command> onCallDown(CallDown down) {
        if (!down.believed()) {
            context.getSelf().tell(new CallDown(down.callSid(), down.call(), true));
            return Behaviors.same();
        }
        Live gone = live.get(down.callSid(), down.call());
        if (gone != null) {
            live.remove(down.callSid());
            if (gone.ended == null) {
                // It failed: its own clean-up may have too.
                ends(down.callSid(), gone, EndReason.GATEWAY_FAILED);
                gone.stream.loop().execute(() -> gone.stream.close(1011, "internal error"));
            }
            if (gone.phoneOver || gone.ended != EndReason.AGENT_BUSY) {
                ActorRef<Command> self = context.getSelf();
                takingLeave.add(down.callSid());
                gone.agentSockets.whenNone(() -> self.tell(new AgentFree(down.callSid())));
            }
        }
        if (live.isEmpty()) {
            tellEmpty();
        }
        return Behaviors.same();
    }

    // -- their slots

    /** Unless a later stream of the same call has the slot, or may still come for it. */
    private void releaseUnlessKnown(String callSid) {
        if (!live.has(callSid) && !announcements.has(callSid)) {
            release(callSid);
        }
    }

    private void release(String callSid) {
        plan.admission.tell(new Admission.Over(callSid));
    }

    private Behavior<Command> onRenew() {
        if (!live.isEmpty()) {
            plan.admission.tell(new Admission.Alive(live.callSids()));
        }
        return Behaviors.same();
    }

    private Behavior<Command> onSweep() {
        long now = now();
        announcements.expire(now).forEach(this::releaseUnlessKnown);
        ends.sweep(now);
        return Behaviors.same();
    }

    // -- the operator

    private Behavior<Command> onListCalls(ListCalls list) {
        list.replyTo().tell(live.views());
        return Behaviors.same();
    }

    private Behavior<Command> onHangUp(HangUp hangUp) {
        Live one = live.get(hangUp.callSid());
        if (ends.knows(hangUp.callSid()) || (one != null && one.ended != null)) {
            hangUp.replyTo().tell(HangingUp.OVER);
        } else if (one == null) {
            hangUp.replyTo().tell(HangingUp.NOT_HERE);
        } else {
            one.call.tell(new Call.End(EndReason.OPERATOR_HUNG_UP));
            hangUp.replyTo().tell(HangingUp.ENDING);
        }
        return Behaviors.same();
    }

    private Behavior<Command> onEndAll(EndAll end) {
        closing = true;
        announcements.forgetAll().forEach(this::releaseUnlessKnown);
        live.all().forEach(one -> one.call.tell(new Call.End(EndReason.SHUTDOWN)));
        waitingForEmpty.add(new Waiting(end.replyTo(), live.all().size()));
        if (live.isEmpty()) {
            tellEmpty();
        }
        return Behaviors.same();
    }

    private void tellEmpty() {
        waitingForEmpty.forEach(waiting -> waiting.replyTo.tell(waiting.ended));
        waitingForEmpty.clear();
    }

    private long now() {
        return plan.nanos.getAsLong();
    }
}
