package callgateway.admission.cluster;

import callgateway.admission.ClusterUse;
import callgateway.admission.share.Report;
import callgateway.admission.share.ToNode;
import callgateway.cluster.WireMessage;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What nodes and the coordinator of capacity say to each other. */
public sealed interface ShareMessage extends WireMessage {

    /**
     * What a node has and wants.
     *
     * @param report what it says
     * @param client where the answer goes
     */
    record FromNode(Report report, ActorRef<ShareMessage> client)
            implements ShareMessage, CapacityCoordinator.Command {}

    /**
     * The agent's service had no room for a call.
     *
     * @param limit which limit, as {@code Knock.Limit} is named
     * @param retryAfterMillis how long it asked to be left alone; 0 when it did not say
     */
    record TurnedAway(String limit, long retryAfterMillis) implements ShareMessage, CapacityCoordinator.Command {}

    /**
     * The agent's service says how many sessions the plan allows.
     *
     * @param sessions how many
     */
    record Discovered(int sessions) implements ShareMessage, CapacityCoordinator.Command {}

    /**
     * Another cap for all nodes.
     *
     * @param scope as text
     * @param cap slots
     * @param replyTo told when no node may exceed it any more, or why it cannot be
     */
    record SetCap(String scope, int cap, ActorRef<CapSet> replyTo)
            implements ShareMessage, CapacityCoordinator.Command {}

    /**
     * An operator says that a node is dead.
     *
     * @param node its name
     * @param replyTo told that it counts as dead, or why it cannot
     */
    record SayDead(String node, ActorRef<CapSet> replyTo) implements ShareMessage, CapacityCoordinator.Command {}

    /**
     * How a change went.
     *
     * @param wrong why it cannot be; null when it is done
     */
    record CapSet(@Nullable String wrong) implements ShareMessage {}

    /** To a node: who is coordinator. */
    record Hello(ToNode.Hello hello) implements ShareMessage, ShareClient.Command {}

    /** To a node: what it may hold. */
    record Told(ToNode.Told told) implements ShareMessage, ShareClient.Command {}

    /**
     * To all nodes, once a second.
     *
     * @param use what they have together
     * @param planLimit sessions the plan allows them together, as configured
     * @param pausedMillis for how long the agent's service is to be left alone
     */
    record Sight(ClusterUse use, int planLimit, long pausedMillis) implements ShareMessage, ShareClient.Command {}
}
