package callgateway.doctor;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/** Whether the process may open as many sockets as its calls need. */
final class DescriptorsCheck implements Check {
    /** The caller's socket, the agent's, and a webhook in between. */
    private static final int PER_CALL = 3;
    /** Files, ports, connections of the admin port. */
    private static final int BESIDES = 200;

    private final int maxCalls;

    DescriptorsCheck(SetUp setUp) {
        this(setUp.settings.calls().maxCalls());
    }

    DescriptorsCheck(int maxCalls) {
        this.maxCalls = maxCalls;
    }

    @Override
    public List<Finding> look() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
            return List.of(judge(unix.getMaxFileDescriptorCount()));
        }
        return List.of(Finding.ok("this system has no such limit"));
    }

    Finding judge(long limit) {
        long needed = (long) PER_CALL * maxCalls + BESIDES;
        String found = "at most " + limit + " open files; calls.max-calls = " + maxCalls + " needs about " + needed;
        return limit < needed
                ? Finding.warning(
                        found,
                        "Raise the limit (ulimit -n " + needed + ", or LimitNOFILE= of the service), or lower"
                                + " calls.max-calls (MAX_CALLS).")
                : Finding.ok(found);
    }
}
