package callgateway.simulator.omni;

import callgateway.transport.stock.StockRequest;

/** Told of a simulator's sessions as they come and go, on the threads of their sockets: must not block. */
public interface OmniSimulatorListener {
    OmniSimulatorListener NONE = new OmniSimulatorListener() {};

    /** A session was let in; it has said nothing yet. */
    default void opened(OmniSession session) {}

    /** An attempt was not let in; {@code how} is what it got instead. */
    default void refused(StockRequest request, String how) {}

    /** A session that had been opened is over. */
    default void closed(OmniSession session) {}
}
