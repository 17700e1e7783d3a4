package callgateway.routing;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Some hours on some days. A span whose end is not after its start ends on the next day, and belongs to the day it starts on.
 *
 * @param days the days it starts on
 * @param from when it starts
 * @param until when it ends; midnight is the end of the day
 */
public record OpenSpan(Set<DayOfWeek> days, LocalTime from, LocalTime until) {
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final Pattern SPAN = Pattern.compile(
            "([a-z,-]+)\\s+([01]?[0-9]|2[0-3]):([0-5][0-9])\\s*-\\s*(?:([01]?[0-9]|2[0-3]):([0-5][0-9])|(24):00)");

    /** Refuses a span without a day. */
    public OpenSpan {
        days = Set.copyOf(days);
        if (days.isEmpty()) {
            throw new IllegalArgumentException("no day (expected: such as Mon-Fri 08:00-18:00)");
        }
    }

    /**
     * Reads one as an operator writes it: {@code Mon-Fri 08:00-18:00}, {@code Sat,Sun 09:00-13:00}, {@code Fri 22:00-02:00}.
     *
     * @throws IllegalArgumentException with a line for the operator
     */
    public static OpenSpan parse(String written) {
        Matcher span = SPAN.matcher(written.strip().toLowerCase(Locale.ROOT));
        if (!span.matches()) {
            throw wrong(written);
        }
        LocalTime from = time(span.group(2), span.group(3));
        LocalTime until = span.group(6) != null ? LocalTime.MIDNIGHT : time(span.group(4), span.group(5));
        if (from.equals(until) && span.group(6) == null) {
            throw new IllegalArgumentException(
                    written + " is no time at all (expected: different times; all day is 00:00-24:00)");
        }
        return new OpenSpan(days(span.group(1), written), from, until);
    }

    /** Whether the one that starts on {@code date}, if any does, covers the instant. */
    boolean covers(LocalDate date, ZoneId zone, Instant instant) {
        if (!days.contains(date.getDayOfWeek())) {
            return false;
        }
        LocalDate lastDay = until.isAfter(from) ? date : date.plusDays(1);
        return !instant.isBefore(start(date.atTime(from), zone)) && instant.isBefore(end(lastDay.atTime(until), zone));
    }

    /** The first time clocks show this; when they skip it, the moment they do. */
    private static Instant start(LocalDateTime time, ZoneId zone) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(time);
        return offsets.isEmpty() ? zone.getRules().getTransition(time).getInstant() : time.toInstant(offsets.get(0));
    }

    /** The last time clocks show this, so that a span is one piece on the night when an hour comes twice. */
    private static Instant end(LocalDateTime time, ZoneId zone) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(time);
        return offsets.isEmpty()
                ? zone.getRules().getTransition(time).getInstant()
                : time.toInstant(offsets.get(offsets.size() - 1));
    }

    private static Set<DayOfWeek> days(String text, String written) {
        Set<DayOfWeek> all = EnumSet.noneOf(DayOfWeek.class);
        for (String part : text.split(",", -1)) {
            String[] ends = part.split("-", -1);
            if (ends.length > 2) {
                throw wrong(written);
            }
            int last = DAYS.indexOf(ends[ends.length - 1]);
            int day = DAYS.indexOf(ends[0]);
            if (day < 0 || last < 0) {
                throw wrong(written);
            }
            all.add(DayOfWeek.of(day + 1));
            while (day != last) {
                day = (day + 1) % DAYS.size();
                all.add(DayOfWeek.of(day + 1));
            }
        }
        return all;
    }

    private static LocalTime time(String hour, String minute) {
        return LocalTime.of(Integer.parseInt(hour), Integer.parseInt(minute));
    }

    private static IllegalArgumentException wrong(String written) {
        return new IllegalArgumentException(
                written + " (expected: days and times such as Mon-Fri 08:00-18:00 or Sat,Sun 09:00-13:00)");
    }
}
