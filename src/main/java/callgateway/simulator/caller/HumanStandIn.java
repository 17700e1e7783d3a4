package callgateway.simulator.caller;

import java.time.Duration;
import java.util.Set;

/**
 * Who picks up what a gateway dials, and when.
 *
 * @param status what becomes of each {@code <Dial>}: {@code completed}, {@code busy}, {@code no-answer}, {@code failed}
 * @param rings before that; no longer than the {@code timeout} of the {@code <Dial>}, at which nobody has answered
 * @param talks how long the human talks before hanging up, when the call is completed
 * @param manner what whoever picks up does with what is said to them before they are connected
 */
public record HumanStandIn(String status, Duration rings, Duration talks, Manner manner) {
    static final String COMPLETED = "completed";
    static final String NO_ANSWER = "no-answer";

    /** What is done with a call before it is connected. */
    public enum Manner {
        /** Listens, and presses 1 when keys are asked for. */
        TAKES,
        /** Listens, and presses nothing: a voicemail. */
        VOICEMAIL,
        /** Hangs up instead of listening. */
        DECLINES
    }

    private static final Set<String> STATUSES = Set.of(COMPLETED, "busy", NO_ANSWER, "failed", "canceled");

    public HumanStandIn {
        if (!STATUSES.contains(status)) {
            throw new IllegalArgumentException("status: " + status + " (expected: one of " + STATUSES + ")");
        }
        if (rings.isNegative() || talks.isNegative()) {
            throw new IllegalArgumentException("rings, talks: " + rings + ", " + talks + " (expected: >= 0)");
        }
    }

    /** Who takes what they have picked up. */
    public HumanStandIn(String status, Duration rings, Duration talks) {
        this(status, rings, talks, Manner.TAKES);
    }

    public HumanStandIn withManner(Manner value) {
        return new HumanStandIn(status, rings, talks, value);
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
