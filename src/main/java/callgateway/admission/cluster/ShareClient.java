package callgateway.admission.cluster;

import callgateway.admission.Admission;
import callgateway.admission.share.Report;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A node's ear and mouth: between its admission and the coordinator, wherever that is now. */
final class ShareClient {
    private final ActorContext<Command> context;
    private final ActorRef<CapacityCoordinator.Command> coordinator;
    private final ActorRef<Admission.Command> admission;
    private final Supplier<OptionalInt> discovered;

    private ShareClient(
            ActorContext<Command> context,
            ActorRef<CapacityCoordinator.Command> coordinator,
            ActorRef<Admission.Command> admission,
            Supplier<OptionalInt> discovered) {
        this.context = context;
        this.coordinator = coordinator;
        this.admission = admission;
        this.discovered = discovered;
    }

    /** What it may hear. */
    interface Command {}

    /** What this node's admission has to say. */
    record Say(Report report) implements Command {}

    static Behavior<Command> create(
            ActorRef<CapacityCoordinator.Command> coordinator,
            ActorRef<Admission.Command> admission,
            Supplier<OptionalInt> discovered) {
        return Behaviors.setup(context -> new ShareClient(context, coordinator, admission, discovered).running());
    }

    private Behavior<Command> running() {
        return Behaviors.receive(Command.class)
                .onMessage(Say.class, this::onSay)
                .onMessage(ShareMessage.Hello.class, this::onHello)
                .onMessage(ShareMessage.Told.class, this::onTold)
                .onMessage(ShareMessage.Sight.class, this::onSight)
                .build();
    }

    private Behavior<Command> onSay(Say say) {
        coordinator.tell(new ShareMessage.FromNode(say.report, context.getSelf().unsafeUpcast()));
        return Behaviors.same();
    }

    private Behavior<Command> onHello(ShareMessage.Hello hello) {
        admission.tell(new Admission.Lent(hello.hello()));
        return Behaviors.same();
    }

    private Behavior<Command> onTold(ShareMessage.Told told) {
        admission.tell(new Admission.Lent(told.told()));
        return Behaviors.same();
    }

    private Behavior<Command> onSight(ShareMessage.Sight sight) {
        admission.tell(new Admission.Together(sight.use(), sight.planLimit(), sight.pausedMillis()));
        // Again and again: a new coordinator may not know.
        discovered.get().ifPresent(sessions -> coordinator.tell(new ShareMessage.Discovered(sessions)));
        return Behaviors.same();
    }
}
