package callgateway.cluster;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where this node hears the others, and tells them that it is there. Finds them through the receptionist. */
public final class PeerDesk {
    private static final Logger LOG = LoggerFactory.getLogger(PeerDesk.class);
    private static final ServiceKey<PeerMessage> KEY = ServiceKey.create(PeerMessage.class, "peers");
    private static final Duration TELL_EVERY = Duration.ofSeconds(2);
    /** Every member says three times within it that it is there. */
    private static final Duration ACQUAINTED_WITHIN = TELL_EVERY.multipliedBy(3);

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Plan plan;
    private final Set<ActorRef<PeerMessage>> others = new HashSet<>();
    private @Nullable Acquaint awaited;

    private PeerDesk(ActorContext<Command> context, TimerScheduler<Command> timers, Plan plan) {
        this.context = context;
        this.timers = timers;
        this.plan = plan;
    }

    /** What it may hear. */
    public interface Command {}

    private record Listed(Receptionist.Listing listing) implements Command {}

    private enum Tick implements Command {
        NOW
    }

    /** What this node says is to be said now and not with the next tick. */
    public enum Changed implements Command {
        /** The only one. */
        NOW
    }

    /**
     * To be told to all the others.
     *
     * @param message what
     */
    public record TellAll(PeerMessage message) implements Command {}

    /**
     * A node that has become a member wants to know when it has heard of all the others. It is told after 6 s all the
     * same: one that is silent must not keep the others from taking calls.
     *
     * @param members whom it waits for; asked again with everything that is heard
     * @param then run once, on the actor's thread
     */
    public record Acquaint(Supplier<List<Address>> members, Runnable then) implements Command {}

    private enum Late implements Command {
        NOW
    }

    /**
     * What it needs.
     *
     * @param self what this node says of itself, with where it hears; asked on an actor's thread
     * @param peers told of the others
     * @param onCallGone told of calls that are over
     * @param admin answers what concerns this node
     */
    public record Plan(
            Function<ActorRef<PeerMessage>, PeerMessage.Presence> self,
            Peers peers,
            Consumer<String> onCallGone,
            Function<PeerMessage.AdminAsk, CompletionStage<PeerMessage.AdminAnswer>> admin) {}

    /** The behavior. */
    public static Behavior<Command> create(Plan plan) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(Tick.NOW, TELL_EVERY);
            var receptionist = context.getSystem().receptionist();
            ActorRef<PeerMessage> self = context.getSelf().narrow();
            receptionist.tell(Receptionist.register(KEY, self));
            receptionist.tell(
                    Receptionist.subscribe(KEY, context.messageAdapter(Receptionist.Listing.class, Listed::new)));
            return new PeerDesk(context, timers, plan).running();
        }));
    }

    private Behavior<Command> running() {
        return Behaviors.receive(Command.class)
                .onMessage(Listed.class, this::onListed)
                .onMessageEquals(Tick.NOW, this::onTick)
                .onMessageEquals(Changed.NOW, this::onTick)
                .onMessage(TellAll.class, this::onTellAll)
                .onMessage(Acquaint.class, this::onAcquaint)
                .onMessageEquals(Late.NOW, this::onLate)
                .onMessage(PeerMessage.Presence.class, this::onPresence)
                .onMessage(PeerMessage.CallGone.class, this::onCallGone)
                .onMessage(PeerMessage.AdminAsk.class, this::onAdmin)
                .build();
    }

    private Behavior<Command> onListed(Listed listed) {
        Set<ActorRef<PeerMessage>> now = new HashSet<>(listed.listing.getAllServiceInstances(KEY));
        now.remove(self());
        others.stream().filter(one -> !now.contains(one)).forEach(plan.peers::gone);
        boolean news = !others.containsAll(now);
        others.clear();
        others.addAll(now);
        return news ? onTick() : Behaviors.same();
    }

    private Behavior<Command> onTick() {
        settle();
        return onTellAll(new TellAll(plan.self.apply(self())));
    }

    private Behavior<Command> onTellAll(TellAll all) {
        others.forEach(other -> other.tell(all.message));
        return Behaviors.same();
    }

    private ActorRef<PeerMessage> self() {
        return context.getSelf().narrow();
    }

    /** One that is new is answered: it may be known here before the receptionist has told it of this node. */
    private Behavior<Command> onPresence(PeerMessage.Presence presence) {
        if (plan.peers.heard(presence)) {
            presence.desk().tell(plan.self.apply(self()));
        }
        settle();
        return Behaviors.same();
    }

    private Behavior<Command> onAcquaint(Acquaint acquaint) {
        awaited = acquaint;
        timers.startSingleTimer(Late.NOW, ACQUAINTED_WITHIN);
        settle();
        return Behaviors.same();
    }

    private Behavior<Command> onLate() {
        Acquaint waiting = awaited;
        if (waiting != null) {
            LOG.warn(
                    "not heard of within {} s: {}",
                    ACQUAINTED_WITHIN.toSeconds(),
                    plan.peers.unheard(waiting.members.get()));
            done(waiting);
        }
        return Behaviors.same();
    }

    private void settle() {
        Acquaint waiting = awaited;
        if (waiting != null && plan.peers.unheard(waiting.members.get()).isEmpty()) {
            done(waiting);
        }
    }

    private void done(Acquaint waiting) {
        awaited = null;
        timers.cancel(Late.NOW);
        waiting.then.run();
    }

    private Behavior<Command> onCallGone(PeerMessage.CallGone gone) {
        plan.onCallGone.accept(gone.callSid());
        return Behaviors.same();
    }

    private Behavior<Command> onAdmin(PeerMessage.AdminAsk ask) {
        plan.admin.apply(ask).whenComplete((answer, failure) -> {
            if (answer != null) {
                ask.replyTo().tell(answer);
            } else {
                LOG.warn("a request of another node could not be answered: {}", String.valueOf(failure));
            }
        });
        return Behaviors.same();
    }
}
