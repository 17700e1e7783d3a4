package callgateway.records;

import callgateway.call.CallId;
import callgateway.call.CallJournal;
import callgateway.call.CallStory;
import callgateway.logging.CallLog;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of this node's calls, and the events that tell of them. A call that was admitted has a record that outlives
 * this process before its webhook is answered; everything else is written soon after it happened. Any thread may tell it
 * anything; none is kept waiting.
 */
public final class Records implements CallJournal, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Records.class);
    private static final CallLog CALLS = new CallLog(LOG);
    private static final long STOP_WITHIN_MS = 5000;
    private static final long SWEEP_EVERY_S = 600;

    private final RecordsSettings settings;
    private final FileChannel lock;
    private final Database database;
    private final OutboxStore outboxStore;
    private final RecordStore store;
    private final Spool spool;
    private final RecordWriter writer;
    private final Thread writing;
    private final AdmissionLog admissions;
    private final Thread logging;
    private final @Nullable Outbox outbox;
    private final @Nullable EventSender sender;
    private final @Nullable Thread sending;
    private final RecordsMonitor monitor;
    private final InstantSource clock;
    /** For what must be in time: records that the database does not take soon enough. */
    private final ScheduledThreadPoolExecutor deadlines =
            new ScheduledThreadPoolExecutor(1, named("records-deadlines"));
    /** For what may take long: reading, and deleting what is old. */
    private final ScheduledThreadPoolExecutor readers = new ScheduledThreadPoolExecutor(2, named("records-readers"));

    private Records(
            RecordsSettings settings,
            DatabaseSettings where,
            FileChannel lock,
            RecordsMonitor monitor,
            InstantSource clock,
            UnaryOperator<String> traces)
            throws IOException {
        this.settings = settings;
        this.lock = lock;
        this.monitor = monitor;
        this.clock = clock;
        EventSettings events = settings.events();
        database = new Database(where);
        outboxStore = new OutboxStore(settings.node(), events);
        store = new RecordStore(outboxStore);
        spool = new Spool(settings.folder());
        sender = events == null ? null : new HttpEventSender(events, clock, traces);
        outbox = events == null || sender == null
                ? null
                : new Outbox(database, outboxStore, sender, events, clock, new Random(), monitor);
        Leftovers leftovers = new Leftovers(
                database, store, outboxStore, spool, where.isEmbedded() ? null : settings.node(), clock.millis());
        Outbox told = outbox;
        writer = new RecordWriter(settings, database, store, leftovers, spool, monitor, () -> {
            if (told != null) {
                told.wake();
            }
        });
        writing = named("records-writer").newThread(writer);
        admissions = new AdmissionLog(settings.folder(), monitor);
        logging = named("records-admissions").newThread(admissions);
        sending = outbox == null ? null : named("records-outbox").newThread(outbox);
        deadlines.setRemoveOnCancelPolicy(true);
    }

    /**
     * Opens them. A database that cannot be reached is no failure: records are spooled until it can.
     *
     * @param settings with a database
     * @throws IOException when the folder cannot be used, or another process uses it
     */
    public static Records open(RecordsSettings settings, RecordsMonitor monitor) throws IOException {
        return open(settings, monitor, InstantSource.system(), callSid -> "");
    }

    /**
     * As {@link #open(RecordsSettings, RecordsMonitor)}.
     *
     * @param traces knows the {@code traceparent} of a CallSid, which goes with its events; empty for none
     */
    public static Records open(RecordsSettings settings, RecordsMonitor monitor, UnaryOperator<String> traces)
            throws IOException {
        return open(settings, monitor, InstantSource.system(), traces);
    }

    static Records open(RecordsSettings settings, RecordsMonitor monitor, InstantSource clock) throws IOException {
        return open(settings, monitor, clock, callSid -> "");
    }

    private static Records open(
            RecordsSettings settings, RecordsMonitor monitor, InstantSource clock, UnaryOperator<String> traces)
            throws IOException {
        DatabaseSettings where = settings.database();
        if (where == null) {
            throw new IllegalArgumentException("database: none (expected: one)");
        }
        FileChannel lock = lock(settings.folder());
        try {
            Records records = new Records(settings, where, lock, monitor, clock, traces);
            records.start();
            return records;
        } catch (IOException e) {
            lock.close();
            throw new IOException("cannot use " + settings.folder().toAbsolutePath() + ": " + e.getMessage(), e);
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        Path file = folder.resolve("records.lock");
        FileChannel channel;
        try {
            Files.createDirectories(folder);
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException(
                    "cannot write to " + folder.toAbsolutePath() + ": " + e
                            + " (set DATA_DIR to a folder that this process may write to)",
                    e);
        }
        FileLock taken = null;
        try {
            taken = channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            LOG.debug("another gateway of this process has {}", file);
        }
        if (taken == null) {
            channel.close();
            throw new IOException("another gateway uses " + folder.toAbsolutePath()
                    + " (give each a DATA_DIR of its own, or set RECORDS_DATABASE=none)");
        }
        return channel;
    }

    private void start() throws IOException {
        List<CallRecord> promised = admissions.found();
        if (!promised.isEmpty()) {
            // From there the database gets them; the log is for this process now.
            spool.append(promised);
            LOG.info("{} admissions of an earlier process are looked for in the database", promised.size());
        }
        admissions.begin();
        logging.start();
        writing.start();
        if (sending != null) {
            sending.start();
        }
        Retention retention = new Retention(database, store, outboxStore, settings, clock);
        ScheduledFuture<?> sweeping =
                readers.scheduleWithFixedDelay(retention::sweep, 60, SWEEP_EVERY_S, TimeUnit.SECONDS);
        LOG.info("records are kept in {}{}", settings.database(), sweeping.isDone() ? " (closing)" : "");
    }

    // -- what happens

    @Override
    public CompletionStage<Void> admitted(CallId id, String pool, Instant came, Instant at) {
        CompletableFuture<Void> kept = new CompletableFuture<>();
        AdmissionLog.Entry entry = admissions.add(first(id, pool, came, at), kept);
        writer.admitted(
                id,
                pool,
                came,
                at,
                entry == null
                        ? new RecordWriter.Keeping(true, () -> kept.complete(null))
                        : new RecordWriter.Keeping(false, entry::settled));
        try {
            ScheduledFuture<?> late = deadlines.schedule(
                    () -> spoolInstead(kept, id, pool, came, at),
                    settings.admitWithin().toMillis(),
                    TimeUnit.MILLISECONDS);
            return kept.whenComplete((done, failure) -> late.cancel(false));
        } catch (RejectedExecutionException closing) {
            spoolInstead(kept, id, pool, came, at);
            return kept;
        }
    }

    private CallRecord first(CallId id, String pool, Instant came, Instant at) {
        return OpenCall.admitted(id, pool, came.toEpochMilli(), at.toEpochMilli(), settings)
                .record();
    }

    private void spoolInstead(CompletableFuture<Void> kept, CallId id, String pool, Instant came, Instant at) {
        if (kept.isDone()) {
            return;
        }
        try {
            spool.append(List.of(first(id, pool, came, at)));
            monitor.spooled();
        } catch (IOException | RuntimeException e) {
            CALLS.error(
                    id.callSid(), "the record of {} is neither written nor spooled; the call goes on", id.callSid(), e);
            monitor.failed();
        } finally {
            kept.complete(null);
        }
    }

    @Override
    public void refused(CallId id, String pool, String why, Instant came, Instant at) {
        writer.refused(id, pool, why, came, at);
    }

    @Override
    public void abandoned(CallId id, String pool, Instant came, Instant at) {
        writer.abandoned(id, pool, came, at);
    }

    @Override
    public void happened(String callSid, CallStory.Moment moment) {
        writer.happened(callSid, moment);
    }

    @Override
    public void over(String callSid, Instant at) {
        writer.over(callSid, at);
    }

    // -- looking at it

    /** Records, newest first. Fails with {@link java.sql.SQLException} when the database cannot be asked. */
    public CompletionStage<List<CallRecord>> find(RecordQuery query) {
        return read(connection -> store.find(connection, query));
    }

    /** A record with its events. */
    public record Whole(CallRecord record, List<RecordedEvent> events) {}

    /** The record of this call. */
    public CompletionStage<Optional<Whole>> find(String callSid) {
        return read(connection -> {
            CallRecord record = store.find(connection, callSid);
            return record == null
                    ? Optional.empty()
                    : Optional.of(new Whole(record, store.events(connection, callSid)));
        });
    }

    /** What is in the outbox: so many of each state, and some of one. */
    public record OutboxView(long pending, long dead, List<OutboxEntry> entries) {}

    /**
     * The outbox.
     *
     * @param state {@code pending}, {@code delivered} or {@code dead}
     * @param most at most so many, oldest first
     */
    public CompletionStage<OutboxView> outbox(String state, int most) {
        return read(connection -> new OutboxView(
                outboxStore.count(connection, OutboxEntry.PENDING),
                outboxStore.count(connection, OutboxEntry.DEAD),
                outboxStore.list(connection, state, most)));
    }

    /**
     * Sends dead letters once more.
     *
     * @param seq which; null for all
     * @return how many
     */
    public CompletionStage<Integer> requeue(@Nullable Long seq) {
        CompletionStage<Integer> requeued = read(connection -> outboxStore.requeue(connection, seq, clock.millis()));
        return requeued.whenComplete((count, failure) -> {
            if (outbox != null) {
                outbox.wake();
            }
        });
    }

    private interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    private <T> CompletionStage<T> read(Question<T> question) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (Connection connection = database.connection()) {
                        return question.ask(connection);
                    } catch (SQLException e) {
                        throw new CompletionException(e);
                    }
                },
                readers);
    }

    /** Writes what has been told, and stops; events that wait are sent by the next process. */
    @Override
    public void close() {
        deadlines.shutdownNow();
        readers.shutdown();
        if (outbox != null) {
            outbox.close();
        }
        writer.close();
        try {
            writing.join(STOP_WITHIN_MS);
            if (writing.isAlive()) {
                LOG.warn("records are still being written and are left to the next start");
                writing.interrupt();
                writing.join(STOP_WITHIN_MS);
            }
            logging.interrupt();
            logging.join(STOP_WITHIN_MS);
            if (sending != null) {
                sending.join(STOP_WITHIN_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (sender != null) {
            sender.close();
        }
        database.close();
        try {
            admissions.close();
            lock.close();
        } catch (IOException e) {
            LOG.warn("the lock of the records' folder: {}", e.getMessage());
        }
    }

    private static ThreadFactory named(String name) {
        AtomicInteger made = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + made.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
