package callgateway.records;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts for the tests. */
final class Told implements RecordsMonitor {
    final AtomicInteger written = new AtomicInteger();
    final AtomicInteger spooled = new AtomicInteger();
    final AtomicInteger failed = new AtomicInteger();
    final AtomicInteger dropped = new AtomicInteger();
    final List<Unlogged> unlogged = new CopyOnWriteArrayList<>();
    final List<Sent> sent = new CopyOnWriteArrayList<>();
    volatile @Nullable String trouble;
    volatile long pending;
    volatile long dead;

    @Override
    public void unlogged(Unlogged why) {
        unlogged.add(why);
    }

    @Override
    public void written(int records, Duration lag) {
        written.addAndGet(records);
    }

    @Override
    public void spooled() {
        spooled.incrementAndGet();
    }

    @Override
    public void failed() {
        failed.incrementAndGet();
    }

    @Override
    public void detailDropped() {
        dropped.incrementAndGet();
    }

    @Override
    public void waiting(int messages) {}

    @Override
    public void database(@Nullable String what) {
        trouble = what;
    }

    @Override
    public void sent(Sent outcome) {
        sent.add(outcome);
    }

    @Override
    public void outbox(long waitingEvents, long deadEvents) {
        pending = waitingEvents;
        dead = deadEvents;
    }
}
