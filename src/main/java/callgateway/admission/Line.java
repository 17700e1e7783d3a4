package callgateway.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The waiting callers of a pool: those the agent's service turned away first, then all others, each in the order of their
 * coming, which may have been elsewhere. A caller held back by a number's cap is passed by those of other numbers, so they stand in {@link Queue}s by number,
 * and only queues whose number has room are looked at.
 */
final class Line {
    private final Account pool;
    private final TreeSet<Queue> withRoom = new TreeSet<>(Queue.BY_HEAD);
    /** Those of them whose number has not taken all that is kept for it. */
    private final TreeSet<Queue> withPartLeft = new TreeSet<>(Queue.BY_HEAD);

    private final Ranks turnedAway = new Ranks();
    private final Ranks ordinary = new Ranks();

    Line(Account pool) {
        this.pool = pool;
    }

    void join(Entry entry) {
        Queue queue = entry.number.queueIn(entry.pool);
        takeOut(queue);
        queue.waiting.add(entry);
        ranks(entry).add(entry);
        putIn(queue);
    }

    void leave(Entry entry) {
        Queue queue = entry.number.queueIn(entry.pool);
        takeOut(queue);
        queue.waiting.remove(entry);
        ranks(entry).remove(entry);
        if (queue.waiting.isEmpty()) {
            entry.number.queues.remove(queue);
        } else {
            putIn(queue);
        }
    }

    /** The one whose turn it is; null when nobody waits whom the pool and its numbers could admit. */
    @Nullable
    Entry next() {
        TreeSet<Queue> candidates = pool.hasUnpromised() ? withRoom : withPartLeft;
        return pool.free() < 1 || candidates.isEmpty()
                ? null
                : candidates.first().head();
    }

    /** 1 for the head. */
    int position(Entry entry) {
        return 1 + ranks(entry).before(entry) + (entry.first ? 0 : turnedAway.size());
    }

    int depth() {
        return turnedAway.size() + ordinary.size();
    }

    /** The first in it, whether they could be admitted or not. */
    List<Entry> first(int most) {
        List<Entry> first = new ArrayList<>();
        turnedAway.first(most, first);
        ordinary.first(most, first);
        return first;
    }

    /** Before a queue's head or its number's room changes. */
    void takeOut(Queue queue) {
        withRoom.remove(queue);
        withPartLeft.remove(queue);
    }

    /** After a queue's head or its number's room has changed. */
    void putIn(Queue queue) {
        queue.lookAtHead();
        if (queue.number.account.free() >= 1) {
            withRoom.add(queue);
            if (queue.number.account.hasPartLeftIn(pool)) {
                withPartLeft.add(queue);
            }
        }
    }

    private Ranks ranks(Entry entry) {
        return entry.first ? turnedAway : ordinary;
    }
}
