package callgateway.admission.cluster;

import callgateway.admission.Admission;
import callgateway.admission.Knock;
import callgateway.admission.Scope;
import callgateway.admission.ShareLink;
import callgateway.admission.SharePlan;
import callgateway.admission.share.Report;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ddata.typed.javadsl.DistributedData;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.ClusterSingletonSettings;
import org.apache.pekko.cluster.typed.SingletonActor;
import org.jspecify.annotations.Nullable;

/**
 * A node's way to the cluster's slots. Made before the node has joined: until {@link #start} it says nothing and hears nothing,
 * and admission admits nobody. Thread-safe.
 */
public final class ClusterShares implements ShareLink {
    /** A lowered cap is done when no node can exceed it any more; one that is not heard of takes as long as its share holds. */
    private static final Duration CHANGE_WITHIN = Duration.ofSeconds(2);

    private volatile @Nullable Joined joined;
    private volatile OptionalInt discovered = OptionalInt.empty();

    private record Joined(
            ActorSystem<?> system,
            ActorRef<CapacityCoordinator.Command> coordinator,
            ActorRef<ShareClient.Command> client) {}

    /** What admission needs to be the one of this node; {@code node} is the {@code host:port} of its public port. */
    public SharePlan plan(String node) {
        // Later processes of the same name have higher numbers; should the clock have been ahead, the coordinator says
        // so.
        return new SharePlan(node, System.currentTimeMillis(), this);
    }

    /**
     * Begins to talk; the coordinator is started on one of the nodes that may have it.
     * Again, when this node is a member anew: what it has and wants goes on as it was.
     *
     * @param system the cluster's
     * @param role that of the members that may have the coordinator
     * @param admission of this node
     * @param plan what the coordinator needs, if it comes to be on this node
     */
    public void start(
            ActorSystem<?> system, String role, ActorRef<Admission.Command> admission, CapacityCoordinator.Plan plan) {
        // On every node, also where the coordinator never is: the record is kept by all.
        DistributedData.get(system);
        Behavior<CapacityCoordinator.Command> behavior =
                Behaviors.supervise(CapacityCoordinator.create(plan)).onFailure(SupervisorStrategy.restart());
        ActorRef<CapacityCoordinator.Command> coordinator = ClusterSingleton.get(system)
                .init(SingletonActor.of(behavior, "capacity-coordinator")
                        .withSettings(ClusterSingletonSettings.create(system).withRole(role)));
        ActorRef<ShareClient.Command> client = system.systemActorOf(
                ShareClient.create(coordinator, admission, () -> discovered), "capacity-client", Props.empty());
        joined = new Joined(system, coordinator, client);
    }

    @Override
    public void report(Report report) {
        Joined now = joined;
        if (now != null) {
            now.client.tell(new ShareClient.Say(report));
        }
    }

    @Override
    public void turnedAway(Knock.Refused refused) {
        Joined now = joined;
        if (now != null) {
            now.coordinator.tell(new ShareMessage.TurnedAway(
                    refused.limit().name(),
                    refused.retryAfter().map(Duration::toMillis).orElse(0L)));
        }
    }

    @Override
    public void discovered(int sessions) {
        discovered = OptionalInt.of(sessions);
    }

    @Override
    public CompletionStage<Change> cap(Scope scope, int slots) {
        return asked(replyTo -> new ShareMessage.SetCap(scope.toString(), slots, replyTo));
    }

    @Override
    public CompletionStage<Change> dead(String node) {
        return asked(replyTo -> new ShareMessage.SayDead(node, replyTo));
    }

    private CompletionStage<Change> asked(
            Function<ActorRef<ShareMessage.CapSet>, CapacityCoordinator.Command> question) {
        Joined now = joined;
        if (now == null) {
            return CompletableFuture.completedStage(new Change("this node has not joined the cluster yet"));
        }
        CompletionStage<ShareMessage.CapSet> asked =
                AskPattern.ask(now.coordinator, question::apply, CHANGE_WITHIN, now.system.scheduler());
        return asked.thenApply(set -> new Change(set.wrong()));
    }
}
