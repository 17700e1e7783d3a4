package callgateway.records;

import callgateway.logging.CallLog;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is in the outbox: of each call one event at a time and the oldest first, and of all calls as many at once as the
 * settings allow. An event that is not delivered is sent again later, until it is too old and becomes a dead letter. When
 * several in a row have failed, the receiver is taken to be down: then one at a time tries it, and once it is back everything
 * that waits is sent at once. Everything happens in {@link #turn}, on one thread.
 */
final class Outbox implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final CallLog CALLS = new CallLog(LOG);
    private static final int DOWN_AFTER = 5;
    private static final long LONGEST_SLEEP_MS = 1000;
    private static final long AFTER_TROUBLE_MS = 1000;
    private static final long BEHIND_ANOTHER_MS = 200;
    private static final long COUNT_EVERY_MS = 1000;
    private static final int LONGEST_ERROR = 250;

    private final Database database;
    private final OutboxStore store;
    private final EventSender sender;
    private final EventSettings settings;
    private final RetryDelays delays;
    private final InstantSource clock;
    private final RecordsMonitor monitor;
    private final Semaphore wakeUps = new Semaphore(0);
    private final Queue<Done> done = new ConcurrentLinkedQueue<>();
    private final List<Done> unwritten = new ArrayList<>();
    private final Set<String> callsInFlight = new HashSet<>();
    private int failuresInRow;
    private long countedMs;
    private volatile boolean closed;

    Outbox(
            Database database,
            OutboxStore store,
            EventSender sender,
            EventSettings settings,
            InstantSource clock,
            RandomGenerator random,
            RecordsMonitor monitor) {
        this.database = database;
        this.store = store;
        this.sender = sender;
        this.settings = settings;
        this.delays = new RetryDelays(settings.firstRetry(), settings.longestRetry(), random);
        this.clock = clock;
        this.monitor = monitor;
    }

    private record Done(OutboxEntry entry, EventSender.Reply reply) {}

    @Override
    public void run() {
        try {
            while (!closed) {
                long sleepMs;
                try {
                    sleepMs = turn();
                } catch (SQLException | RuntimeException e) {
                    LOG.debug("the outbox cannot be read or written", e);
                    sleepMs = AFTER_TROUBLE_MS;
                }
                wakeUps.tryAcquire(sleepMs, TimeUnit.MILLISECONDS);
                wakeUps.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** There may be something new. Any thread. */
    void wake() {
        wakeUps.release();
    }

    void close() {
        closed = true;
        wake();
    }

    /**
     * Writes down what has become of what was sent, and sends what is due.
     *
     * @return after how many milliseconds there may be more to do, unless it is woken
     */
    long turn() throws SQLException {
        long now = clock.millis();
        try (Connection connection = database.connection()) {
            boolean busy = writeDown(connection, now);
            int free = (failuresInRow >= DOWN_AFTER ? 1 : settings.maxInFlight()) - callsInFlight.size();
            if (free > 0) {
                for (OutboxEntry entry : store.due(connection, now, free + callsInFlight.size())) {
                    if (free > 0 && callsInFlight.add(entry.callSid())) {
                        free--;
                        busy = true;
                        send(entry);
                    }
                }
            }
            count(connection, now, busy);
            Long next = store.nextDue(connection);
            if (next == null || !callsInFlight.isEmpty()) {
                return LONGEST_SLEEP_MS;
            }
            // What is due and was not sent stands behind an event of its call that is not due yet.
            return next <= now ? BEHIND_ANOTHER_MS : Math.min(LONGEST_SLEEP_MS, next - now);
        }
    }

    private void send(OutboxEntry entry) {
        sender.send(entry).whenComplete((reply, failure) -> {
            done.add(new Done(entry, reply == null ? new EventSender.Reply(false, false, "not sent") : reply));
            wake();
        });
    }

    /** Counting a long backlog takes a while: not at every turn of one that is being sent. */
    private void count(Connection connection, long now, boolean busy) throws SQLException {
        if (!busy || now - countedMs >= COUNT_EVERY_MS) {
            countedMs = now;
            monitor.outbox(store.count(connection, OutboxEntry.PENDING), store.count(connection, OutboxEntry.DEAD));
        }
    }

    /** Returns whether there was anything to write. */
    private boolean writeDown(Connection connection, long now) throws SQLException {
        for (Done next = done.poll(); next != null; next = done.poll()) {
            unwritten.add(next);
        }
        if (unwritten.isEmpty()) {
            return false;
        }
        boolean wasDown = failuresInRow >= DOWN_AFTER;
        List<OutboxStore.Sent> sent = new ArrayList<>();
        boolean back = false;
        for (Done one : unwritten) {
            sent.add(judged(one, now));
            back |= one.reply.delivered();
        }
        connection.setAutoCommit(false);
        store.sent(connection, sent);
        if (wasDown && back) {
            store.hasten(connection, now);
        }
        connection.commit();
        connection.setAutoCommit(true);
        for (Done one : unwritten) {
            callsInFlight.remove(one.entry.callSid());
            failuresInRow = one.reply.delivered() ? 0 : failuresInRow + 1;
        }
        unwritten.clear();
        sent.forEach(one -> monitor.sent(
                switch (one.state()) {
                    case OutboxEntry.DELIVERED -> RecordsMonitor.Sent.DELIVERED;
                    case OutboxEntry.DEAD -> RecordsMonitor.Sent.DEAD;
                    default -> RecordsMonitor.Sent.FAILED;
                }));
        return true;
    }

    private OutboxStore.Sent judged(Done one, long now) {
        OutboxEntry entry = one.entry;
        if (one.reply.delivered()) {
            return new OutboxStore.Sent(entry, OutboxEntry.DELIVERED, now, now, null);
        }
        String what = OpenCall.clean(one.reply.what(), LONGEST_ERROR);
        if (one.reply.hopeless()
                || now - entry.createdMs() >= settings.giveUpAfter().toMillis()) {
            CALLS.warn(
                    entry.callSid(),
                    "event {} is given up after {} attempts: {}",
                    entry.id(),
                    entry.attempts() + 1,
                    what);
            return new OutboxStore.Sent(entry, OutboxEntry.DEAD, now, now, what);
        }
        long next = now + delays.after(entry.attempts() + 1);
        return new OutboxStore.Sent(entry, OutboxEntry.PENDING, next, now, what);
    }
}
