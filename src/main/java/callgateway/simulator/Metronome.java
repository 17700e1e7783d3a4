package callgateway.simulator;

import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that runs many short tasks, each when it is due on the monotonic clock. A task says itself when it is next
 * due, so a late run does not shift those after it. After {@link #close()} the thread has ended.
 */
public final class Metronome implements AutoCloseable {
    /** The answer of a task that is done. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final Logger LOG = LoggerFactory.getLogger(Metronome.class);

    /** A task. Must not block; an exception ends it and is logged. */
    @FunctionalInterface
    public interface Beat {
        /** Does what is due at {@code nowNanos}; returns when it is next due, or {@link #NEVER}. */
        long beat(long nowNanos);
    }

    private record Due(long atNanos, Beat beat) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition sooner = lock.newCondition();
    // Differences, as nanoTime may wrap.
    private final PriorityQueue<Due> queue = new PriorityQueue<>((a, b) -> Long.signum(a.atNanos - b.atNanos));
    private final Thread thread;
    private boolean closed;
    private long worstLatenessNanos;

    private Metronome(String name) {
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    public static Metronome start(String name) {
        Metronome metronome = new Metronome(name);
        metronome.thread.start();
        return metronome;
    }

    /** The clock that due times are on. */
    public static long now() {
        return System.nanoTime();
    }

    /** Adds a task; ignored after {@link #close()}. */
    public void add(long dueNanos, Beat beat) {
        lock.lock();
        try {
            if (!closed) {
                queue.add(new Due(dueNanos, beat));
                sooner.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** How late the latest run was. Says whether this machine kept up with what it simulates. */
    public long worstLatenessNanos() {
        lock.lock();
        try {
            return worstLatenessNanos;
        } finally {
            lock.unlock();
        }
    }

    /** Drops all tasks and waits for the thread to end, unless called from it. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            queue.clear();
            sooner.signal();
        } finally {
            lock.unlock();
        }
        if (Thread.currentThread() != thread) {
            joinUninterruptibly();
        }
    }

    private void joinUninterruptibly() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        for (Due due = next(); due != null; due = next()) {
            try {
                long again = due.beat.beat(now());
                if (again != NEVER) {
                    add(again, due.beat);
                }
            } catch (RuntimeException e) {
                LOG.error("a simulated call's timer failed and has stopped", e);
            }
        }
    }

    private @Nullable Due next() {
        lock.lock();
        try {
            while (!closed) {
                Due first = queue.peek();
                long wait = first == null ? TimeUnit.SECONDS.toNanos(1) : first.atNanos - now();
                if (first != null && wait <= 0) {
                    worstLatenessNanos = Math.max(worstLatenessNanos, -wait);
                    return queue.poll();
                }
                long remaining = sooner.awaitNanos(wait);
                assert remaining <= wait;
            }
        } catch (InterruptedException e) {
            closed = true;
        } finally {
            lock.unlock();
        }
        return null;
    }
}
