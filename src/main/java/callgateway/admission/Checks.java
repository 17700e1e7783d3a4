package callgateway.admission;

import java.time.Duration;

/** Range checks whose messages name the setting, its value and what is expected. */
final class Checks {
    private static final Duration A_DAY = Duration.ofDays(1);

    private Checks() {}

    static void require(boolean holds, Object name, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
        }
    }

    static void notNegative(String name, long value) {
        require(value >= 0, name, value, ">= 0");
    }

    /** At least a millisecond, which is the finest these clocks know, and at most a day. */
    static void duration(String name, Duration value) {
        require(value.compareTo(Duration.ofMillis(1)) >= 0 && value.compareTo(A_DAY) <= 0, name, value, "1 ms..24 h");
    }
}
