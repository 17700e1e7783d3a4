package callgateway.recording;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes recordings that are as old as their pools keep them. Looks into one folder at a time, and into each about once an
 * hour: no matter how many there are, nobody waits long behind it. Belongs to one thread.
 */
final class RecordingSweep {
    /** Of 256 folders, each within the hour. */
    static final long PACE_MS = 3_600_000 / 256;

    private static final Logger LOG = LoggerFactory.getLogger(RecordingSweep.class);

    private final RecordingFolder folder;
    private final Predicate<String> isBeingWritten;
    private final Consumer<RecordingPart> deleted;
    private final InstantSource clock;
    private final Deque<Path> toLookAt = new ArrayDeque<>();

    RecordingSweep(
            RecordingFolder folder,
            Predicate<String> isBeingWritten,
            Consumer<RecordingPart> deleted,
            InstantSource clock) {
        this.folder = folder;
        this.isBeingWritten = isBeingWritten;
        this.deleted = deleted;
        this.clock = clock;
    }

    /** Looks into the next folder. */
    void sweepOne() {
        try {
            if (toLookAt.isEmpty()) {
                toLookAt.addAll(folder.shards());
            }
            Path next = toLookAt.poll();
            if (next != null) {
                sweep(next);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("old recordings are not deleted this time: {}", e.toString());
        }
    }

    void sweepAll() {
        do {
            sweepOne();
        } while (!toLookAt.isEmpty());
    }

    private void sweep(Path shard) throws IOException {
        for (String name : folder.names(shard, file -> file.endsWith(RecordingFolder.WAV))) {
            if (isBeingWritten.test(name)) {
                continue;
            }
            RecordingPart part = folder.read(name);
            if (part != null && !clock.instant().isBefore(part.keepUntil()) && folder.delete(name)) {
                deleted.accept(part);
            }
        }
    }
}
