package callgateway.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a process has used so far.
 *
 * @param cpuNanos user and system time of all its threads since it began
 * @param rssBytes memory that is resident now; 0 where the system does not say
 */
record ProcessUsage(long cpuNanos, long rssBytes) {

    /** Empty when there is no such process. */
    static Optional<ProcessUsage> of(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().totalCpuDuration())
                .map(cpu -> new ProcessUsage(cpu.toNanos(), resident(pid)));
    }

    /** This process; the time is 0 where the system does not say. */
    static ProcessUsage own() {
        return of(ProcessHandle.current().pid()).orElse(new ProcessUsage(0, 0));
    }

    /** Cores kept busy since {@code earlier}, which was {@code elapsed} ago. */
    double coresSince(ProcessUsage earlier, Duration elapsed) {
        return (cpuNanos - earlier.cpuNanos) / (double) Math.max(1, elapsed.toNanos());
    }

    /** Linux: {@code VmRSS: 1234 kB} of proc(5). */
    private static long resident(long pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
                }
            }
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
        return 0;
    }
}
