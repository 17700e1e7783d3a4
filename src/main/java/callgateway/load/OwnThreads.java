package callgateway.load;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** CPU time of this generator's threads: one that is busy all the time holds up what it carries. */
final class OwnThreads {
    /** All of them have names that begin so. */
    static final String PREFIX = "load-";

    /**
     * A thread and the share of the time it was busy.
     *
     * @param share 0 to 1
     */
    record Busy(String name, double share) {}

    private final Map<Long, Long> cpuNanos = new HashMap<>();
    private final Map<Long, String> names = new HashMap<>();

    private OwnThreads() {}

    static OwnThreads now() {
        OwnThreads threads = new OwnThreads();
        ThreadMXBean bean = ManagementFactory.getThreadMXBean();
        for (ThreadInfo thread : bean.getThreadInfo(bean.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith(PREFIX)) {
                threads.names.put(thread.getThreadId(), thread.getThreadName());
                threads.cpuNanos.put(thread.getThreadId(), bean.getThreadCpuTime(thread.getThreadId()));
            }
        }
        return threads;
    }

    /** The thread that was busiest since {@code earlier}, which was {@code elapsed} ago. */
    Busy busiestSince(OwnThreads earlier, Duration elapsed) {
        Busy busiest = new Busy("", 0);
        for (Map.Entry<Long, Long> thread : cpuNanos.entrySet()) {
            long used = thread.getValue() - earlier.cpuNanos.getOrDefault(thread.getKey(), 0L);
            double share = used / (double) Math.max(1, elapsed.toNanos());
            if (share > busiest.share) {
                busiest = new Busy(String.valueOf(names.get(thread.getKey())), share);
            }
        }
        return busiest;
    }
}
