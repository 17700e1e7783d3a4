package callgateway.admission;

import java.util.ArrayList;
import java.util.List;

/** A number's account, and the queues of those who have called it: one in each pool, which is one unless routes changed. */
final class CalledNumber {
    final Account account;
    final List<Queue> queues = new ArrayList<>(1);

    CalledNumber(String name) {
        account = new Account(Scope.number(name));
    }

    Queue queueIn(Pool pool) {
        for (Queue queue : queues) {
            if (queue.pool == pool) {
                return queue;
            }
        }
        Queue queue = new Queue(pool, this);
        queues.add(queue);
        return queue;
    }

    /** Before anything changes that decides whether its callers can be admitted. */
    void takeQueuesOut() {
        for (Queue queue : queues) {
            queue.pool.line.takeOut(queue);
        }
    }

    /** After that. */
    void putQueuesIn() {
        for (Queue queue : queues) {
            queue.pool.line.putIn(queue);
        }
    }
}
