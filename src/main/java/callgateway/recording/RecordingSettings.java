package callgateway.recording;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where recordings are and what they may take.
 *
 * @param folder where; made when it is first needed
 * @param threads how many write, 1 to 16
 * @param maxBacklog how much of a call may wait for a slow disk, 1 to 60 s
 * @param minFreeBytes with less room than this on the disk nothing is recorded
 */
public record RecordingSettings(Path folder, int threads, Duration maxBacklog, long minFreeBytes) {
    /** Holds the ranges; messages begin with the setting's name. */
    public RecordingSettings {
        if (threads < 1 || threads > 16) {
            throw new IllegalArgumentException("threads: " + threads + " (expected: 1..16)");
        }
        if (maxBacklog.toMillis() < 1000 || maxBacklog.toMillis() > 60_000) {
            throw new IllegalArgumentException("max-backlog: " + maxBacklog.toMillis() + " ms (expected: 1s to 60s)");
        }
        if (minFreeBytes < 0) {
            throw new IllegalArgumentException("min-free: " + minFreeBytes + " (expected: 0 or more)");
        }
    }
}
