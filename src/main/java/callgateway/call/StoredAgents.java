package callgateway.call;

import callgateway.omni.OmniSettings;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What is known of the agents that are stored at the agent's service. A session that is given a persona has no other, so one
 * that is to be told what has been must be given the stored agent's own along with it.
 */
@FunctionalInterface
public interface StoredAgents {
    /** Knows nothing. */
    StoredAgents NONE = omni -> CompletableFuture.completedFuture(Optional.empty());

    /**
     * The persona of the stored agent that sessions with these settings have; empty when there is none, or it cannot be read.
     * Called on event loops: never blocks, never fails, and is complete at once when it is known.
     */
    CompletionStage<Optional<String>> persona(OmniSettings omni);
}
