package callgateway.admission;

import java.util.List;

/**
 * The cluster's slots, as the coordinator last said.
 *
 * @param term the coordinator's, which goes up by one with each
 * @param coordinator the node it is on
 * @param heardMillis how long ago this was said; -1 when never
 * @param valid whether this node may admit by what it was told
 * @param nodes those that hold a share
 * @param scopes plan, then pools and numbers that have caps
 */
public record ClusterUse(
        long term, String coordinator, long heardMillis, boolean valid, List<Node> nodes, List<Row> scopes) {
    /** Nothing was heard yet. */
    public static final ClusterUse UNKNOWN = new ClusterUse(0, "", -1, false, List.of(), List.of());

    /** Keeps its own. */
    public ClusterUse {
        nodes = List.copyOf(nodes);
        scopes = List.copyOf(scopes);
    }

    /** The same with another age. */
    ClusterUse seen(long millisAgo, boolean now) {
        return new ClusterUse(term, coordinator, millisAgo, now, nodes, scopes);
    }

    /** Whether, as far as is known, some node may have a slot for this. */
    boolean hasRoomFor(Claim claim) {
        // Right after a start nothing has been heard, and will be soon.
        return heardMillis < 0
                || scopes.stream()
                        .filter(row -> row.scope.equals(Scope.PLAN.toString())
                                || row.scope.equals(Scope.pool(claim.pool()).toString())
                                || row.scope.equals(Scope.number(claim.number()).toString()))
                        .allMatch(row -> row.used < row.cap);
    }

    /**
     * One node's part in the plan.
     *
     * @param lent the most it may have
     * @param used what it says it holds
     * @param waiting callers in line there
     * @param silentMillis for how long it has not been heard of
     */
    public record Node(String name, int lent, int used, int waiting, long silentMillis) {}

    /**
     * One scope over the cluster.
     *
     * @param scope as text
     * @param cap for all nodes together
     * @param lent what nodes may have, together
     * @param used what they hold
     */
    public record Row(String scope, int cap, int lent, int used) {}
}
