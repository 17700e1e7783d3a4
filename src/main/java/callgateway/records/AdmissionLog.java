package callgateway.records;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Admissions that the database need not have yet: on the disk before their webhooks are answered, so that a webhook waits for
 * one write into a file that is there already, together with whoever else waits, and never for a transaction.
 *
 * <p>Two {@linkplain LogSegment segments} of a fixed size take turns; one is used again when the database has all of it. What
 * is found in them when a process begins is what the one before it had promised last. When both are full, or cannot be
 * written, an admission is for the database alone to keep.
 *
 * <p>One thread of its own, until it is interrupted; any thread may add.
 */
final class AdmissionLog implements Runnable, Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(AdmissionLog.class);
    private static final int MOST_WAITING = 4096;
    private static final int MOST_AT_ONCE = 256;

    private final ObjectMapper json = new ObjectMapper();
    private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(MOST_WAITING);
    private final RecordsMonitor monitor;
    private final LogSegment first;
    private final LogSegment second;
    private final List<CallRecord> found = new ArrayList<>();
    private LogSegment active;
    private volatile boolean broken;

    /**
     * Opens what is there, or begins anew.
     *
     * @param folder must exist
     */
    AdmissionLog(Path folder, RecordsMonitor monitor) throws IOException {
        this.monitor = monitor;
        first = LogSegment.open(folder.resolve("admissions-1.log"));
        try {
            second = LogSegment.open(folder.resolve("admissions-2.log"));
        } catch (IOException e) {
            first.close();
            throw e;
        }
        active = first;
        for (LogSegment segment : List.of(first, second)) {
            for (byte[] entry : segment.found()) {
                found.add(json.readValue(entry, CallRecord.class));
            }
        }
    }

    /** What an earlier process had in it. */
    List<CallRecord> found() {
        return List.copyOf(found);
    }

    /** What was {@link #found} is elsewhere by now. */
    void begin() {
        first.begin();
        second.begin();
    }

    /** One admission. */
    final class Entry {
        private final CallRecord record;
        private final CompletableFuture<Void> kept;
        private @Nullable LogSegment in;
        private boolean settled;

        private Entry(CallRecord record, CompletableFuture<Void> kept) {
            this.record = record;
            this.kept = kept;
        }

        /** It is in the database, or in the spool: it need not be here. */
        void settled() {
            synchronized (AdmissionLog.this) {
                settled = true;
                if (in != null) {
                    in.settled();
                }
            }
            kept.complete(null);
        }
    }

    /**
     * Adds one.
     *
     * @param kept completed, on this log's thread, once it is on the disk; not if that fails
     * @return null when there is no room: then the database has to hurry
     */
    @Nullable
    Entry add(CallRecord record, CompletableFuture<Void> kept) {
        Entry entry = new Entry(record, kept);
        if (!broken && queue.offer(entry)) {
            return entry;
        }
        monitor.unlogged(broken ? RecordsMonitor.Unlogged.BROKEN : RecordsMonitor.Unlogged.FULL);
        return null;
    }

    @Override
    public void run() {
        List<Entry> taken = new ArrayList<>();
        try {
            while (true) {
                taken.add(queue.take());
                queue.drainTo(taken, MOST_AT_ONCE - 1);
                write(taken);
                taken.clear();
            }
        } catch (InterruptedException e) {
            // The end. Whoever still waits is kept by the database.
            Thread.currentThread().interrupt();
        }
    }

    private void write(List<Entry> entries) {
        if (broken) {
            // What came before it failed: behind something torn nothing would be found.
            entries.forEach(entry -> monitor.unlogged(RecordsMonitor.Unlogged.BROKEN));
            return;
        }
        LogSegment written = active;
        List<Entry> done = new ArrayList<>(entries.size());
        try {
            for (Entry entry : entries) {
                byte[] line = json.writeValueAsBytes(entry.record);
                LogSegment into = put(entry, line);
                if (into != null && into != written) {
                    written.force();
                    written = into;
                }
                if (into != null) {
                    done.add(entry);
                }
            }
            written.force();
        } catch (IOException e) {
            broken = true;
            entries.forEach(entry -> monitor.unlogged(RecordsMonitor.Unlogged.BROKEN));
            LOG.error("admissions cannot be logged and are committed one by one: {}", e.toString(), e);
            return;
        }
        done.forEach(entry -> entry.kept.complete(null));
    }

    /** Returns where it is; null when there is no room for it, or it need not be here any more. */
    private synchronized @Nullable LogSegment put(Entry entry, byte[] line) throws IOException {
        if (entry.settled) {
            return null;
        }
        if (!active.hasRoom(line.length)) {
            LogSegment other = active == first ? second : first;
            if (!other.isSettled()) {
                monitor.unlogged(RecordsMonitor.Unlogged.FULL);
                return null;
            }
            active = other;
        }
        active.put(line);
        entry.in = active;
        return active;
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}
