package callgateway.admission;

import java.util.Comparator;
import java.util.TreeSet;

/** Those of a pool who wait for the same number: whatever holds for one of them holds for all. */
final class Queue {
    static final Comparator<Queue> BY_HEAD = Comparator.<Queue>comparingInt(queue -> queue.headFirst ? 0 : 1)
            .thenComparingLong(queue -> queue.headSince)
            .thenComparingLong(queue -> queue.headSequence);

    final Pool pool;
    final CalledNumber number;
    final TreeSet<Entry> waiting = new TreeSet<>(Entry.BY_PLACE);
    /** The place of the head when the queue was put into its pool's line. */
    private boolean headFirst;

    private long headSince;
    private long headSequence;

    Queue(Pool pool, CalledNumber number) {
        this.pool = pool;
        this.number = number;
    }

    Entry head() {
        return waiting.first();
    }

    /** From now on {@link #BY_HEAD} goes by the present head. */
    void lookAtHead() {
        Entry head = head();
        headFirst = head.first;
        headSince = head.sinceMillis;
        headSequence = head.sequence;
    }
}
