package callgateway.simulator.caller;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The queues of an account, made when they are first named. Safe from any thread. */
final class CallQueues {
    /** What Twilio allows a queue of which nothing else was said. */
    private static final int DEFAULT_MAX_SIZE = 1000;

    private final Map<String, Queue> queues = new HashMap<>();

    /** At the end of this queue; null if it is full. */
    synchronized @Nullable Place join(String name, @Nullable Integer maxSize, long nowNanos) {
        Queue queue = queues.computeIfAbsent(name, any -> new Queue(Sids.queue()));
        if (maxSize != null) {
            queue.maxSize = maxSize;
        }
        if (queue.places.size() >= queue.maxSize) {
            return null;
        }
        Place place = new Place(queue, nowNanos);
        queue.places.add(place);
        queue.joinedNanos += nowNanos;
        return place;
    }

    private static final class Queue {
        private final String sid;
        private final Set<Place> places = new LinkedHashSet<>();
        private int maxSize = DEFAULT_MAX_SIZE;
        /** Of those who are in it, summed up; may wrap, as the clock may. */
        private long joinedNanos;

        Queue(String sid) {
            this.sid = sid;
        }
    }

    /** One caller's. */
    final class Place {
        private final Queue queue;
        private final long joinedNanos;

        private Place(Queue queue, long joinedNanos) {
            this.queue = queue;
            this.joinedNanos = joinedNanos;
        }

        String queueSid() {
            return queue.sid;
        }

        long waitedSeconds(long nowNanos) {
            return TimeUnit.NANOSECONDS.toSeconds(nowNanos - joinedNanos);
        }

        /** Gives it up; once is enough. */
        void leave() {
            synchronized (CallQueues.this) {
                if (queue.places.remove(this)) {
                    queue.joinedNanos -= joinedNanos;
                }
            }
        }

        /** What the {@code waitUrl} is told. */
        Map<String, String> params(long nowNanos) {
            synchronized (CallQueues.this) {
                int size = queue.places.size();
                long waited = size * nowNanos - queue.joinedNanos;
                return Map.of(
                        "QueueSid",
                        queue.sid,
                        "QueuePosition",
                        String.valueOf(position()),
                        "QueueTime",
                        String.valueOf(waitedSeconds(nowNanos)),
                        "AvgQueueTime",
                        String.valueOf(TimeUnit.NANOSECONDS.toSeconds(waited / Math.max(1, size))),
                        "CurrentQueueSize",
                        String.valueOf(size),
                        "MaxQueueSize",
                        String.valueOf(queue.maxSize));
            }
        }

        /** Counted from 1, which is the head. */
        private int position() {
            int position = 1;
            for (Place other : queue.places) {
                if (other == this) {
                    return position;
                }
                position++;
            }
            return 0;
        }
    }
}
