package callgateway.admission;

import callgateway.admission.share.ToNode;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * The only one that says yes to a call.
 *
 * <pre>
 *   webhook ──Ask──▶ granted: slot kept ──Started──▶ permit ──Over──▶ free
 *                └─▶ queued ──(a slot comes free)──▶ granted: slot kept, fetched by Poll or Ask
 *                └─▶ refused: the pool's overflow        ▲
 *   permit ──Knocked(refused)──▶ first in its line ──────┘
 * </pre>
 *
 * What it decides is in {@link FrontDesk}; here it gets its clock and its mailbox.
 */
public final class Admission {
    private static final Duration TICK = Duration.ofSeconds(1);
    /** How often those are looked after who wait with their stream open. */
    private static final Duration LOOK = Duration.ofMillis(200);

    private static final long PATIENCE_MILLIS = 3000;
    /** How often there may be something to say to the other nodes. */
    private static final Duration SHARE_TICK = Duration.ofMillis(20);
    /** How long a webhook waits for a slot that another node can spare: much less than the carrier waits. */
    private static final long SLOT_FROM_ELSEWHERE_MILLIS = 1500;
    /** In a rush there is nothing to be had elsewhere either. */
    private static final int MOST_ASKING = 64;

    private final ActorContext<Command> context;
    private final FrontDesk desk;
    private final LongSupplier nanos;
    /** Since when, ms; in their order. No more than there are slots. */
    private final Map<Started, Long> patient = new LinkedHashMap<>();
    /** Who asked and gets a slot from another node, perhaps; since when, ms. */
    private final Map<Ask, Long> asking = new LinkedHashMap<>();

    private final @Nullable ShareLink link;

    private Admission(ActorContext<Command> context, Plan plan) {
        this.context = context;
        this.desk = new FrontDesk(plan.limits, plan.pace, plan.monitor, plan.shares);
        this.link = plan.shares == null ? null : plan.shares.link();
        this.nanos = plan.nanos;
    }

    /** What may be asked and told. */
    public sealed interface Command {}

    /**
     * A caller wants an agent. Asked again for the same call, the answer is the same as long as nothing has changed.
     *
     * @param claim counts only the first time
     * @param place what the caller brings along; counts only the first time
     */
    public record Ask(String callSid, Claim claim, Place place, ActorRef<Answer> replyTo) implements Command {
        /** Of a caller who has just come. */
        public Ask(String callSid, Claim claim, ActorRef<Answer> replyTo) {
            this(callSid, claim, Place.NEW, replyTo);
        }
    }

    /**
     * A caller who had an agent before, or a slot for one, wants one again, because the human was not there or a stream was
     * lost: before all others of its pool who wait. Asked again for the same call, the answer is the same as long as nothing has
     * changed.
     *
     * @param claim counts only when the call has neither slot nor place
     */
    public record ComeBack(String callSid, Claim claim, ActorRef<Answer> replyTo) implements Command {}

    /** A call is to be placed if there is a slot for it; it does not wait. */
    public record Reserve(String id, Claim claim, ActorRef<Answer> replyTo) implements Command {}

    /** The call that a slot was reserved for is being placed. */
    public record Placed(String id, String callSid) implements Command {}

    /**
     * A waiting caller's hold audio has ended: what now?
     */
    public record Poll(String callSid, ActorRef<PollAnswer> replyTo) implements Command {}

    /**
     * The call's media stream has started: its slot is a permit from now on. Answered with whether it may knock at the
     * agent's service now, perhaps after a pause of a few seconds; if not, it is in its line again, before all others.
     */
    public record Started(String callSid, ActorRef<Boolean> replyTo) implements Command {}

    /** These calls live. */
    public record Alive(Set<String> callSids) implements Command {
        /** Keeps its own. */
        public Alive {
            callSids = Set.copyOf(callSids);
        }
    }

    /** A call is over, or a caller has hung up: slot and place are given back. Said again it does nothing. */
    public record Over(String callSid) implements Command {}

