package callgateway.routing;

import java.util.Map;
import java.util.OptionalInt;

/**
 * How many calls a pool may have with the agent at once.
 *
 * @param cap the most of all its numbers together; 0 is nobody, absent is whatever plan and node allow
 * @param reserved slots of the plan that are kept for this pool
 * @param numberCap the most of each of its numbers; 0 is nobody, absent is no such limit
 * @param numbersReserved slots of this pool that are kept for one of its numbers
 */
public record Caps(OptionalInt cap, int reserved, OptionalInt numberCap, Map<String, Integer> numbersReserved) {
    /** No limit and nothing kept. */
    public static final Caps NONE = new Caps(OptionalInt.empty(), 0, OptionalInt.empty(), Map.of());

    /** Far above any plan: a value beyond it is a slip of the finger. */
    private static final int MOST = 1_000_000;

    /** Holds the ranges; what is reserved must fit under the cap. */
    public Caps {
        numbersReserved = Map.copyOf(numbersReserved);
        cap.ifPresent(value -> range("cap", value));
        range("reserved", reserved);
        numberCap.ifPresent(value -> range("number-cap", value));
        if (cap.isPresent() && reserved > cap.getAsInt()) {
            throw new IllegalArgumentException(
                    "reserved: " + reserved + " (expected: at most the pool's cap, " + cap.getAsInt() + ")");
        }
        long sum = 0;
        for (Map.Entry<String, Integer> entry : numbersReserved.entrySet()) {
            range("numbers-reserved." + entry.getKey(), entry.getValue());
            if (numberCap.isPresent() && entry.getValue() > numberCap.getAsInt()) {
                throw new IllegalArgumentException("numbers-reserved." + entry.getKey() + ": " + entry.getValue()
                        + " (expected: at most number-cap, " + numberCap.getAsInt() + ")");
            }
            sum += entry.getValue();
        }
        if (cap.isPresent() && sum > cap.getAsInt()) {
            throw new IllegalArgumentException("numbers-reserved: " + sum
                    + " together (expected: at most the pool's cap, " + cap.getAsInt() + ")");
        }
    }

    /** What is kept for one number of this pool. */
    public int reservedFor(String number) {
        return numbersReserved.getOrDefault(number, 0);
    }

    private static void range(String name, int value) {
        if (value < 0 || value > MOST) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 0.." + MOST + ")");
        }
    }
}
