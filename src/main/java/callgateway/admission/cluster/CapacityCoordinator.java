package callgateway.admission.cluster;

import callgateway.admission.Budgets;
import callgateway.admission.ClusterUse;
import callgateway.admission.Limits;
import callgateway.admission.PlanLimitSettings;
import callgateway.admission.Scope;
import callgateway.admission.share.Amounts;
import callgateway.admission.share.Lender;
import callgateway.admission.share.ShareTimes;
import callgateway.admission.share.ToNode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.ClusterEvent.MemberUp;
import org.apache.pekko.cluster.ddata.typed.javadsl.DistributedData;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;
import org.jspecify.annotations.Nullable;

/**
 * Lends the cluster's slots to its nodes. A singleton; what it decides is in {@link Lender}, which is exact even when there are
 * two of it. All it keeps that others need is recorded; a new one starts from that and from what the nodes say.
 */
public final class CapacityCoordinator {
    private static final Duration TICK = Duration.ofMillis(10);
    private static final Duration SIGHT = Duration.ofSeconds(1);

    private final ActorContext<Command> context;
    private final Plan plan;
    private final Lender lender;
    private final Recorder recorder;
    private final ClusterPlan caps;
    private final Map<String, ActorRef<ShareMessage>> clients = new HashMap<>();
    private final List<ShareMessage.SetCap> unsettled = new ArrayList<>();
    private @Nullable Map<String, Integer> budgets;
    private boolean inOffice;

    private CapacityCoordinator(
            ActorContext<Command> context, TimerScheduler<Command> timers, Recorder recorder, Plan plan) {
        this.context = context;
        this.plan = plan;
        this.recorder = recorder;
        this.caps = new ClusterPlan(plan.pace, plan.limits.get());
        String owner = Cluster.get(context.getSystem()).selfMember().uniqueAddress() + "/" + UUID.randomUUID();
        this.lender = new Lender(owner, plan.times, new ToWorld());
        timers.startTimerWithFixedDelay(Tick.NOW, TICK);
        timers.startTimerWithFixedDelay(Look.NOW, SIGHT);
        Cluster.get(context.getSystem())
                .subscriptions()
                .tell(Subscribe.create(context.messageAdapter(MemberUp.class, Joined::new), MemberUp.class));
    }

    /** What it may hear. */
    public interface Command {}

    private enum Tick implements Command {
        NOW
    }

    private enum Look implements Command {
        NOW
    }

    private record Joined(MemberUp who) implements Command {}

    private record Dead(String node, long incarnation) implements Command {}

    /**
     * What it needs.
     *
     * @param limits what is configured on this node; asked again and again, on its thread
     * @param pace how fast the plan's limit is learnt
     * @param times how long who believes what
     * @param leastRecorders on how many nodes a grant is recorded at least, when there are so many; never less than most
     * @param nanos the monotonic clock, ns
     * @param wall the time of day
     */
    public record Plan(
            Supplier<Limits> limits,
            PlanLimitSettings pace,
            ShareTimes times,
            int leastRecorders,
            LongSupplier nanos,
            InstantSource wall) {}