    /**
     * How it went when a call knocked at the agent's service. One that was refused is in its line again, before all
     * others: its slot is given back with this, and {@link Over} must wait until the caller is gone.
     */
    public record Knocked(String callSid, Knock knock) implements Command {}

    /** The agent's service refused the key. */
    public record KeyRefused(String callSid, KeyFault fault) implements Command {}

    /** Other pools and numbers from now on; the plan's and the node's caps stay as they are. */
    public record Reconfigure(Limits limits) implements Command {}

    /** Another cap for one scope; the answer is what holds then, or why it cannot be. */
    public record Cap(Scope scope, int slots, ActorRef<CapAnswer> replyTo) implements Command {}

    /** An operator says that another node is dead and holds no slots; answered as {@link Cap} is. */
    public record Dead(String node, ActorRef<CapAnswer> replyTo) implements Command {}

    /** The agent's service says how many sessions the plan allows. */
    public record Discovered(int sessions) implements Command {}

    /** Caps and use, now. */
    public record GetCapacity(ActorRef<Capacity> replyTo) implements Command {}

    /** Word from whoever lends slots to the nodes of a cluster. */
    public record Lent(ToNode said) implements Command {}

    /**
     * What all nodes have together.
     *
     * @param planLimit what the plan allows all of them
     * @param pausedMillis for how long the agent's service is to be left alone, since it turned a call of some node away
     */
    public record Together(ClusterUse use, int planLimit, long pausedMillis) implements Command {}

    /**
     * Whether this node is to have slots for callers to come, or none but for those who are here.
     *
     * @param wanted not while it is drained
     */
    public record Spare(boolean wanted) implements Command {}

    private record DeadDone(
            ActorRef<CapAnswer> replyTo, @Nullable String wrong) implements Command {}

    private enum ShareTick implements Command {
        NOW
    }

    private record CapDone(
            Scope scope,
            int slots,
            ActorRef<CapAnswer> replyTo,
            @Nullable String wrong) implements Command {}

    private enum Tick implements Command {
        NOW
    }

    private enum Look implements Command {
        NOW
    }

    /** The answer to {@link Poll}; {@code known} is null when the call neither waits nor has a slot. */
    public record PollAnswer(@Nullable Answer known) {}

    /** The answer to {@link Cap}; exactly one of the two is there. */
    public record CapAnswer(
            @Nullable Capacity now, @Nullable String wrong) {}

    /**
     * What admission needs.
     *
     * @param limits caps; the plan is {@link Limits#UNLIMITED} until it is known
     * @param pace how fast the plan's limit is learnt
     * @param monitor told what is decided
     * @param nanos the monotonic clock, ns
     * @param shares to be one of several nodes; null when it is alone
     */
    public record Plan(
            Limits limits,
            PlanLimitSettings pace,
            AdmissionMonitor monitor,
            LongSupplier nanos,
            @Nullable SharePlan shares) {
        /** Of a node that is alone. */
        public Plan(Limits limits, PlanLimitSettings pace, AdmissionMonitor monitor, LongSupplier nanos) {
            this(limits, pace, monitor, nanos, null);
        }
    }

