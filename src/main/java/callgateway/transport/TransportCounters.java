package callgateway.transport;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What the public port counts, since the start. Any thread may read. */
public final class TransportCounters {
    final LongAdder accepted = new LongAdder();
    final LongAdder overLimit = new LongAdder();
    final LongAdder badRequests = new LongAdder();
    final LongAdder timedOut = new LongAdder();
    final LongAdder upgradesRefused = new LongAdder();
    final LongAdder failedAnswers = new LongAdder();
    final LongAdder relayed = new LongAdder();
    final AtomicInteger relaying = new AtomicInteger();

    /** Connections accepted. */
    public long accepted() {
        return accepted.sum();
    }

    /** Connections closed unread because there were too many. */
    public long overLimit() {
        return overLimit.sum();
    }

    /** Requests that were no HTTP, too long, or no proper WebSocket upgrade. */
    public long badRequests() {
        return badRequests.sum();
    }

    /** Connections closed because they said nothing, or not all of it, in time. */
    public long timedOut() {
        return timedOut.sum();
    }

    /** Upgrades that the gateway refused. */
    public long upgradesRefused() {
        return upgradesRefused.sum();
    }

    /** Requests that could not be answered by the gateway and got a bare 500. */
    public long failedAnswers() {
        return failedAnswers.sum();
    }

    /** Media sockets that were relayed to another node. */
    public long relayed() {
        return relayed.sum();
    }

    /** Media sockets that are relayed to another node now. */
    public int relaying() {
        return relaying.get();
    }
}
