package callgateway.simulator.caller;

import java.time.Duration;
import java.util.Set;

/**
 * Who picks up what a gateway dials, and when.
 *
 * @param status what becomes of each {@code <Dial>}: {@code completed}, {@code busy}, {@code no-answer}, {@code failed}
 * @param rings before that; no longer than the {@code timeout} of the {@code <Dial>}, at which nobody has answered
 * @param talks how long the human talks before hanging up, when the call is completed
 */
public record HumanStandIn(String status, Duration rings, Duration talks) {
    static final String COMPLETED = "completed";
    static final String NO_ANSWER = "no-answer";

    private static final Set<String> STATUSES = Set.of(COMPLETED, "busy", NO_ANSWER, "failed", "canceled");

    public HumanStandIn {
        if (!STATUSES.contains(status)) {
            throw new IllegalArgumentException("status: " + status + " (expected: one of " + STATUSES + ")");
        }
        if (rings.isNegative() || talks.isNegative()) {
            throw new IllegalArgumentException("rings, talks: " + rings + ", " + talks + " (expected: >= 0)");
        }
    }

    public static HumanStandIn answers(Duration rings, Duration talks) {
        return new HumanStandIn(COMPLETED, rings, talks);
    }

    public static HumanStandIn busy() {
        return atOnce("busy");
    }

    /** Lets it ring until the gateway's {@code timeout}. */
    public static HumanStandIn absent() {
        return new HumanStandIn(NO_ANSWER, Duration.ofDays(1), Duration.ZERO);
    }

    /** Takes no time. */
    public static HumanStandIn atOnce(String status) {
        return new HumanStandIn(status, Duration.ZERO, Duration.ZERO);
    }

    boolean answersWithin(Duration timeout) {
        return status.equals(COMPLETED) && rings.compareTo(timeout) <= 0;
    }
}
