package callgateway.admission;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Callers who have to wait, so that what is measured is not an empty house: {@value #FULL_POOLS} pools whose slots are all
 * taken, each with its line, beside one, {@link #OPEN}, in which there is room.
 */
final class Crowd {
    /** A pool with room for {@value #ROOM} calls and nobody waiting. */
    static final String OPEN = "open";

    static final String NUMBER = "+15550100";

    static final int FULL_POOLS = 10;
    static final int CAP = 5;
    private static final int ROOM = 1000;

    private Crowd() {}

    /** Nothing runs out while it is measured. */
    static Limits limits() {
        Duration day = Duration.ofDays(1);
        Map<String, PoolLimits> pools = new HashMap<>();
        for (int pool = 0; pool < FULL_POOLS; pool++) {
            pools.put(full(pool), new PoolLimits(CAP, 0, Limits.UNLIMITED, day));
        }
        int plan = FULL_POOLS * CAP + ROOM;
        return new Limits(plan, plan, PoolLimits.unlimited(1000, day), pools, Map.of(), day, day, day);
    }

    /** A pool whose slots are all taken. */
    static String full(int index) {
        return "full-" + index % FULL_POOLS;
    }

    /** What a call of such a pool asks for. */
    static Claim claim(int index) {
        return new Claim(full(index), NUMBER);
    }

    /** CallSids: those that take all slots of the full pools, one pool after the other, and those who wait then. */
    static List<String> callSids(int waiting) {
        return sids("CA", FULL_POOLS * CAP + waiting);
    }

    /** So many different ones. */
    static List<String> sids(String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> String.format("%s%032x", prefix, i))
                .toList();
    }
}
