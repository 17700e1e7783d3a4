package callgateway.admission;

import java.util.Comparator;
import java.util.TreeSet;

/** Those of a pool who wait for the same number: whatever holds for one of them holds for all. */
final class Queue {
    static final Comparator<Queue> BY_HEAD = Comparator.comparingLong(queue -> queue.headOrder);

    final Pool pool;
    final CalledNumber number;
    final TreeSet<Entry> waiting = new TreeSet<>(Comparator.comparingLong(entry -> entry.order));
    /** The order of the head when the queue was put into its pool's line. */
    long headOrder;

    Queue(Pool pool, CalledNumber number) {
        this.pool = pool;
        this.number = number;
    }

    Entry head() {
        return waiting.first();
    }
}
