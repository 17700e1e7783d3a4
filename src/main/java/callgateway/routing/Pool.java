package callgateway.routing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that are answered alike, and share caps and a line.
 *
 * @param name letters, digits, dash and underscore, at most 32: it is a label of metrics and part of scopes
 * @param numbers what is called to reach it
 * @param agent who answers
 * @param caps how many at once
 * @param line how the others wait
 * @param overflow where those go who get no agent
 * @param guards what ends a forgotten call
 * @param hours when it is open; null is always
 * @param ending where those go whose agent's session is over without a goodbye; null is that the call ends
 * @param transfers whom its callers may be handed over to
 * @param recording whether and how its calls are recorded
 */
public record Pool(
        String name,
        List<NumberPattern> numbers,
        PoolAgent agent,
        Caps caps,
        Line line,
        Overflow overflow,
        Guards guards,
        @Nullable PoolHours hours,
        @Nullable Overflow ending,
        Transfers transfers,
        Recording recording) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,32}");

    /** Refuses a pool that nobody can call. */
    public Pool {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name: " + name + " (expected: 1 to 32 letters, digits, dashes and underscores)");
        }
        numbers = List.copyOf(numbers);
        if (numbers.isEmpty()) {
            throw new IllegalArgumentException("numbers: none (expected: at least one, such as [\"+15550100\"])");
        }
    }

    /** A pool that records nothing. */
    public Pool(
            String name,
            List<NumberPattern> numbers,
            PoolAgent agent,
            Caps caps,
            Line line,
            Overflow overflow,
            Guards guards,
            @Nullable PoolHours hours,
            @Nullable Overflow ending,
            Transfers transfers) {
        this(name, numbers, agent, caps, line, overflow, guards, hours, ending, transfers, Recording.OFF);
    }

    /** Where callers go at this moment without being admitted, because the pool is closed; nothing while it is open. */
    public Optional<Overflow> closedAt(Instant instant) {
        return hours == null || hours.hours().isOpen(instant) ? Optional.empty() : Optional.of(hours.closed());
    }
}
