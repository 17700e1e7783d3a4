package callgateway.operations;

import io.micrometer.core.instrument.Counter;
import java.util.Map;

/** Counts how reading the agents went that are stored at the agent's service. */
public final class StoredAgentMetrics {
    private final Map<Outcome, Counter> reads;

    /** How reading one went. */
    public enum Outcome {
        /** Its persona is known. */
        READ,
        /** The service said no. */
        REFUSED,
        /** The answer is no agent, or one without a persona. */
        WITHOUT_PERSONA,
        /** No answer, or too long a one. */
        FAILED
    }

    StoredAgentMetrics(Meters meters) {
        reads = meters.byEach(
                Outcome.class,
                "gateway_stored_agent_reads",
                "outcome",
                "Attempts to read an agent that is stored at the agent's service");
    }

    /** One was read, or not. */
    public void read(Outcome outcome) {
        Meters.count(reads, outcome);
    }
}
