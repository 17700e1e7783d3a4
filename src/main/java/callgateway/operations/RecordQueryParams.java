package callgateway.operations;

import callgateway.records.CallRecord;
import callgateway.records.Outcome;
import callgateway.records.RecordQuery;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what somebody wants to see of records and of the outbox; everything that makes no sense is refused by name. */
final class RecordQueryParams {
    private static final int USUAL = 50;
    private static final int LONGEST_POOL = 255;
    private static final Pattern PLACE = Pattern.compile("([0-9]{1,15})-(CA[0-9a-zA-Z]{1,62})");
    private static final List<String> STATES = List.of("dead", "pending", "delivered");

    private RecordQueryParams() {}

    static RecordQuery query(Map<String, List<String>> params) {
        onlyKnows(params, "limit", "from", "to", "pool", "outcome", "after");
        return new RecordQuery(
                limit(params),
                time(params, "from"),
                time(params, "to"),
                pool(one(params, "pool")),
                outcome(one(params, "outcome")),
                after(one(params, "after")));
    }

    /** What part of the outbox. */
    record OutboxQuery(String state, int limit) {}

    static OutboxQuery outbox(Map<String, List<String>> params) {
        onlyKnows(params, "limit", "state");
        String state = one(params, "state");
        if (state != null && !STATES.contains(state)) {
            throw bad("state", state, "one of " + String.join(", ", STATES));
        }
        int limit = limit(params);
        if (limit < 1 || limit > RecordQuery.MOST) {
            throw bad("limit", String.valueOf(limit), "1.." + RecordQuery.MOST);
        }
        return new OutboxQuery(state == null ? STATES.get(0) : state, limit);
    }

    /** Where the next page begins. */
    static String place(CallRecord last) {
        return last.cameMs() + "-" + last.callSid();
    }

    private static void onlyKnows(Map<String, List<String>> params, String... known) {
        Set<String> unknown = new TreeSet<>(params.keySet());
        unknown.removeAll(Arrays.asList(known));
        if (!unknown.isEmpty()) {
            throw bad("parameter", unknown.iterator().next(), "some of " + String.join(", ", known));
        }
    }

    private static int limit(Map<String, List<String>> params) {
        String written = one(params, "limit");
        if (written == null) {
            return USUAL;
        }
        if (!written.matches("[0-9]{1,6}")) {
            throw bad("limit", written, "1.." + RecordQuery.MOST);
        }
        return Integer.parseInt(written);
    }

    private static @Nullable Long time(Map<String, List<String>> params, String name) {
        String written = one(params, name);
        if (written == null) {
            return null;
        }
        try {
            return Instant.parse(written).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw bad(name, written, "a time such as 2026-11-23T08:00:00Z");
        }
    }

    private static @Nullable String pool(@Nullable String written) {
        if (written != null && (written.isBlank() || written.length() > LONGEST_POOL)) {
            throw bad("pool", written, "a pool's name");
        }
        return written;
    }

    private static @Nullable Outcome outcome(@Nullable String written) {
        if (written == null) {
            return null;
        }
        return Arrays.stream(Outcome.values())
                .filter(one -> one.word().equals(written))
                .findFirst()
                .orElseThrow(() -> bad(
                        "outcome",
                        written,
                        "one of "
                                + String.join(
                                        ", ",
                                        Arrays.stream(Outcome.values())
                                                .map(Outcome::word)
                                                .toList())));
    }

    private static RecordQuery.@Nullable Place after(@Nullable String written) {
        if (written == null) {
            return null;
        }
        Matcher place = PLACE.matcher(written);
        if (!place.matches()) {
            throw bad("after", written, "the next of an earlier answer");
        }
        return new RecordQuery.Place(Long.parseLong(place.group(1)), place.group(2));
    }

    private static @Nullable String one(Map<String, List<String>> params, String name) {
        List<String> values = params.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw bad(name, values.size() + " times", "once");
        }
        return values.isEmpty() ? null : values.get(0);
    }

    private static IllegalArgumentException bad(String name, String value, String expected) {
        String shown = value.length() > 60 ? value.substring(0, 60) + "..." : value;
        return new IllegalArgumentException(
                name + ": " + shown.replaceAll("\\p{Cntrl}", " ") + " (expected: " + expected + ")");
    }
}
