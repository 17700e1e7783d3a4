package callgateway.admission.share;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntBinaryOperator;

/**
 * Slots of each budget. A budget is something that has one cap over the whole cluster.
 *
 * @param rest what holds for budgets not named: 0, or {@link #UNLIMITED}
 * @param slots by the budget's name; {@link #UNLIMITED} where nothing is held back
 */
public record Amounts(int rest, SortedMap<String, Integer> slots) {
    /** More than anybody can have. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** Of no budget any slot. */
    public static final Amounts NOTHING = new Amounts(0, Collections.emptySortedMap());

    /** Keeps its own. */
    public Amounts {
        slots = Collections.unmodifiableSortedMap(new TreeMap<>(slots));
    }

    /** These; of all other budgets whatever is wanted. */
    public static Amounts limited(Map<String, Integer> slots) {
        return new Amounts(UNLIMITED, new TreeMap<>(slots));
    }

    /** These and nothing else: what is used, or wished for. */
    public static Amounts only(Map<String, Integer> slots) {
        return new Amounts(0, new TreeMap<>(slots));
    }

    /** The slots of one budget. */
    public int of(String budget) {
        return slots.getOrDefault(budget, rest);
    }

    /** The larger of both, for each budget. */
    public Amounts max(Amounts other) {
        return combined(other, Math::max);
    }

    /** The smaller of both, for each budget. */
    public Amounts min(Amounts other) {
        return combined(other, Math::min);
    }

    /** Whether it is at least the other, for each budget. */
    public boolean covers(Amounts other) {
        return rest >= other.rest && names(other).stream().allMatch(name -> of(name) >= other.of(name));
    }

    private Amounts combined(Amounts other, IntBinaryOperator how) {
        TreeMap<String, Integer> both = new TreeMap<>();
        names(other).forEach(name -> both.put(name, how.applyAsInt(of(name), other.of(name))));
        return new Amounts(how.applyAsInt(rest, other.rest), both);
    }

    private SortedSet<String> names(Amounts other) {
        SortedSet<String> names = new TreeSet<>(slots.keySet());
        names.addAll(other.slots.keySet());
        return names;
    }
}