    /** The behavior. */
    public static Behavior<Command> create(Plan plan) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> DistributedData.withReplicatorMessageAdapter(
                (org.apache.pekko.cluster.ddata.typed.javadsl.ReplicatorMessageAdapter<Command, ShareRecord> adapter) ->
                        new CapacityCoordinator(
                                        context,
                                        timers,
                                        new Recorder(
                                                adapter,
                                                DistributedData.get(context.getSystem())
                                                        .selfUniqueAddress(),
                                                plan.leastRecorders),
                                        plan)
                                .running())));
    }

    private Behavior<Command> running() {
        return Behaviors.receive(Command.class)
                .onMessage(ShareMessage.FromNode.class, this::onNode)
                .onMessage(ShareMessage.TurnedAway.class, this::onTurnedAway)
                .onMessage(ShareMessage.Discovered.class, this::onDiscovered)
                .onMessage(ShareMessage.SetCap.class, this::onSetCap)
                .onMessage(ShareMessage.SayDead.class, this::onSayDead)
                .onMessage(Recorder.Written.class, this::onWritten)
                .onMessage(Recorder.Read.class, this::onRead)
                .onMessage(Dead.class, this::onDead)
                .onMessage(Joined.class, this::onJoined)
                .onMessageEquals(Tick.NOW, this::onTick)
                .onMessageEquals(Look.NOW, this::onLook)
                .build();
    }

    private Behavior<Command> onNode(ShareMessage.FromNode said) {
        clients.put(said.report().node(), said.client());
        lender.heard(said.report(), now());
        return Behaviors.same();
    }

    private Behavior<Command> onTurnedAway(ShareMessage.TurnedAway away) {
        caps.turnedAway(away.limit(), away.retryAfterMillis(), plan.wall.instant(), now());
        refreshCaps();
        tellSight();
        return Behaviors.same();
    }

    private Behavior<Command> onDiscovered(ShareMessage.Discovered discovered) {
        set(caps.discovered(discovered.sessions()));
        return Behaviors.same();
    }

    private Behavior<Command> onSetCap(ShareMessage.SetCap change) {
        if (!lender.inOffice()) {
            change.replyTo().tell(new ShareMessage.CapSet("the cluster's coordinator is just taking over; try again"));
            return Behaviors.same();
        }
        try {
            set(caps.cap(change.scope(), change.cap()));
            unsettled.add(change);
            context.getLog()
                    .info(
                            "cap of {} is {} now, for all nodes",
                            Scope.parse(change.scope()).toMaskedString(),
                            change.cap());
        } catch (IllegalArgumentException e) {
            change.replyTo().tell(new ShareMessage.CapSet(e.getMessage()));
        }
        return Behaviors.same();
    }

    private Behavior<Command> onSayDead(ShareMessage.SayDead dead) {
        List<Lender.Loan> named = lender.loans(now()).stream()
                .filter(loan -> loan.node().equals(dead.node()))
                .toList();
        String wrong = named.isEmpty() ? "no node of that name has slots" : null;
        for (Lender.Loan loan : named) {
            if (loan.silentMillis() < plan.times.silent().toMillis()) {
                wrong = "that node lives: it was heard of " + loan.silentMillis() + " ms ago";
            } else {
                onDead(new Dead(loan.node(), loan.incarnation()));
            }
        }
        dead.replyTo().tell(new ShareMessage.CapSet(wrong));
        return Behaviors.same();
    }

    private void set(Map<String, Integer> changed) {
        if (lender.inOffice() && !lender.settings().entrySet().containsAll(changed.entrySet())) {
            lender.set(changed);
            refreshCaps();
        }
    }

    private void refreshCaps() {
        caps.changed(plan.limits.get(), lender.settings());
        Map<String, Integer> now = caps.budgets();
        if (!now.equals(budgets)) {
            budgets = now;
            lender.caps(now);
        }
    }

    private Behavior<Command> onWritten(Recorder.Written written) {
        lender.written(written.ticket(), written.done(), now());
        return onTick();
    }

    private Behavior<Command> onRead(Recorder.Read read) {
        if (!lender.inOffice() && read.grants() == null && read.all()) {
            // Not everybody answers: most will do.
            recorder.read(read.ticket(), false);
            return Behaviors.same();
        }
        lender.read(read.ticket(), read.grants(), now());
        if (lender.inOffice() && !inOffice) {
            inOffice = true;
            caps.takeOver(plan.limits.get(), lender.settings());
            budgets = null;
            refreshCaps();
            context.getLog()
                    .info(
                            "coordinates the cluster's capacity, term {}",
                            lender.term().number());
        }
        return onTick();
    }

    private Behavior<Command> onDead(Dead dead) {
        if (lender.dead(dead.node, dead.incarnation)) {
            context.getLog().warn("node {} is dead: its slots are free", dead.node);
        }
        return Behaviors.same();
    }

    /** A node without memory counts among those a majority is made of: it gets what all others know at once. */
    private Behavior<Command> onJoined(Joined joined) {
        recorder.spread();
        return Behaviors.same();
    }

    private Behavior<Command> onTick() {
        lender.tick(now());
        inOffice &= lender.inOffice();
        if (!unsettled.isEmpty() && lender.isSettled()) {
            unsettled.forEach(change -> change.replyTo().tell(new ShareMessage.CapSet(null)));
            unsettled.clear();
        }
        return Behaviors.same();
    }

    private Behavior<Command> onLook() {
        if (lender.inOffice()) {
            refreshCaps();
            List<Lender.Loan> loans = lender.loans(now());
            Limits limits = caps.limits();
            boolean anyoneWaits = loans.stream().anyMatch(loan -> loan.waiting() > 0);
            int used = loans.stream()
                    .mapToInt(loan -> Budgets.sum(Scope.PLAN, limits, loan.used()))
                    .sum();
            set(caps.tick(used, anyoneWaits, now()));
            tellSight();
        }
        return Behaviors.same();
    }

    private void tellSight() {
        if (lender.inOffice()) {
            ClusterUse use = use();
            ShareMessage.Sight sight = new ShareMessage.Sight(use, caps.limits().plan(), caps.pausedMillis(now()));
            clients.keySet()
                    .retainAll(use.nodes().stream().map(ClusterUse.Node::name).toList());
            clients.values().forEach(client -> client.tell(sight));
        }
    }

    private ClusterUse use() {
        Limits limits = caps.limits();
        List<Lender.Loan> loans = lender.loans(now());
        Amounts all = Amounts.limited(budgets == null ? Map.of() : budgets);
        List<Scope> scopes = new ArrayList<>(List.of(Scope.PLAN));
        limits.pools().keySet().stream()
                .sorted()
                .map(Scope::pool)
                .filter(scope -> limits.cap(scope) != Limits.UNLIMITED)
                .forEach(scopes::add);
        List<ClusterUse.Row> rows = scopes.stream()
                .map(scope -> new ClusterUse.Row(
                        scope.toString(),
                        Budgets.sum(scope, limits, all),
                        sum(loans, loan -> Budgets.sum(scope, limits, loan.lent())),
                        sum(loans, loan -> Budgets.sum(scope, limits, loan.used()))))
                .toList();
        List<ClusterUse.Node> nodes = loans.stream()
                .map(loan -> new ClusterUse.Node(
                        loan.node(),
                        Budgets.sum(Scope.PLAN, limits, loan.lent()),
                        Budgets.sum(Scope.PLAN, limits, loan.used()),
                        loan.waiting(),
                        loan.silentMillis()))
                .toList();
        return new ClusterUse(lender.term().number(), self(), 0, true, nodes, rows);
    }

    private String self() {
        return Cluster.get(context.getSystem()).selfMember().address().hostPort();
    }

    private static int sum(List<Lender.Loan> loans, java.util.function.ToIntFunction<Lender.Loan> what) {
        return (int) Math.min(
                Limits.UNLIMITED, loans.stream().mapToLong(what::applyAsInt).sum());
    }

    private long now() {
        return plan.nanos.getAsLong() / 1_000_000;
    }

    /** What the lender wants done. */
    private final class ToWorld implements callgateway.admission.share.Wires {
        @Override
        public void write(long ticket, callgateway.admission.share.Grants change) {
            recorder.write(ticket, change);
        }

        @Override
        public void read(long ticket) {
            recorder.read(ticket, !lender.inOffice());
        }

        @Override
        public void tell(ToNode message) {
            ActorRef<ShareMessage> client = clients.get(message.node());
            if (client != null) {
                client.tell(
                        message instanceof ToNode.Told told
                                ? new ShareMessage.Told(told)
                                : new ShareMessage.Hello((ToNode.Hello) message));
            }
        }

        @Override
        public void probe(String node, long incarnation) {
            ActorRef<Command> self = context.getSelf();
            Death.probe(node, () -> self.tell(new Dead(node, incarnation)));
        }
    }
}
