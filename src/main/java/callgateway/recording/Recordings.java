package callgateway.recording;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recordings of this node: those that are being made, on a few threads that write, and those that are over, on one that
 * looks after files. Any thread; only what returns a stage touches the disk, and none of it on the caller's thread.
 */
public final class Recordings implements Recorder, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Recordings.class);
    private static final long STOP_WITHIN_MS = 10_000;
    private static final int PER_BLOCK_MS = 20;

    private final RecordingSettings settings;
    private final RecordingFolder folder;
    private final RecordingNews news;
    private final RecordingMonitor monitor;
    private final Disk disk;
    private final InstantSource clock;
    private final RoomCheck room;
    private final Set<String> beingWritten = ConcurrentHashMap.newKeySet();
    private final List<TapeWriter> writers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final ScheduledExecutorService files;
    private final RecordingSweep sweep;
    private @Nullable FileChannel lock;
    private volatile boolean ready;
    private volatile boolean closed;

    private Recordings(
            RecordingSettings settings, RecordingNews news, RecordingMonitor monitor, Disk disk, InstantSource clock) {
        this.settings = settings;
        this.folder = new RecordingFolder(settings.folder());
        this.news = news;
        this.monitor = monitor;
        this.disk = disk;
        this.clock = clock;
        this.room = new RoomCheck(disk, settings);
        this.files = Executors.newSingleThreadScheduledExecutor(task -> thread(task, "recordings-files"));
        this.sweep = new RecordingSweep(folder, beingWritten::contains, this::deletedByAge, clock);
    }

    /**
     * Opens them.
     *
     * @param wanted whether anything is to be recorded from the start: then a folder that cannot be used is a failure.
     *     Otherwise one that is not there is only made when it is needed
     * @throws IOException when the folder cannot be written to, or another process uses it
     */
    public static Recordings open(
            RecordingSettings settings, boolean wanted, RecordingNews news, RecordingMonitor monitor)
            throws IOException {
        return open(settings, wanted, news, monitor, Disk.REAL, InstantSource.system());
    }

    static Recordings open(
            RecordingSettings settings,
            boolean wanted,
            RecordingNews news,
            RecordingMonitor monitor,
            Disk disk,
            InstantSource clock)
            throws IOException {
        Recordings recordings = new Recordings(settings, news, monitor, disk, clock);
        if (wanted || Files.isDirectory(settings.folder())) {
            try {
                recordings.prepare();
            } catch (IOException e) {
                if (wanted) {
                    recordings.close();
                    throw e;
                }
                LOG.warn("nothing will be recorded: {}", e.getMessage());
            }
        }
        return recordings;
    }

    private synchronized void prepare() throws IOException {
        if (ready || closed) {
            return;
        }
        Path root = folder.root();
        try {
            Disk.makeFolder(root);
            lock = FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException(
                    "cannot write to " + root.toAbsolutePath() + ": " + e
                            + " (set DATA_DIR to a folder that this process may write to)",
                    e);
        }
        if (!locked(lock)) {
            lock.close();
            throw new IOException(
                    "another gateway records to " + root.toAbsolutePath() + " (give each a DATA_DIR of its own)");
        }
        for (int i = 1; i <= settings.threads(); i++) {
            TapeWriter writer = new TapeWriter(room, monitor, this::over);
            writers.add(writer);
            Thread thread = thread(writer, "recordings-writer-" + i);
            threads.add(thread);
            thread.start();
        }
        files.execute(this::recover);
        var sweeping = files.scheduleWithFixedDelay(
                sweep::sweepOne, RecordingSweep.PACE_MS, RecordingSweep.PACE_MS, TimeUnit.MILLISECONDS);
        ready = !sweeping.isCancelled();
    }

    private static boolean locked(FileChannel file) throws IOException {
        try {
            FileLock taken = file.tryLock();
            return taken != null;
        } catch (OverlappingFileLockException sameProcess) {
            return false;
        }
    }

    private static Thread thread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private void recover() {
        try {
            new Recovery(folder, beingWritten::contains).run().forEach(news::recovered);
        } catch (IOException | RuntimeException e) {
            LOG.warn("recordings of before cannot be looked at", e);
        }
    }

    // -- making them

    @Override
    public @Nullable Tape begin(TapeOrder order, TapeListener listener) {
        if (!ready && !closed) {
            // A pool that records since a minute ago: the next call will be.
            var unused = asked(() -> {
                prepareLate();
                return true;
            });
        }
        if (!ready || closed || room.isLow() || !RecordingFolder.isCall(order.callSid())) {
            monitor.refused(room.isLow() ? RecordingEnd.DISK_FULL : RecordingEnd.WRITE_FAILED);
            return null;
        }
        TapeRing ring = new TapeRing((int) settings.maxBacklog().toMillis() / PER_BLOCK_MS);
        Tape tape = new Tape(order, ring, listener, monitor, System.nanoTime());
        TapeFile file = new TapeFile(order, tape, listener, folder, disk, unused(order.callSid()));
        if (!beingWritten.add(file.name())) {
            monitor.refused(RecordingEnd.WRITE_FAILED);
            return null;
        }
        monitor.started();
        least().add(file);
        return tape;
    }

    /** Two streams of a call do not begin in the same millisecond, unless somebody sets the clock. */
    private Instant unused(String callSid) {
        Instant at = clock.instant();
        while (beingWritten.contains(RecordingFolder.name(callSid, at))) {
            at = at.plusMillis(1);
        }
        return at;
    }

    private TapeWriter least() {
        TapeWriter least = writers.get(0);
        for (TapeWriter one : writers) {
            least = one.load() < least.load() ? one : least;
        }
        return least;
    }

    private void prepareLate() {
        try {
            prepare();
        } catch (IOException e) {
            LOG.error("nothing is recorded: {}", e.getMessage());
        }
    }

    private void over(TapeFile file) {
        RecordingPart part = file.result();
        beingWritten.remove(file.name());
        monitor.ended(part.end());
        file.listener().ended(part);
    }

    // -- those that are over

    /** What is known of the recordings of a call that are over, the oldest first. */
    public CompletionStage<List<RecordingPart>> of(String callSid) {
        return asked(() -> folder.of(callSid));
    }

    /** Where the file of this one is. */
    public Path path(RecordingPart part) {
        return folder.path(RecordingFolder.nameOf(part.file()), RecordingFolder.WAV);
    }

    /** An operator wants the recordings of a call gone; returns those that were. */
    public CompletionStage<List<RecordingPart>> delete(String callSid) {
        return asked(() -> {
            List<RecordingPart> gone = new ArrayList<>();
            for (RecordingPart part : folder.of(callSid)) {
                if (folder.delete(RecordingFolder.nameOf(part.file()))) {
                    monitor.deleted(RecordingMonitor.Deleted.OPERATOR);
                    news.deleted(part, RecordingMonitor.Deleted.OPERATOR);
                    gone.add(part);
                }
            }
            return gone;
        });
    }

    private interface Question<T> {
        T ask() throws IOException;
    }

    private <T> CompletionStage<T> asked(Question<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            files.execute(() -> {
                try {
                    answer.complete(question.ask());
                } catch (IOException | RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException closing) {
            answer.completeExceptionally(closing);
        }
        return answer;
    }

    private void deletedByAge(RecordingPart part) {
        monitor.deleted(RecordingMonitor.Deleted.RETENTION);
        news.deleted(part, RecordingMonitor.Deleted.RETENTION);
    }

    /** Deletes all that is too old, now. */
    void sweepAll() {
        sweep.sweepAll();
    }

    /** Waits for the recordings whose calls are over to be written, within a bound; takes no more. */
    @Override
    public synchronized void close() {
        closed = true;
        writers.forEach(TapeWriter::close);
        try {
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_WITHIN_MS);
            for (Thread thread : threads) {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())));
                if (thread.isAlive()) {
                    LOG.warn("recordings are still being written and are left to the next start");
                    thread.interrupt();
                }
            }
            files.shutdown();
            if (!files.awaitTermination(STOP_WITHIN_MS, TimeUnit.MILLISECONDS)) {
                files.shutdownNow();
            }
            FileChannel held = lock;
            if (held != null) {
                held.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("the lock of the recordings' folder: {}", e.getMessage());
        }
    }
}
