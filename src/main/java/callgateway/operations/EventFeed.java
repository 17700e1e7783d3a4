package callgateway.operations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.QueueOfferResult;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Everything that happens, for those who follow it. Each event is written once, for all of them; the latest are kept, so
 * that whoever was cut off goes on where they were. One who does not keep up is let go rather than waited for. Any thread.
 */
public final class EventFeed {
    /** Events that are kept. */
    static final int KEPT = 4096;

    /** Who may follow at a time. */
    static final int MOST_FOLLOWERS = 32;

    /** Events that may wait for one follower. */
    private static final int QUEUE = 1024;

    private final Deque<Kept> kept = new ArrayDeque<>();
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private final String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    private final Counter letGo;
    private final Object lock = new Object();
    private long last;
    private boolean closed;

    private record Kept(long number, ByteString written) {}

    /** One who follows. */
    private record Follower(BoundedSourceQueue<ByteString> queue, boolean figures) {}

    /**
     * Somebody may follow.
     *
     * @param events what is sent, for one reader
     * @param after the id of the latest event that is not among them
     * @param resumes whether they begin where the reader was
     */
    record Subscription(Source<ByteString, NotUsed> events, String after, boolean resumes) {}

    /** Nothing has happened yet. */
    public EventFeed(GatewayMetrics metrics) {
        MeterRegistry registry = metrics.registry();
        letGo = Counter.builder("gateway_event_followers_dropped")
                .description("Followers of the event feed who did not keep up and were let go")
                .register(registry);
        Gauge.builder("gateway_event_followers", followers, List::size)
                .description("Connections that follow the event feed")
                .register(registry);
    }

    /** Something has happened. */
    void publish(String event, ObjectNode data) {
        synchronized (lock) {
            long number = ++last;
            ByteString written = written(id(number), event, data);
            if (kept.size() == KEPT) {
                kept.removeFirst();
            }
            kept.addLast(new Kept(number, written));
            // In the lock: everybody gets them in the order of their numbers.
            followers.forEach(one -> offer(one, written));
        }
    }

    /** For those who want figures, and only now: it is not kept. */
    void show(String event, ObjectNode data) {
        ByteString written = written(null, event, data);
        followers.stream().filter(Follower::figures).forEach(one -> offer(one, written));
    }

    /** A sign of life for those who get nothing else. */
    void beat() {
        ByteString comment = ByteString.fromString(": still here\n\n");
        followers.forEach(one -> offer(one, comment));
    }

    /** Whether anybody wants figures. */
    boolean isWatched() {
        return followers.stream().anyMatch(Follower::figures);
    }

    /** How many follow. */
    int followers() {
        return followers.size();
    }

    /**
     * Begins to follow.
     *
     * @param lastSeen the id of the event that the reader saw last
     * @param figures whether the reader wants the figures of every second
     * @return empty when too many follow already, or this is over
     */
    Optional<Subscription> follow(ClassicActorSystemProvider system, @Nullable String lastSeen, boolean figures) {
        Pair<BoundedSourceQueue<ByteString>, Source<ByteString, NotUsed>> live =
                Source.<ByteString>queue(QUEUE).preMaterialize(system);
        synchronized (lock) {
            if (closed || followers.size() >= MOST_FOLLOWERS) {
                live.first().complete();
                return Optional.empty();
            }
            List<ByteString> missed = missedSince(lastSeen);
            Follower follower = new Follower(live.first(), figures);
            followers.add(follower);
            Source<ByteString, NotUsed> events =
                    missed == null ? live.second() : Source.from(missed).concat(live.second());
            return Optional.of(new Subscription(
                    events.watchTermination((nothing, over) -> {
                        over.whenComplete((done, failure) -> followers.remove(follower));
                        return nothing;
                    }),
                    id(last),
                    missed != null));
        }
    }

    /** What has happened since; null when that is not known. */
    private @Nullable List<ByteString> missedSince(@Nullable String lastSeen) {
        if (lastSeen == null || !lastSeen.startsWith(run + "-")) {
            return null;
        }
        long seen;
        try {
            seen = Long.parseLong(lastSeen.substring(run.length() + 1));
        } catch (NumberFormatException e) {
            return null;
        }
        long oldest = kept.isEmpty() ? last + 1 : kept.getFirst().number();
        if (seen > last || seen < oldest - 1) {
            return null;
        }
        List<ByteString> missed = new ArrayList<>();
        kept.stream().filter(one -> one.number() > seen).forEach(one -> missed.add(one.written()));
        return missed;
    }

    private void offer(Follower follower, ByteString written) {
        QueueOfferResult result = follower.queue.offer(written);
        if (result == QueueOfferResult.enqueued()) {
            return;
        }
        if (followers.remove(follower) && result == QueueOfferResult.dropped()) {
            letGo.increment();
            follower.queue.fail(new IllegalStateException("the reader does not keep up"));
        }
    }

    /** Ends everybody's connection; they may come back. */
    void cutOff() {
        synchronized (lock) {
            followers.forEach(one -> one.queue.complete());
            followers.clear();
        }
    }

    /** Ends everybody's connection; nobody may follow any more. */
    public void close() {
        synchronized (lock) {
            closed = true;
            cutOff();
        }
    }

    private String id(long number) {
        return run + "-" + number;
    }

    /** As the event stream format wants it: JSON of Jackson's has no line ends of its own. */
    static ByteString written(@Nullable String id, String event, ObjectNode data) {
        return ByteString.fromString(
                (id == null ? "" : "id: " + id + "\n") + "event: " + event + "\ndata: " + data + "\n\n");
    }
}