    /** The behavior. */
    public static Behavior<Command> create(Plan plan) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(Tick.NOW, TICK);
            timers.startTimerWithFixedDelay(Look.NOW, LOOK);
            if (plan.shares != null) {
                timers.startTimerWithFixedDelay(ShareTick.NOW, SHARE_TICK);
            }
            return new Admission(context, plan).running();
        }));
    }

    private Behavior<Command> running() {
        return Behaviors.receive(Command.class)
                .onMessage(Ask.class, this::onAsk)
                .onMessage(ComeBack.class, this::onComeBack)
                .onMessage(Reserve.class, this::onReserve)
                .onMessage(Placed.class, this::onPlaced)
                .onMessage(Poll.class, this::onPoll)
                .onMessage(Started.class, this::onStarted)
                .onMessage(Alive.class, this::onAlive)
                .onMessage(Over.class, this::onOver)
                .onMessage(Knocked.class, this::onKnocked)
                .onMessage(KeyRefused.class, this::onKeyRefused)
                .onMessage(Reconfigure.class, this::onReconfigure)
                .onMessage(Cap.class, this::onCap)
                .onMessage(Discovered.class, this::onDiscovered)
                .onMessage(GetCapacity.class, this::onGetCapacity)
                .onMessage(Lent.class, this::onLent)
                .onMessage(Together.class, this::onTogether)
                .onMessage(CapDone.class, this::onCapDone)
                .onMessage(Dead.class, this::onDead)
                .onMessage(DeadDone.class, this::onDeadDone)
                .onMessage(Spare.class, this::onSpare)
                .onMessageEquals(ShareTick.NOW, this::onShareTick)
                .onMessageEquals(Tick.NOW, this::onTick)
                .onMessageEquals(Look.NOW, this::onLook)
                .build();
    }

    private Behavior<Command> onAsk(Ask ask) {
        long now = now();
        if (!told(ask, asking.size() >= MOST_ASKING, now)) {
            asking.put(ask, now);
        }
        return Behaviors.same();
    }

    private void askAgain() {
        long now = now();
        asking.keySet().removeIf(one -> told(one, false, now));
    }

    private boolean told(Ask ask, boolean last, long now) {
        Optional<Answer> answer = desk.askPatiently(ask.callSid, ask.claim, ask.place, last, now);
        answer.ifPresent(ask.replyTo::tell);
        return answer.isPresent();
    }

    private Behavior<Command> onLent(Lent lent) {
        desk.heard(lent.said, now());
        askAgain();
        return Behaviors.same();
    }

    private Behavior<Command> onTogether(Together together) {
        desk.cluster(together.use, together.planLimit, together.pausedMillis, now());
        return Behaviors.same();
    }

    private Behavior<Command> onSpare(Spare spare) {
        desk.wantsSpare(spare.wanted);
        return Behaviors.same();
    }

    private Behavior<Command> onShareTick() {
        long now = now();
        asking.entrySet()
                .removeIf(one -> now - one.getValue() >= SLOT_FROM_ELSEWHERE_MILLIS && told(one.getKey(), true, now));
        desk.shareTick(now);
        return Behaviors.same();
    }

    private Behavior<Command> onComeBack(ComeBack back) {
        desk.comesBack(back.callSid, back.claim, now());
        return onAsk(new Ask(back.callSid, back.claim, back.replyTo));
    }

    private Behavior<Command> onReserve(Reserve reserve) {
        reserve.replyTo.tell(desk.reserve(reserve.id, reserve.claim, now()));
        return Behaviors.same();
    }

    private Behavior<Command> onPlaced(Placed placed) {
        desk.placed(placed.id, placed.callSid, now());
        return Behaviors.same();
    }

    private Behavior<Command> onPoll(Poll poll) {
        poll.replyTo.tell(new PollAnswer(desk.poll(poll.callSid, now()).orElse(null)));
        return Behaviors.same();
    }

    private Behavior<Command> onStarted(Started started) {
        long now = now();
        if (!told(started, desk.started(started.callSid, now))) {
            patient.put(started, now);
        }
        return Behaviors.same();
    }

    private static boolean told(Started started, Knocking knocking) {
        if (knocking == Knocking.LATER) {
            return false;
        }
        started.replyTo.tell(knocking == Knocking.NOW);
        return true;
    }

    /** Those who were to wait before they knock: they hear nothing meanwhile, so not for long. */
    private void askForThePatient() {
        long now = now();
        for (Iterator<Map.Entry<Started, Long>> all = patient.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Started, Long> one = all.next();
            Started started = one.getKey();
            if (told(started, desk.mayKnock(started.callSid, now))) {
                all.remove();
            } else if (now - one.getValue() >= PATIENCE_MILLIS) {
                all.remove();
                desk.turnBack(started.callSid, now);
                started.replyTo.tell(false);
            }
        }
    }

    private Behavior<Command> onAlive(Alive alive) {
        desk.alive(alive.callSids, now());
        return Behaviors.same();
    }

    private Behavior<Command> onOver(Over over) {
        patient.keySet().removeIf(one -> one.callSid.equals(over.callSid));
        asking.keySet().removeIf(one -> one.callSid.equals(over.callSid));
        desk.over(over.callSid, now());
        return Behaviors.same();
    }

    private Behavior<Command> onKnocked(Knocked knocked) {
        desk.knocked(knocked.callSid, knocked.knock, now());
        if (link != null && knocked.knock instanceof Knock.Refused refused) {
            link.turnedAway(refused);
        }
        askForThePatient();
        return Behaviors.same();
    }

    private Behavior<Command> onKeyRefused(KeyRefused refused) {
        if (desk.keyRefused(refused.callSid, refused.fault, now())) {
            context.getLog().error("the agent's service refuses the key, callers overflow: {}", refused.fault.fix());
        }
        return Behaviors.same();
    }

    private Behavior<Command> onReconfigure(Reconfigure reconfigure) {
        desk.limits(reconfigure.limits, now());
        return Behaviors.same();
    }

    private Behavior<Command> onCap(Cap cap) {
        if (link != null && cap.scope.kind() != Scope.Kind.NODE) {
            context.pipeToSelf(
                    link.cap(cap.scope, cap.slots),
                    (change, failed) -> new CapDone(cap.scope, cap.slots, cap.replyTo, wrong(change)));
            return Behaviors.same();
        }
        return onCapDone(new CapDone(cap.scope, cap.slots, cap.replyTo, null));
    }

    private Behavior<Command> onCapDone(CapDone cap) {
        if (cap.wrong != null) {
            cap.replyTo.tell(new CapAnswer(null, cap.wrong));
            return Behaviors.same();
        }
        CapAnswer answer;
        try {
            desk.cap(cap.scope, cap.slots, now());
            context.getLog().info("cap of {} is {} now", cap.scope.toMaskedString(), cap.slots);
            answer = new CapAnswer(desk.capacity(now()), null);
        } catch (IllegalArgumentException e) {
            answer = new CapAnswer(null, e.getMessage());
        }
        cap.replyTo.tell(answer);
        return Behaviors.same();
    }

    private Behavior<Command> onDead(Dead dead) {
        if (link == null) {
            return onDeadDone(new DeadDone(dead.replyTo, "there are no other nodes"));
        }
        context.pipeToSelf(link.dead(dead.node), (change, failed) -> new DeadDone(dead.replyTo, wrong(change)));
        return Behaviors.same();
    }

    private static @Nullable String wrong(ShareLink.@Nullable Change change) {
        return change == null
                ? "no word from the coordinator that all nodes hold to it; it may still come to be"
                : change.wrong();
    }

    private Behavior<Command> onDeadDone(DeadDone done) {
        done.replyTo.tell(
                done.wrong == null ? new CapAnswer(desk.capacity(now()), null) : new CapAnswer(null, done.wrong));
        return Behaviors.same();
    }

    private Behavior<Command> onDiscovered(Discovered discovered) {
        if (link == null) {
            desk.discovered(discovered.sessions, now());
        } else {
            link.discovered(discovered.sessions);
        }
        return Behaviors.same();
    }

    private Behavior<Command> onGetCapacity(GetCapacity get) {
        get.replyTo.tell(desk.capacity(now()));
        return Behaviors.same();
    }

    private Behavior<Command> onLook() {
        askForThePatient();
        askAgain();
        return Behaviors.same();
    }

    private Behavior<Command> onTick() {
        desk.tick(now());
        return Behaviors.same();
    }

    private long now() {
        return nanos.getAsLong() / 1_000_000;
    }
}
