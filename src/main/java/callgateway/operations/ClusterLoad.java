package callgateway.operations;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.jspecify.annotations.Nullable;

/**
 * How many calls all nodes have together, or that this is not known. An autoscaler that is told too few takes nodes away, so
 * there is a figure only when every node of the cluster has given its own. Any thread.
 */
final class ClusterLoad {
    /** Shorter than an autoscaler waits. */
    private static final Duration ANSWER = Duration.ofSeconds(2);
    /** However often it is asked for, the nodes are asked once in that time. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final ActorSystem<?> nodes;
    private final Readiness readiness;
    private final LongSupplier nanos;
    private final boolean clustered;
    private @Nullable CompletionStage<Answer> latest;
    private long askedAt;

    /**
     * Counts.
     *
     * @param nodes the actor system in which nodes find each other; of a node that is alone, its own
     * @param nanos the monotonic clock, ns
     */
    ClusterLoad(ActorSystem<?> nodes, Readiness readiness, LongSupplier nanos) {
        this.nodes = nodes;
        this.readiness = readiness;
        this.nanos = nanos;
        this.clustered =
                nodes.settings().config().getString("pekko.actor.provider").contains("luster");
    }

    /** What is known. */
    sealed interface Answer {}

    /**
     * All nodes have answered.
     *
     * @param nodes those that take calls
     * @param calls slots that are taken on them
     * @param waiting callers in line, wherever
     * @param drainingNodes those that take none
     * @param drainingCalls calls that end there
     */
    record Known(int nodes, int calls, int waiting, int drainingNodes, int drainingCalls) implements Answer {}

    /** They have not. */
    record Unknown(String why) implements Answer {}

    /** Counts, or says what was counted within the last second. The stage never fails. */
    synchronized CompletionStage<Answer> now() {
        CompletionStage<Answer> last = latest;
        if (last != null && nanos.getAsLong() - askedAt < FRESH.toNanos()) {
            return last;
        }
        askedAt = nanos.getAsLong();
        CompletionStage<Answer> counted = count().exceptionally(failure -> new Unknown("a node has not answered"));
        latest = counted;
        return counted;
    }

    private CompletionStage<Answer> count() {
        if (readiness.state() != Readiness.State.READY) {
            return unknown("this node is " + AccountJson.word(readiness.state()));
        }
        if (nodes.getWhenTerminated().toCompletableFuture().isDone()) {
            return unknown("this node is no member of the cluster any more");
        }
        String doubt = doubt();
        if (doubt != null) {
            return unknown(doubt);
        }
        CompletionStage<Receptionist.Listing> found = AskPattern.ask(
                nodes.receptionist(), replyTo -> Receptionist.find(NodeLoad.KEY, replyTo), ANSWER, nodes.scheduler());
        // Those that cannot be reached too: they do not answer, and so nothing is known.
        return found.thenCompose(listing -> ask(listing.getAllServiceInstances(NodeLoad.KEY)));
    }

    private CompletionStage<Answer> ask(Set<ActorRef<NodeLoad.Ask>> found) {
        List<CompletableFuture<NodeLoad.Report>> asked = new ArrayList<>();
        for (ActorRef<NodeLoad.Ask> node : found) {
            CompletionStage<NodeLoad.Report> report =
                    AskPattern.ask(node, NodeLoad.Ask::new, ANSWER, nodes.scheduler());
            asked.add(report.toCompletableFuture());
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(
                        all -> sum(asked.stream().map(CompletableFuture::join).toList()));
    }

    private Answer sum(List<NodeLoad.Report> reports) {
        Set<String> heard = new HashSet<>();
        int calls = 0;
        int waiting = 0;
        int draining = 0;
        int drainingCalls = 0;
        for (NodeLoad.Report report : reports) {
            heard.add(report.node());
            waiting += report.waiting();
            if (report.taking()) {
                calls += report.calls();
            } else {
                draining++;
                drainingCalls += report.calls();
            }
        }
        for (String member : membersUp()) {
            if (!heard.contains(member)) {
                return new Unknown(member + " is a member, and has not said how many calls it has");
            }
        }
        return reports.isEmpty()
                ? new Unknown("no node has said how many calls it has")
                : new Known(reports.size() - draining, calls, waiting, draining, drainingCalls);
    }

    /** What speaks against any figure from here; null for nothing. */
    private @Nullable String doubt() {
        if (!clustered) {
            return null;
        }
        Cluster cluster = Cluster.get(nodes);
        if (!cluster.selfMember().status().equals(MemberStatus.up())) {
            return "this node is no member of the cluster: "
                    + cluster.selfMember().status();
        }
        ClusterEvent.CurrentClusterState state = cluster.state();
        return state.getUnreachable().isEmpty()
                ? null
                : state.getUnreachable().size() + " nodes of the cluster cannot be reached";
    }

    /** The nodes that have to be heard, by {@link NodeLoad.Report#node()}. */
    private Set<String> membersUp() {
        Set<String> up = new HashSet<>();
        if (clustered) {
            for (Member member : Cluster.get(nodes).state().getMembers()) {
                if (member.status().equals(MemberStatus.up())) {
                    up.add(member.address().toString());
                }
            }
        }
        return up;
    }

    private static CompletionStage<Answer> unknown(String why) {
        return CompletableFuture.completedFuture(new Unknown(why));
    }
}
