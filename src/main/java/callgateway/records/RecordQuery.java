package callgateway.records;

import org.jspecify.annotations.Nullable;

/**
 * Which records somebody wants to see.
 *
 * @param limit at most so many, 1 to 500
 * @param fromMs came at or after; null for any
 * @param toMs came before; null for any
 * @param pool of this pool; null for any
 * @param outcome with this outcome; null for any
 * @param after only those that follow this place; null from the newest on
 */
public record RecordQuery(
        int limit,
        @Nullable Long fromMs,
        @Nullable Long toMs,
        @Nullable String pool,
        @Nullable Outcome outcome,
        @Nullable Place after) {
    /** Most records of one answer. */
    public static final int MOST = 500;

    /** Holds the range of the limit. */
    public RecordQuery {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: 1.." + MOST + ")");
        }
    }

    /** A record's place among all, newest first. */
    public record Place(long cameMs, String callSid) {}
}
