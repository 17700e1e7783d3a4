package callgateway.doctor;

import java.util.List;

/** What Java runs this. */
final class JvmCheck implements Check {
    private static final int LEAST = 17;
    private static final long LITTLE_HEAP = 200L * 1024 * 1024;

    @Override
    public List<Finding> look() {
        int feature = Runtime.version().feature();
        long heap = Runtime.getRuntime().maxMemory();
        String found = "Java " + Runtime.version() + ", " + Runtime.getRuntime().availableProcessors()
                + " processors, heap up to " + heap / (1024 * 1024) + " MiB";
        if (feature < LEAST) {
            return List.of(Finding.wrong(found, "Install Java " + LEAST + " or later and set JAVA_HOME to it."));
        }
        return List.of(
                heap < LITTLE_HEAP
                        ? Finding.warning(found, "Give it more: JAVA_OPTS=-Xmx512m, or more memory to the container.")
                        : Finding.ok(found));
    }
}
