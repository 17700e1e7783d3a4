package callgateway.doctor;

import callgateway.doctor.Finding.Status;
import java.time.Duration;
import java.util.List;

/**
 * What one check found.
 *
 * @param name of the check, as {@code --only} takes it
 * @param findings at least one
 * @param took how long it looked
 */
public record CheckReport(String name, List<Finding> findings, Duration took) {
    /** Keeps a copy. */
    public CheckReport {
        findings = List.copyOf(findings);
        if (findings.isEmpty()) {
            throw new IllegalArgumentException(name + ": no findings (expected: at least one)");
        }
    }

    /** The worst of the findings. */
    public Status status() {
        return findings.stream().map(Finding::status).max(Status::compareTo).orElse(Status.SKIPPED);
    }
}
