package callgateway.admission.share;

import callgateway.admission.share.ToNode.Hello;
import callgateway.admission.share.ToNode.Told;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * A node's half: what it may hold now.
 *
 * <ul>
 *   <li>It believes only what the highest term's coordinator said, in the order it was said.
 *   <li>It comes down by itself as far as it holds nothing, and only then says so.
 *   <li>What it was told holds for a time that starts when it <em>asked</em>. After that it may take nothing more, until it is
 *       told again.
 * </ul>
 *
 * Times are milliseconds of the node's own clock. Belongs to one thread.
 */
public final class NodeShare {
    /** Without a word from the coordinator for so long, what comes free is kept: nobody is there to give it to. */
    private static final long TIGHT_MILLIS = 3000;

    private static final int QUESTIONS = 256;

    private final String node;
    private final TreeMap<Long, Long> askedAt = new TreeMap<>();
    private long incarnation;
    private long reports;
    private Term term = Term.NONE;
    private long seq;
    private boolean told;
    private Amounts belief = Amounts.NOTHING;
    private Amounts most = Amounts.NOTHING;
    private Amounts lastUse = Amounts.NOTHING;
    private Set<String> tight = Set.of();
    private long validUntil = Long.MIN_VALUE;
    private long heardAt = Long.MIN_VALUE / 2;

    /**
     * @param node its name
     * @param incarnation higher than that of any earlier process of that name
     */
    public NodeShare(String node, long incarnation) {
        this.node = node;
        this.incarnation = incarnation;
    }

    /** What it believes it may hold, though it may be too old. To be asked for before use is counted. */
    public Amounts belief() {
        return belief;
    }

    /** What it may hold now: nothing when what it was told is too old, and then it may still keep what it has. */
    public Amounts allowed(long now) {
        return isValid(now) ? belief : Amounts.NOTHING;
    }

    /** What it was told it may have; it may still hold more. */
    public Amounts most() {
        return most;
    }

    /** Whether what it was told still holds. */
    public boolean isValid(long now) {
        return now < validUntil;
    }

    /** When it last heard of a coordinator; long ago when never. */
    public long heardAt() {
        return heardAt;
    }

    /** The highest term it has heard of. */
    public Term term() {
        return term;
    }

    /** To be told whenever use has changed, before anybody else is admitted. */
    public void used(Amounts use, long now) {
        TreeMap<String, Integer> lower = new TreeMap<>();
        boolean giveBack = now - heardAt <= TIGHT_MILLIS;
        belief.slots().forEach((budget, slots) -> {
            int used = use.of(budget);
            int freed = giveBack && tight.contains(budget) ? Math.max(0, lastUse.of(budget) - used) : 0;
            int kept = slots == Amounts.UNLIMITED ? slots : slots - freed;
            // Never below what is held, and never up.
            lower.put(budget, Math.min(slots, Math.max(used, Math.min(kept, most.of(budget)))));
        });
        belief = new Amounts(belief.rest(), lower);
        lastUse = use;
    }

    /** Whether a budget is one that somebody waits for, somewhere. */
    public boolean isTight(String budget) {
        return tight.contains(budget);
    }

    /** There is a coordinator. Returns whether that was news: then it wants a report. */
    public boolean heard(Hello hello, long now) {
        if (!hello.node().equals(node)) {
            return false;
        }
        if (hello.incarnation() > incarnation && !told) {
            // An earlier process had a clock that was ahead.
            incarnation = hello.incarnation() + 1;
            askedAt.clear();
            return true;
        }
        if (hello.incarnation() != incarnation || hello.term().compareTo(term) <= 0) {
            return false;
        }
        follow(hello.term());
        heardAt = now;
        return true;
    }

    /**
     * What it may hold from now on.
     *
     * @param use what it holds, counted under the present {@link #belief}
     * @return whether something has changed: then {@link #used} is due, and a report is wanted
     */
    public boolean heard(Told said, Amounts use, long now) {
        if (!said.node().equals(node)
                || said.incarnation() != incarnation
                || said.term().compareTo(term) < 0) {
            return false;
        }
        if (said.term().compareTo(term) > 0) {
            follow(said.term());
        }
        if (said.seq() < seq) {
            return false;
        }
        heardAt = now;
        told = true;
        Long asked = askedAt.get(said.answers());
        if (asked != null) {
            validUntil = Math.max(validUntil, asked + said.validMillis());
            askedAt.headMap(said.answers()).clear();
        }
        tight = said.tight();
        if (said.seq() == seq) {
            return false;
        }
        seq = said.seq();
        most = said.most();
        TreeMap<String, Integer> changed = new TreeMap<>();
        most.slots().forEach((budget, slots) -> {
            int before = belief.of(budget);
            changed.put(budget, slots >= before ? slots : Math.min(before, Math.max(slots, use.of(budget))));
        });
        belief = new Amounts(most.rest(), changed);
        // What moves from one budget to another is not free.
        lastUse = Amounts.NOTHING;
        return true;
    }

    /** What to tell the coordinator, which is a question, too: the time that its answer holds starts now. */
    public Report report(Amounts use, Amounts wishes, List<Wait> waits, int weight, long now) {
        reports++;
        askedAt.put(reports, now);
        if (askedAt.size() > QUESTIONS) {
            askedAt.pollFirstEntry();
        }
        return new Report(node, incarnation, reports, term, seq, belief, use, wishes, waits, weight);
    }

    private void follow(Term higher) {
        term = higher;
        seq = 0;
    }
}
