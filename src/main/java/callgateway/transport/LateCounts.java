package callgateway.transport;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How often something on a loop came how late: a histogram with fixed bounds. Counted by the loop alone, without an object
 * and without a lock; read by anybody, who may see it a moment old.
 */
public final class LateCounts {
    /** The upper bounds, ms; what is beyond the last one has a count of its own. */
    private static final long[] BOUNDS_MS = {1, 2, 5, 10, 20, 40, 80, 160, 320, 640, 1280};

    private static final long NANOS_PER_MS = 1_000_000;

    private final AtomicLongArray counts = new AtomicLongArray(BOUNDS_MS.length + 1);
    private final AtomicLong sumNanos = new AtomicLong();

    /** So many nanoseconds late; what came early came in time. Loop thread only. */
    public void add(long lateNanos) {
        long late = Math.max(0, lateNanos);
        int at = 0;
        while (at < BOUNDS_MS.length && late > BOUNDS_MS[at] * NANOS_PER_MS) {
            at++;
        }
        // One writer: an addition without a bus lock.
        counts.lazySet(at, counts.getPlain(at) + 1);
        sumNanos.lazySet(sumNanos.getPlain() + late);
    }

    /** The upper bounds of all counts but the last, ms, ascending. */
    public static long[] boundsMs() {
        return BOUNDS_MS.clone();
    }

    /** How many there were up to each bound and not up to the one before; the last one is of those beyond all. */
    public long[] counts() {
        long[] now = new long[counts.length()];
        for (int i = 0; i < now.length; i++) {
            now[i] = counts.get(i);
        }
        return now;
    }

    /** All lateness together, ns. */
    public long sumNanos() {
        return sumNanos.get();
    }
}
