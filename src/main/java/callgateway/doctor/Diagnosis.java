package callgateway.doctor;

import callgateway.doctor.Finding.Status;
import java.util.List;

/**
 * What all checks found.
 *
 * @param checks in their usual order
 */
public record Diagnosis(List<CheckReport> checks) {
    /** Nothing is wrong; there may be warnings. */
    public static final int EXIT_OK = 0;
    /** Something is wrong. */
    public static final int EXIT_PROBLEMS = 1;
    /** The configuration is; nothing that needs it was looked at. */
    public static final int EXIT_CONFIGURATION = 2;

    /** Keeps a copy. */
    public Diagnosis {
        checks = List.copyOf(checks);
    }

    /** How many checks ended so. */
    public long count(Status status) {
        return checks.stream().filter(check -> check.status() == status).count();
    }

    /** The exit code of the command. */
    public int exitCode() {
        boolean unusable = checks.stream()
                .anyMatch(check -> check.name().equals(Subject.CONFIGURATION.word()) && check.status() == Status.WRONG);
        return unusable ? EXIT_CONFIGURATION : count(Status.WRONG) > 0 ? EXIT_PROBLEMS : EXIT_OK;
    }
}
