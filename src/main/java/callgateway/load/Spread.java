package callgateway.load;

import java.util.Locale;
import org.HdrHistogram.AbstractHistogram;

/**
 * How a time was spread, in microseconds.
 *
 * @param count how many were measured; the rest is 0 when none was
 */
public record Spread(long count, long p50, long p90, long p99, long p999, long max) {
    /** Of what a histogram of microseconds holds. */
    public static Spread of(AbstractHistogram micros) {
        return new Spread(
                micros.getTotalCount(),
                micros.getValueAtPercentile(50),
                micros.getValueAtPercentile(90),
                micros.getValueAtPercentile(99),
                micros.getValueAtPercentile(99.9),
                micros.getMaxValue());
    }

    /** {@code 1.23 ms}. */
    public static String millis(long micros) {
        return String.format(Locale.ROOT, micros < 100_000 ? "%.2f ms" : "%.0f ms", micros / 1000.0);
    }

    @Override
    public String toString() {
        return count == 0
                ? "none measured"
                : "p50 " + millis(p50) + ", p90 " + millis(p90) + ", p99 " + millis(p99) + ", p99.9 " + millis(p999);
    }
}
