package callgateway.records;

import callgateway.call.CallEvent;
import callgateway.call.CallId;
import callgateway.call.CallStory;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes records. Takes what has been told since the last commit, makes the records' next versions of it
 * and commits them together, so that a busy node commits no more often than an idle one. While the database is down, what
 * nobody may lose goes into the spool, and the rest is kept in memory up to a bound.
 */
final class RecordWriter implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(RecordWriter.class);
    private static final int MOST_AT_ONCE = 1000;
    private static final int MOST_DETAILS = 20_000;
    private static final int MOST_OVER = 10_000;
    /** Unless somebody waits for it, a commit is for everything that happens in such a time. */
    private static final long GATHER_MS = 200;

    private static final long IDLE_MS = 1000;
    private static final long FIRST_RETRY_MS = 200;
    private static final long LONGEST_RETRY_MS = 5000;

    private final LinkedBlockingQueue<Told> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger detailsQueued = new AtomicInteger();
    private final Map<String, Integer> lost = new ConcurrentHashMap<>();
    private final Map<String, OpenCall> open = new LinkedHashMap<>();
    private final ArrayDeque<Afterthought> afterthoughts = new ArrayDeque<>();
    private final List<Keeping> waiting = new ArrayList<>();
    private final RecordsSettings settings;
    private final Database database;
    private final RecordStore store;
    private final Leftovers leftovers;
    private final Spool spool;
    private final RecordsMonitor monitor;
    private final Runnable committed;
    private volatile boolean closing;
    private boolean begun;
    private @Nullable String trouble;
    private long retryMs = FIRST_RETRY_MS;
    private long nextTryNanos = System.nanoTime();
    private int detailsKept;

    /** @param committed told, on this writer's thread, when events may have come into the outbox */
    RecordWriter(
            RecordsSettings settings,
            Database database,
            RecordStore store,
            Leftovers leftovers,
            Spool spool,
            RecordsMonitor monitor,
            Runnable committed) {
        this.settings = settings;
        this.database = database;
        this.store = store;
        this.leftovers = leftovers;
        this.spool = spool;
        this.monitor = monitor;
        this.committed = committed;
    }

    private sealed interface Told {
        long nanos();
    }

    private record Admitted(CallId id, String pool, Instant came, Instant at, Keeping keeping, long nanos)
            implements Told {}

    /**
     * Who waits until an admission outlives this process.
     *
     * @param hurries whether nobody else keeps it meanwhile
     * @param kept told once the database has it, or the spool
     */
    record Keeping(boolean hurries, Runnable kept) {}

    private record Refused(CallId id, String pool, String why, Instant came, Instant at, long nanos) implements Told {}

    private record Happened(String callSid, CallStory.Moment moment, boolean detail, long nanos) implements Told {}

    private record Over(String callSid, Instant at, long nanos) implements Told {}

    /** Nothing but a wake-up. */
    private record Closing(long nanos) implements Told {}

    // -- what others tell it, on any thread

    void admitted(CallId id, String pool, Instant came, Instant at, Keeping keeping) {
        queue.add(new Admitted(id, pool, came, at, keeping, System.nanoTime()));
    }

    void refused(CallId id, String pool, String why, Instant came, Instant at) {
        queue.add(new Refused(id, pool, why, came, at, System.nanoTime()));
    }

    void happened(String callSid, CallStory.Moment moment) {
        boolean detail = isDetail(moment.event());
        if (detail && detailsQueued.incrementAndGet() > MOST_DETAILS) {
            detailsQueued.decrementAndGet();
            lost.merge(callSid, 1, Integer::sum);
            monitor.detailDropped();
            return;
        }
        queue.add(new Happened(callSid, moment, detail, System.nanoTime()));
    }

    void over(String callSid, Instant at) {
        queue.add(new Over(callSid, at, System.nanoTime()));
    }

    /** Ends the thread once everything it was told is written or spooled. */
    void close() {
        closing = true;
        queue.add(new Closing(System.nanoTime()));
    }

    /** What a record can be without; there may be any number of them in a call. */
    private static boolean isDetail(CallEvent event) {
        return event instanceof CallEvent.Said
                || event instanceof CallEvent.Corrected
                || event instanceof CallEvent.KeysPressed
                || event instanceof CallEvent.TonesPlayed
                || event instanceof CallEvent.Held
                || event instanceof CallEvent.Collecting
                || event instanceof CallEvent.Interrupted
                || event instanceof CallEvent.ToolRun
                || event instanceof CallEvent.AgentNote;
    }

    // -- the thread

    @Override
    public void run() {
        try {
            while (!closing || !queue.isEmpty()) {
                turn(gather());
            }
            Instant now = Instant.now();
            open.values().forEach(call -> call.closed(now));
            nextTryNanos = System.nanoTime();
            turn(List.of());
            spool(open.values().stream().filter(OpenCall::isChanged).toList());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            release();
        }
    }

    private List<Told> gather() throws InterruptedException {
        List<Told> told = new ArrayList<>();
        Told next = queue.poll(IDLE_MS, TimeUnit.MILLISECONDS);
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GATHER_MS);
        while (next != null) {
            told.add(next);
            queue.drainTo(told, MOST_AT_ONCE - told.size());
            boolean hurry = told.size() >= MOST_AT_ONCE
                    || closing
                    || told.stream().anyMatch(one -> one instanceof Admitted call && call.keeping.hurries);
            next = hurry ? null : queue.poll(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
        return told;
    }

    private void turn(List<Told> told) {
        for (Told one : told) {
            try {
                apply(one);
            } catch (RuntimeException e) {
                LOG.error("something told of a call could not be put into its record", e);
            }
        }
        lost.keySet().forEach(callSid -> {
            Integer more = lost.remove(callSid);
            OpenCall call = open.get(callSid);
            if (call != null && more != null) {
                call.lost(more);
            }
        });
        if (System.nanoTime() - nextTryNanos >= 0) {
            save(told.isEmpty() ? System.nanoTime() : told.get(0).nanos());
        } else {
            spoolWhatMatters();
        }
        monitor.waiting(queue.size());
    }

    private void apply(Told told) {
        if (told instanceof Admitted call) {
            OpenCall known = open.get(call.id.callSid());
            if (known == null || known.record().outcome() == Outcome.REFUSED) {
                long came = call.came.toEpochMilli();
                open.put(
                        call.id.callSid(),
                        OpenCall.admitted(call.id, call.pool, came, call.at.toEpochMilli(), settings));
            } else {
                known.admittedAgain(call.pool);
            }
            waiting.add(call.keeping);
        } else if (told instanceof Refused call) {
            if (!open.containsKey(call.id.callSid())) {
                long came = call.came.toEpochMilli();
                open.put(
                        call.id.callSid(),
                        OpenCall.refused(call.id, call.pool, call.why, came, call.at.toEpochMilli(), settings));
            }
        } else if (told instanceof Happened happened) {
            happened(happened);
        } else if (told instanceof Over over) {
            OpenCall call = open.get(over.callSid);
            if (call != null) {
                call.over(over.at);
            }
        }
    }

    private void happened(Happened told) {
        if (told.detail) {
            detailsQueued.decrementAndGet();
        }
        OpenCall call = open.get(told.callSid);
        if (call == null) {
            if (Afterthought.canBe(told.moment.event())) {
                afterthoughts.add(new Afterthought(told.callSid, told.moment));
                if (afterthoughts.size() > MOST_OVER) {
                    afterthoughts.remove();
                    monitor.detailDropped();
                }
            }
            return;
        }
        boolean keep = !told.detail || detailsKept < MOST_DETAILS;
        call.happened(told.moment, settings.transcripts(), keep);
        if (keep) {
            detailsKept++;
        } else {
            monitor.detailDropped();
        }
    }

    // -- the database

    private void save(long sinceNanos) {
        try {
            if (!begun || !spool.isEmpty()) {
                database.open();
                leftovers.settle(open.keySet(), begun);
                begun = true;
                committed.run();
            }
            List<OpenCall> changed =
                    open.values().stream().filter(OpenCall::isChanged).toList();
            if (!changed.isEmpty()) {
                write(changed);
                saved(changed, sinceNanos);
            }
            addAfterthoughts();
            if (trouble != null) {
                LOG.info("records are written to the database again");
            }
            trouble = null;
            retryMs = FIRST_RETRY_MS;
            monitor.database(null);
        } catch (SQLException e) {
            down(e);
        } catch (IOException | RuntimeException e) {
            down(new SQLException(e));
        }
    }

    private void addAfterthoughts() throws SQLException {
        if (afterthoughts.isEmpty()) {
            return;
        }
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            for (Afterthought next = afterthoughts.peek(); next != null; next = afterthoughts.peek()) {
                store.addLater(connection, next);
                connection.commit();
                afterthoughts.remove();
            }
        }
        committed.run();
    }

    /** All at once; if what one of them says is refused, each for itself. */
    private void write(List<OpenCall> calls) throws SQLException {
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            try {
                writeAll(connection, calls);
            } catch (SQLException e) {
                connection.rollback();
                if (Database.isDown(e)) {
                    throw e;
                }
                LOG.error("the database refuses some of {} records, which are written one by one", calls.size(), e);
                for (OpenCall call : calls) {
                    writeOne(connection, call);
                }
            }
        }
    }

    private void writeAll(Connection connection, List<OpenCall> calls) throws SQLException {
        List<OpenCall.Version> versions = new ArrayList<>();
        for (OpenCall call : calls) {
            CallRecord stored =
                    call.isKnown() ? null : store.find(connection, call.record().callSid());
            if (stored == null || call.onTopOf(stored)) {
                versions.add(call.version());
            }
        }
        store.save(connection, versions);
        connection.commit();
    }

    private void writeOne(Connection connection, OpenCall call) throws SQLException {
        try {
            writeAll(connection, List.of(call));
        } catch (SQLException e) {
            connection.rollback();
            if (Database.isDown(e)) {
                throw e;
            }
            LOG.error(
                    "the record of {} is written without its details",
                    call.record().callSid(),
                    e);
            call.withoutDetails();
            try {
                writeAll(connection, List.of(call));
            } catch (SQLException again) {
                connection.rollback();
                if (Database.isDown(again)) {
                    throw again;
                }
                LOG.error(
                        "the record of {} cannot be written at all",
                        call.record().callSid(),
                        again);
                monitor.failed();
            }
        }
    }

    private void saved(List<OpenCall> calls, long sinceNanos) {
        calls.forEach(OpenCall::saved);
        open.values().removeIf(OpenCall::isOver);
        detailsKept = open.values().stream().mapToInt(OpenCall::waiting).sum();
        release();
        monitor.written(calls.size(), java.time.Duration.ofNanos(System.nanoTime() - sinceNanos));
        committed.run();
    }

    // -- without it

    private void down(SQLException e) {
        if (trouble == null) {
            LOG.error("records cannot be written to the database and are spooled: {}", e.getMessage(), e);
        }
        trouble = String.valueOf(e.getMessage());
        monitor.database(trouble);
        nextTryNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(retryMs);
        retryMs = Math.min(LONGEST_RETRY_MS, 2 * retryMs);
        spoolWhatMatters();
    }

    /** That there is a call, and how it ended. */
    private void spoolWhatMatters() {
        spool(open.values().stream().filter(OpenCall::mustBeSpooled).toList());
        release();
        int tooMany = open.size() - MOST_OVER;
        for (Iterator<OpenCall> all = open.values().iterator(); tooMany > 0 && all.hasNext(); ) {
            if (all.next().isOver()) {
                all.remove();
                tooMany--;
            }
        }
    }

    private void spool(List<OpenCall> calls) {
        if (calls.isEmpty()) {
            return;
        }
        try {
            spool.append(calls.stream().map(call -> call.version().record()).toList());
            calls.forEach(call -> {
                call.spooled();
                monitor.spooled();
            });
        } catch (IOException | RuntimeException e) {
            LOG.error("{} records can neither be written nor spooled", calls.size(), e);
            calls.forEach(call -> {
                call.spooled();
                monitor.failed();
            });
        }
    }

    private void release() {
        waiting.forEach(keeping -> keeping.kept.run());
        waiting.clear();
    }
}
