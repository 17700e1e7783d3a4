package callgateway.simulator.caller;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long things take a caller.
 *
 * @param scale of the time that sounds, pauses, ringing, talks with humans and messages take: 1 is real, 0.1 is ten times
 *     as fast; above 0, at most 1. A gateway's media streams and {@code patience} are always real
 * @param patience how long the caller waits, ringing or in a queue, before hanging up; null: for ever
 * @param message how long the caller speaks after the beep; zero: says nothing
 */
public record CallerTimes(double scale, @Nullable Duration patience, Duration message) {
    /** As in life, with endless patience and a message of ten seconds. */
    public static final CallerTimes REAL = new CallerTimes(1, null, Duration.ofSeconds(10));

    public CallerTimes {
        if (!(scale > 0 && scale <= 1)) {
            throw new IllegalArgumentException("scale: " + scale + " (expected: above 0, at most 1)");
        }
        if (patience != null && (patience.isNegative() || patience.isZero())) {
            throw new IllegalArgumentException("patience: " + patience + " (expected: > 0)");
        }
        if (message.isNegative()) {
            throw new IllegalArgumentException("message: " + message + " (expected: >= 0)");
        }
    }

    public static CallerTimes scaled(double scale) {
        return new CallerTimes(scale, REAL.patience, REAL.message);
    }

    public CallerTimes withPatience(Duration value) {
        return new CallerTimes(scale, value, message);
    }

    public CallerTimes withMessage(Duration value) {
        return new CallerTimes(scale, patience, value);
    }

    /** How long something of this length takes, in nanoseconds. */
    long nanos(Duration length) {
        return (long) (scale * length.toNanos());
    }
}
