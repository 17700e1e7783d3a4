package callgateway.recording;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that writes recordings: some times a second, all that has come of each of its own. A disk that makes it wait makes
 * nobody else wait; what comes meanwhile is kept in the calls' rings, as far as those go.
 */
final class TapeWriter implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(TapeWriter.class);
    private static final long TURN_MS = 200;
    private static final long LOG_EVERY_NANOS = 60_000_000_000L;

    private final Queue<TapeFile> coming = new ConcurrentLinkedQueue<>();
    private final List<TapeFile> files = new ArrayList<>();
    private final AtomicInteger load = new AtomicInteger();
    private final Semaphore wake = new Semaphore(0);
    private final TapeFile.Scratch scratch = new TapeFile.Scratch();
    private final RoomCheck room;
    private final RecordingMonitor monitor;
    private final Consumer<TapeFile> over;
    private volatile boolean closing;
    private long loggedNanos = System.nanoTime() - LOG_EVERY_NANOS;

    /** @param over told of each that is done, on this thread */
    TapeWriter(RoomCheck room, RecordingMonitor monitor, Consumer<TapeFile> over) {
        this.room = room;
        this.monitor = monitor;
        this.over = over;
    }

    /** Any thread. */
    void add(TapeFile file) {
        load.incrementAndGet();
        coming.add(file);
    }

    /** How many it has. */
    int load() {
        return load.get();
    }

    /** Ends the thread once all that it has is done. */
    void close() {
        closing = true;
        wake.release();
    }

    @Override
    public void run() {
        try {
            while (!closing || load.get() > 0) {
                try {
                    turn();
                } catch (RuntimeException e) {
                    LOG.error("a recording could not be ended properly", e);
                }
                if (wake.tryAcquire(TURN_MS, TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn() {
        room.look();
        for (TapeFile next = coming.poll(); next != null; next = coming.poll()) {
            files.add(next);
        }
        for (Iterator<TapeFile> all = files.iterator(); all.hasNext(); ) {
            TapeFile one = all.next();
            if (isDone(one)) {
                all.remove();
                load.decrementAndGet();
                over.accept(one);
            }
        }
    }

    /** Writes what has come; returns whether that was the last of it. */
    private boolean isDone(TapeFile file) {
        if (file.hasFailed()) {
            return isSalvaged(file);
        }
        try {
            if (room.isLow()) {
                throw new IOException("less room on the disk than recordings.min-free");
            }
            monitor.written(file.write(scratch, System.nanoTime()));
        } catch (IOException | RuntimeException e) {
            file.fail(room.isLowNow() ? RecordingEnd.DISK_FULL : RecordingEnd.WRITE_FAILED);
            log(file, e);
            return isSalvaged(file);
        }
        return file.hasFailed() ? isSalvaged(file) : file.isClosed();
    }

    private static boolean isSalvaged(TapeFile file) {
        if (file.isToldOfItsEnd()) {
            file.salvage();
            return true;
        }
        return false;
    }

    private void log(TapeFile file, Exception e) {
        if (System.nanoTime() - loggedNanos >= LOG_EVERY_NANOS) {
            loggedNanos = System.nanoTime();
            LOG.error("recordings end early, their calls go on; the first is {}: {}", file.name(), e.getMessage(), e);
        }
    }
}
