package callgateway.admission.share;

import java.time.Duration;

/**
 * How long who believes what.
 *
 * @param valid how long a node's share holds from when it asked
 * @param checked how old the coordinator's last proof may be that there is no later one, when it lets a share go on
 * @param margin by how much clocks may run apart over all these times
 * @param silent after how long without a report a node is not counted on, and asked whether it is dead
 * @param longestCall the longest a call can go on
 */
public record ShareTimes(Duration valid, Duration checked, Duration margin, Duration silent, Duration longestCall) {
    /** Holds the ranges. */
    public ShareTimes {
        if (checked.compareTo(valid) >= 0 || silent.isZero() || silent.isNegative()) {
            throw new IllegalArgumentException("checked: " + checked + " (expected: less than valid, " + valid + ")");
        }
    }

    /** For calls of at most so long. */
    public static ShareTimes of(Duration longestCall) {
        return new ShareTimes(
                Duration.ofSeconds(60),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(3),
                longestCall);
    }

    /** After so much silence everything that a node ever held has ended. */
    long overAfterMillis() {
        return valid.plus(checked).plus(margin).plus(longestCall).toMillis();
    }
}
