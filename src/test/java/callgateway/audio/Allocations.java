package callgateway.audio;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What a piece of hot code allocates on this thread: the least of several runs, because compilation may add to one.
 */
public final class Allocations {
    private static final int WARM_UP = 20_000;
    private static final int RUNS = 5;
    private static final int CALLS = 2_000;

    private Allocations() {}

    /** Whole bytes per call. */
    public static long during(Runnable hot) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        repeat(hot, WARM_UP);
        long least = Long.MAX_VALUE;
        for (int run = 0; run < RUNS; run++) {
            long before = threads.getThreadAllocatedBytes(self);
            repeat(hot, CALLS);
            least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
        }
        return least / CALLS;
    }

    private static void repeat(Runnable hot, int times) {
        for (int i = 0; i < times; i++) {
            hot.run();
        }
    }
}
