package callgateway.omni;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The {@code Retry-After} header: seconds or an HTTP date; anything else, or more than a day, is no answer. */
final class RetryAfter {
    private static final Duration MAX = Duration.ofDays(1);
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    private RetryAfter() {}

    static @Nullable Duration of(Iterable<? extends Map.Entry<String, String>> headers, Instant now) {
        String value = first(headers, "retry-after");
        if (value == null) {
            return null;
        }
        Duration wait = SECONDS.matcher(value).matches()
                ? Duration.ofSeconds(Long.parseLong(value))
                : until(date(value), date(first(headers, "date")), now);
        return wait == null || wait.compareTo(MAX) > 0 ? null : wait;
    }

    static Duration untilNextUtcDay(Instant now) {
        ZonedDateTime utc = now.atZone(ZoneOffset.UTC);
        return Duration.between(utc, utc.truncatedTo(ChronoUnit.DAYS).plusDays(1));
    }

    /** The value of the first of the names that is there, whatever its case; stripped, null when empty. */
    static @Nullable String first(Iterable<? extends Map.Entry<String, String>> headers, String... names) {
        for (String name : names) {
            for (Map.Entry<String, String> header : headers) {
                if (header.getKey().equalsIgnoreCase(name) && !header.getValue().isBlank()) {
                    return header.getValue().strip();
                }
            }
        }
        return null;
    }

    /** Measured on the sender's clock if it told the time, so that a clock that is off here does no harm. */
    private static @Nullable Duration until(@Nullable Instant then, @Nullable Instant sent, Instant now) {
        if (then == null) {
            return null;
        }
        Duration wait = Duration.between(sent != null ? sent : now, then);
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    private static @Nullable Instant date(@Nullable String value) {
        if (value == null) {
            return null;
        }
        try {
            return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value));
        } catch (DateTimeException notADate) {
            return null;
        }
    }
}
