package callgateway.admission.share;

import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is recorded on the nodes, so that the next coordinator knows what the one before may have lent. Two versions of it can
 * be merged in any order, any number of times, with the same result.
 *
 * @param term the highest that any coordinator has taken
 * @param grants by node
 * @param settings what operators and experience have changed
 */
public record Grants(Term term, SortedMap<String, Grant> grants, Settings settings) {
    /** Nothing recorded yet. */
    public static final Grants NONE = new Grants(Term.NONE, Collections.emptySortedMap(), Settings.NONE);

    /** Keeps its own. */
    public Grants {
        grants = Collections.unmodifiableSortedMap(new TreeMap<>(grants));
    }

    /** All that either knows; of two grants for the same node, or two settings, the later. */
    public Grants merge(Grants other) {
        TreeMap<String, Grant> both = new TreeMap<>(grants);
        other.grants.forEach((node, grant) -> both.merge(node, grant, Grant::later));
        Settings later = Settings.ORDER.compare(settings, other.settings) >= 0 ? settings : other.settings;
        return new Grants(term.compareTo(other.term) >= 0 ? term : other.term, both, later);
    }

    /**
     * The most that one node may believe it may hold.
     *
     * @param incarnation which process; a later one has a higher number
     * @param term by whom
     * @param version counts what this coordinator has recorded for the node
     * @param most none at all for a process known to be dead
     */
    public record Grant(long incarnation, Term term, long version, Amounts most) {
        private static final Comparator<Grant> ORDER = Comparator.comparingLong(Grant::incarnation)
                .thenComparing(Grant::term)
                .thenComparingLong(Grant::version);

        /** The one that holds. */
        Grant later(Grant other) {
            return ORDER.compare(this, other) >= 0 ? this : other;
        }
    }

    /**
     * Changes that outlive the coordinator that made them.
     *
     * @param term by whom
     * @param version counts its changes
     * @param values by name
     */
    public record Settings(Term term, long version, SortedMap<String, Integer> values) {
        /** Nothing was changed. */
        public static final Settings NONE = new Settings(Term.NONE, 0, Collections.emptySortedMap());

        private static final Comparator<Settings> ORDER =
                Comparator.comparing(Settings::term).thenComparingLong(Settings::version);

        /** Keeps its own. */
        public Settings {
            values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        }

        /** The same with others. */
        Settings with(Term by, Map<String, Integer> others) {
            return new Settings(by, by.equals(term) ? version + 1 : 1, new TreeMap<>(others));
        }
    }
}
