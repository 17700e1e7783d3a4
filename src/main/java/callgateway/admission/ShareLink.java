package callgateway.admission;

import callgateway.admission.share.Report;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** How admission reaches whoever lends slots to the nodes of a cluster. Called on its thread; must not block. */
public interface ShareLink {
    /** What this node has and wants; the answer is an {@link Admission.Lent}. May be lost. */
    void report(Report report);

    /** The agent's service had no room for a call: that is news for all nodes. */
    void turnedAway(Knock.Refused refused);

    /** The agent's service says how many sessions the plan allows. */
    void discovered(int sessions);

    /** Another cap for the whole cluster. The stage has what is wrong with it, or null when it is done. */
    CompletionStage<Change> cap(Scope scope, int slots);

    /** An operator says that the process of this name is dead, and holds nothing. As {@link #cap}. */
    CompletionStage<Change> dead(String node);

    /**
     * How a change went.
     *
     * @param wrong why it cannot be; null when it is done
     */
    record Change(@Nullable String wrong) {}
}
