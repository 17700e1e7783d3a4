package callgateway.admission;

import java.time.Duration;

/**
 * What a caller brings along who has stood in line before, on another node or in an earlier process of this one.
 *
 * @param waited for how long, all turns together; not negative
 * @param first whether before all who were not turned away
 */
public record Place(Duration waited, boolean first) {
    /** Of a caller who has just come. */
    public static final Place NEW = new Place(Duration.ZERO, false);

    /** Holds the range. */
    public Place {
        if (waited.isNegative()) {
            throw new IllegalArgumentException("waited: " + waited + " (expected: not negative)");
        }
    }

    /** Whether there is nothing to bring along. */
    public boolean isNew() {
        return waited.isZero() && !first;
    }
}
