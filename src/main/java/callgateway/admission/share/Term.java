package callgateway.admission.share;

import java.util.Comparator;

/**
 * One coordinator's time in office. Of two the higher holds; no two coordinators ever have the same.
 *
 * @param number higher than all that the coordinator had heard of
 * @param owner which coordinator, by something no other one has
 */
public record Term(long number, String owner) implements Comparable<Term> {
    /** Before the first. */
    public static final Term NONE = new Term(0, "");

    private static final Comparator<Term> ORDER =
            Comparator.comparingLong(Term::number).thenComparing(Term::owner);

    /** The one that {@code owner} has if it comes after this one. */
    public Term next(String owner) {
        return new Term(number + 1, owner);
    }

    @Override
    public int compareTo(Term other) {
        return ORDER.compare(this, other);
    }
}
