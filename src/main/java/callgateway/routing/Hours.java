package callgateway.routing;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

/**
 * When a pool is open, by the clocks of one place.
 *
 * @param zone the place, with its daylight-saving rules
 * @param open the spans; they may overlap
 */
public record Hours(ZoneId zone, List<OpenSpan> open) {
    /** Refuses hours that never come. */
    public Hours {
        open = List.copyOf(open);
        if (open.isEmpty()) {
            throw new IllegalArgumentException("open: empty (expected: such as [\"Mon-Fri 08:00-18:00\"])");
        }
    }

    /**
     * Reads a place.
     *
     * @throws IllegalArgumentException with a line for the operator
     */
    public static ZoneId zone(String written) {
        try {
            return ZoneId.of(written);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "zone: " + written + " (expected: a place such as Europe/Berlin, or UTC)", e);
        }
    }

    /** Whether it is open then; a span's start belongs to it, its end does not. */
    public boolean isOpen(Instant instant) {
        LocalDate today = instant.atZone(zone).toLocalDate();
        return open.stream()
                .anyMatch(span -> span.covers(today, zone, instant) || span.covers(today.minusDays(1), zone, instant));
    }
}
