package callgateway.operations;

import callgateway.admission.Admission;
import callgateway.admission.Capacity;
import callgateway.admission.Scope;
import callgateway.admission.Snapshot;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/**
 * Says how many calls this node has, to whoever asks on any node. Every node has one, found by {@link #KEY}. It says nothing
 * rather than something that it does not know: when admission does not answer, nobody is answered.
 */
final class NodeLoad {
    /** Finds those of all nodes. */
    static final ServiceKey<Ask> KEY = ServiceKey.create(Ask.class, "node-load");

    private static final Duration ADMISSION = Duration.ofSeconds(1);

    private NodeLoad() {}

    /** What goes from node to node, as CBOR. Nodes of two versions ask each other: fields are added, never renamed. */
    interface Message {}

    /** How many calls are there? */
    record Ask(ActorRef<Report> replyTo) implements Message {}

    /**
     * One node's answer.
     *
     * @param node its name
     * @param taking whether it takes new calls
     * @param calls slots that are taken: calls, and those whose stream has not come yet
     * @param waiting callers in line there
     */
    record Report(String node, boolean taking, int calls, int waiting) implements Message {}

    /** Registers itself. */
    static Behavior<Ask> create(ActorRef<Admission.Command> admission, Readiness readiness) {
        return Behaviors.setup(context -> {
            String node = context.getSystem().address().toString();
            context.getSystem().receptionist().tell(Receptionist.register(KEY, context.getSelf()));
            return Behaviors.receive(Ask.class)
                    .onMessage(Ask.class, ask -> {
                        AskPattern.ask(
                                        admission,
                                        Admission.GetCapacity::new,
                                        ADMISSION,
                                        context.getSystem().scheduler())
                                .thenAccept(capacity -> ask.replyTo().tell(report(node, readiness, capacity)));
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    private static Report report(String node, Readiness readiness, Capacity capacity) {
        int calls = capacity.snapshot().of(Scope.NODE).map(Snapshot.Row::used).orElse(0);
        int waiting = capacity.snapshot().scopes().stream()
                .filter(row -> row.scope().kind() == Scope.Kind.POOL)
                .mapToInt(Snapshot.Row::waiting)
                .sum();
        return new Report(node, readiness.state() == Readiness.State.READY, calls, waiting);
    }
}
