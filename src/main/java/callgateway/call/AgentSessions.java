package callgateway.call;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts the sessions that the agent's service carries for this node's calls. Safe from any thread. */
final class AgentSessions {
    private final AtomicInteger live = new AtomicInteger();

    void begun() {
        live.incrementAndGet();
    }

    void over() {
        live.decrementAndGet();
    }

    int live() {
        return live.get();
    }
}
