package callgateway.call;

import org.jspecify.annotations.Nullable;

/**
 * The sockets that one call has at the agent's service, from the dial until it is certain that they are closed: as long as
 * there is one, the service may count a session for it, and its slot is taken. Safe from any thread.
 */
final class AgentSockets {
    private int open;
    private @Nullable Runnable whenNone;

    synchronized void dialled() {
        open++;
    }

    void closed() {
        Runnable then = null;
        synchronized (this) {
            open--;
            if (open == 0) {
                then = whenNone;
                whenNone = null;
            }
        }
        if (then != null) {
            then.run();
        }
    }

    /** Runs {@code then} when there is none any more: now, or on the thread that closes the last. At most one waits. */
    void whenNone(Runnable then) {
        synchronized (this) {
            if (open > 0) {
                whenNone = then;
                return;
            }
        }
        then.run();
    }
}
