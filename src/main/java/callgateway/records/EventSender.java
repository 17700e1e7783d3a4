package callgateway.records;

import java.util.concurrent.CompletableFuture;

/** Sends an event to the operator's system, once. */
interface EventSender extends AutoCloseable {
    /** How that went; never completed with a failure. */
    CompletableFuture<Reply> send(OutboxEntry entry);

    @Override
    void close();

    /**
     * What the receiver made of it.
     *
     * @param delivered whether it has the event
     * @param hopeless whether it will never want it
     * @param what for an operator to read
     */
    record Reply(boolean delivered, boolean hopeless, String what) {}
}
