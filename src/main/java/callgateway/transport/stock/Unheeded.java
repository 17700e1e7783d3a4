package callgateway.transport.stock;

import java.util.concurrent.Future;

/** Says at a call site that nobody waits for this: when it fails the channel closes, and that is heard of. */
final class Unheeded {
    private Unheeded() {}

    static void future(@SuppressWarnings("unused") Future<?> future) {}
}
