package callgateway.call;

import callgateway.call.media.MediaSettings;
import callgateway.omni.AgentProfile;
import callgateway.omni.OmniSettings;
import callgateway.transport.Dialer;
import callgateway.twilio.MediaFormat;
import callgateway.twilio.StreamToken;
import callgateway.twilio.TwilioMessage;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
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
    private static final String TOKEN = "token";
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);
    private static final int MAX_REMEMBERED = 20_000;

    private final ActorContext<Command> context;
    private final Plan plan;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Announced> announced = new LinkedHashMap<>();
    private final Map<String, Live> live = new HashMap<>();
    private final Map<String, Over> over = new LinkedHashMap<>();
    private final List<Waiting> waitingForEmpty = new ArrayList<>();
    private long spawned;
    private boolean closing;

    private Calls(ActorContext<Command> context, Plan plan) {
        this.context = context;
        this.plan = plan;
    }

    /** What may be asked of the calls of this node. */
    public sealed interface Command {}

    /**
     * A webhook says a call comes in. Asked again for the same call, the earlier token is void.
     *
     * @param id the call
     * @param replyTo told whether its stream may come
     */
    public record Announce(CallId id, ActorRef<Announcement> replyTo) implements Command {}

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
     * The carrier says a phone call is over.
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
    record Ended(String callSid, EndReason reason) implements Command {}

    /** A call has something new to show. */
    record Shown(CallView view) implements Command {}

    /** A call has stopped. The news overtakes what the call said last, so it is put behind that before it is believed. */
    private record CallDown(String callSid, ActorRef<Call.Command> call, boolean believed) implements Command {}

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

    /** As many calls as this node may carry, or it is closing. */
    public enum Full implements Announcement {
        /** The only one. */
        INSTANCE
    }

    private record Announced(CallId id, String token, long untilNanos) {}

    private record Live(
            ActorRef<Call.Command> call,
            TwilioStream stream,
            @Nullable CallView view) {}

    private record Over(EndReason reason, long untilNanos) {}

    private record Waiting(ActorRef<Integer> replyTo, int ended) {}

    /**
     * What calls need.
     *
     * @param dialer opens the agent's sockets
     * @param omni where the agent is and how it is spoken to
     * @param profile who the agent is
     * @param media the bounds of the media graphs
     * @param settings the time limits
     * @param monitor counts
     * @param nanos the monotonic clock, ns
     */
    public record Plan(
            Dialer dialer,
            OmniSettings omni,
            AgentProfile profile,
            MediaSettings media,
            CallSettings settings,
            CallMonitor monitor,
            LongSupplier nanos) {}

    /** The behavior. */
    public static Behavior<Command> create(Plan plan) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(Sweep.INSTANCE, SWEEP_EVERY);
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
                .onMessageEquals(Sweep.INSTANCE, this::onSweep)
                .build();
    }

    private Behavior<Command> onAnnounce(Announce announce) {
        String callSid = announce.id().callSid();
        boolean known = announced.containsKey(callSid) || live.containsKey(callSid);
        if (closing || (!known && announced.size() + live.size() >= plan.settings.maxCalls())) {
            announce.replyTo().tell(Full.INSTANCE);
            return Behaviors.same();
        }
        String token = StreamToken.mint(random);
        announced.remove(callSid);
        announced.put(
                callSid,
                new Announced(
                        announce.id(),
                        token,
                        plan.nanos.getAsLong() + plan.settings.tokenLife().toNanos()));
        announce.replyTo().tell(new Expected(token));
        return Behaviors.same();
    }

    private Behavior<Command> onClaim(Claim claim) {
        TwilioMessage.Start start = claim.start();
        Announced expected = announced.get(start.callSid());
        StreamRefusal refusal = refusal(start, expected);
        if (refusal != null || expected == null) {
            StreamRefusal why = refusal == null ? StreamRefusal.NOT_ANNOUNCED : refusal;
            claim.stream().loop().execute(() -> claim.stream().refuse(why));
            return Behaviors.same();
        }
        announced.remove(start.callSid());
        ActorRef<Call.Command> call = context.spawn(
                Behaviors.withMdc(
                        Call.Command.class,
                        Map.of("callSid", start.callSid()),
                        Call.create(new Call.Plan(
                                expected.id(),
                                start,
                                claim.stream(),
                                context.getSelf(),
                                plan.dialer,
                                plan.omni,
                                plan.profile,
                                plan.media,
                                plan.settings,
                                plan.monitor))),
                "call-" + ++spawned,
                DispatcherSelector.fromConfig(claim.stream().loop().dispatcher()));
        context.watchWith(call, new CallDown(start.callSid(), call, false));
        over.remove(start.callSid());
        Live before = live.put(start.callSid(), new Live(call, claim.stream(), null));
        if (before != null) {
            // The carrier has started the same phone call's stream again: the older one carries nobody any more.
            before.call.tell(new Call.End(EndReason.CALLER_LOST));
        }
        return Behaviors.same();
    }

    private @Nullable StreamRefusal refusal(TwilioMessage.Start start, @Nullable Announced expected) {
        if (closing || expected == null || expected.untilNanos - plan.nanos.getAsLong() < 0) {
            return StreamRefusal.NOT_ANNOUNCED;
        }
        String token = start.customParameters().get(TOKEN);
        if (token == null || !StreamToken.same(expected.token, token)) {
            return StreamRefusal.WRONG_TOKEN;
        }
        if (!expected.id.accountSid().equals(start.accountSid())) {
            return StreamRefusal.WRONG_ACCOUNT;
        }
        return start.mediaFormat().equals(MediaFormat.MU_LAW_8000) ? null : StreamRefusal.WRONG_FORMAT;
    }

    private Behavior<Command> onAfter(After after) {
        Over known = over.get(after.callSid());
        NextStep step = NextStep.RESCUE;
        if (after.callOver()) {
            step = NextStep.HANG_UP;
        } else if (known != null) {
            step = known.reason == EndReason.TRANSFER
                    ? NextStep.TRANSFER
                    : known.reason.ending() == EndReason.Ending.HUMAN ? NextStep.RESCUE : NextStep.HANG_UP;
        }
        after.replyTo().tell(step);
        return Behaviors.same();
    }

    private Behavior<Command> onCallOver(CallOver gone) {
        announced.remove(gone.callSid());
        Live still = live.get(gone.callSid());
        if (still != null) {
            still.call.tell(new Call.End(EndReason.CALLER_HUNG_UP));
        }
        return Behaviors.same();
    }

    private Behavior<Command> onListCalls(ListCalls list) {
        List<CallView> views = new ArrayList<>(live.size());
        for (Live one : live.values()) {
            if (one.view != null) {
                views.add(one.view);
            }
        }
        list.replyTo().tell(List.copyOf(views));
        return Behaviors.same();
    }

    private Behavior<Command> onHangUp(HangUp hangUp) {
        Live one = live.get(hangUp.callSid());
        if (over.containsKey(hangUp.callSid())) {
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
        announced.clear();
        live.values().forEach(one -> one.call.tell(new Call.End(EndReason.SHUTDOWN)));
        waitingForEmpty.add(new Waiting(end.replyTo(), live.size()));
        if (live.isEmpty()) {
            tellEmpty();
        }
        return Behaviors.same();
    }

    private void tellEmpty() {
        waitingForEmpty.forEach(waiting -> waiting.replyTo.tell(waiting.ended));
        waitingForEmpty.clear();
    }

    private Behavior<Command> onEnded(Ended ended) {
        remember(ended.callSid(), ended.reason());
        return Behaviors.same();
    }

    private Behavior<Command> onShown(Shown shown) {
        live.computeIfPresent(shown.view().callSid(), (sid, one) -> new Live(one.call, one.stream, shown.view()));
        return Behaviors.same();
    }

    private Behavior<Command> onCallDown(CallDown down) {
        if (!down.believed()) {
            context.getSelf().tell(new CallDown(down.callSid(), down.call(), true));
            return Behaviors.same();
        }
        Live gone = live.get(down.callSid());
        if (gone != null && gone.call.equals(down.call())) {
            live.remove(down.callSid());
            if (!over.containsKey(down.callSid())) {
                // It failed: its own clean-up may have too.
                remember(down.callSid(), EndReason.GATEWAY_FAILED);
                gone.stream.loop().execute(() -> gone.stream.close(1011, "internal error"));
            }
        }
        if (live.isEmpty()) {
            tellEmpty();
        }
        return Behaviors.same();
    }

    private void remember(String callSid, EndReason reason) {
        over.remove(callSid);
        over.put(
                callSid,
                new Over(
                        reason,
                        plan.nanos.getAsLong() + plan.settings.rememberEnds().toNanos()));
        if (over.size() > MAX_REMEMBERED) {
            Iterator<String> oldest = over.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    private Behavior<Command> onSweep() {
        long now = plan.nanos.getAsLong();
        // Both are in the order of their times: the sweep stops at the first that is still good.
        sweep(announced.values().iterator(), now);
        Iterator<Over> ends = over.values().iterator();
        while (ends.hasNext() && ends.next().untilNanos - now < 0) {
            ends.remove();
        }
        return Behaviors.same();
    }

    private static void sweep(Iterator<Announced> entries, long now) {
        while (entries.hasNext() && entries.next().untilNanos - now < 0) {
            entries.remove();
        }
    }
}
