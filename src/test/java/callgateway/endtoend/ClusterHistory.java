package callgateway.endtoend;

import callgateway.simulator.caller.CallerEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was written down of a cluster's run by those who know nothing of shares: the agent's service, the callers, and at the
 * end the nodes. {@link HistoryChecker} says what is wrong with it.
 *
 * @param caps the most sessions at once, by scope; {@link #PLAN} is one of them
 * @param marks sessions of the agent's service as they began and ended, in that order
 * @param peak the most sessions at once, as the agent's service itself has counted
 * @param callers everybody who has called
 * @param nodes what each said once nobody was left
 */
record ClusterHistory(Map<String, Integer> caps, List<Mark> marks, int peak, List<Caller> callers, List<Node> nodes) {
    static final String PLAN = "plan";

    /** Keeps its own. */
    ClusterHistory {
        caps = Map.copyOf(caps);
        marks = List.copyOf(marks);
        callers = List.copyOf(callers);
        nodes = List.copyOf(nodes);
    }

    /**
     * A session began or ended.
     *
     * @param atMs since the run began
     * @param session what the agent's service calls it
     */
    record Mark(double atMs, String session, String callSid, boolean begins) {}

    /**
     * One phone call as its caller saw it.
     *
     * @param scopes whose caps its sessions count in, besides the plan
     * @param events in order of time; so far, of a call that is not over
     */
    record Caller(String callSid, Set<String> scopes, List<CallerEvent> events) {
        /** Keeps its own. */
        Caller {
            scopes = Set.copyOf(scopes);
            events = List.copyOf(events);
        }
    }

    /**
     * One node after the last call.
     *
     * @param capacity what it answers to {@code GET /api/capacity}
     * @param had how many sessions at once could be had when only this node was called
     */
    record Node(String name, String capacity, int had) {}
}
