package callgateway.recording;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether there is room on the disk. Looks at it from a writer's thread; read from any. */
final class RoomCheck {
    private static final Logger LOG = LoggerFactory.getLogger(RoomCheck.class);
    private static final long EVERY_NANOS = 5_000_000_000L;

    private final Disk disk;
    private final Path folder;
    private final long leastBytes;
    private volatile boolean low;
    private long lookedNanos = System.nanoTime() - EVERY_NANOS;

    RoomCheck(Disk disk, RecordingSettings settings) {
        this.disk = disk;
        this.folder = settings.folder();
        this.leastBytes = settings.minFreeBytes();
    }

    boolean isLow() {
        return low;
    }

    /** From time to time. */
    synchronized void look() {
        if (System.nanoTime() - lookedNanos >= EVERY_NANOS) {
            isLowNow();
        }
    }

    /** After a failure: whether that is why. */
    synchronized boolean isLowNow() {
        lookedNanos = System.nanoTime();
        Path there = folder.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        try {
            long free = disk.usableBytes(there);
            // Even without a floor a full disk is one.
            boolean now = free < Math.max(leastBytes, TapeFile.Scratch.BYTES);
            if (now != low) {
                LOG.warn(
                        now ? "nothing is recorded: {} bytes free at {}" : "there is room again: {} bytes at {}",
                        free,
                        there);
            }
            low = now;
        } catch (IOException e) {
            LOG.debug("the room on the disk is not known", e);
        }
        return low;
    }
}
