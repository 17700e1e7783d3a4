package callgateway.records;

import org.jspecify.annotations.Nullable;

/**
 * An event in the outbox.
 *
 * @param seq its place; events of one call are delivered in this order
 * @param id names the event, however often it is sent
 * @param type such as {@code call.started}
 * @param body JSON, what is sent
 * @param state {@code pending}, {@code delivered} or {@code dead}
 * @param createdMs when it was put there, milliseconds since 1970
 * @param attempts how often it has been sent
 * @param nextMs when it is sent next, milliseconds since 1970
 * @param lastError why it was not delivered the last time
 */
public record OutboxEntry(
        long seq,
        String id,
        String callSid,
        String type,
        String body,
        String state,
        long createdMs,
        int attempts,
        long nextMs,
        @Nullable String lastError) {
    static final String PENDING = "pending";
    static final String DELIVERED = "delivered";
    static final String DEAD = "dead";
}
