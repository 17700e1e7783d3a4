package callgateway.admission.share;

import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the coordinator knows of one process: the bound on what it may believe, and what it last said. */
final class Borrower {
    final String node;
    final long incarnation;
    /** Whether it has said what it has and promised to listen to no earlier coordinator. */
    boolean asserted;

    boolean heard;
    long heardAt;
    long lastReport;
    boolean wantsAnswer;
    Amounts use = Amounts.NOTHING;
    Amounts wishes = Amounts.NOTHING;
    List<Wait> waits = List.of();
    int weight;

    /** What it last said it believes. */
    Amounts believed = Amounts.NOTHING;

    /** The most it may believe by all it was told and has not contradicted since. */
    Amounts granted;
    /** What it was told since what it has said, by number. */
    final TreeMap<Long, Amounts> outstanding = new TreeMap<>();

    long seq;

    @Nullable
    Amounts told;
    /** Is being recorded. */
    @Nullable
    Amounts pending;
    /** Is recorded, and not told yet. */
    @Nullable
    Amounts lent;

    /** What the record says. */
    Amounts recorded;

    long version;

    Borrower(String node, long incarnation, Amounts granted, Amounts recorded, long version, long now) {
        this.node = node;
        this.incarnation = incarnation;
        this.granted = granted;
        this.recorded = recorded;
        this.version = version;
        this.heardAt = now;
    }

    /** What it has or may be told without anything being recorded. */
    Amounts counted() {
        return lent == null ? granted : granted.max(lent);
    }

    /** What nobody else may have. */
    Amounts taken() {
        return pending == null ? counted() : counted().max(pending);
    }

    /** A report of the present term, later than all before. */
    void said(Report report) {
        asserted = true;
        // One that was taken for dead has heard of us before.
        seq = Math.max(seq, report.seq());
        outstanding.headMap(report.seq(), true).clear();
        believed = report.belief();
        granted = believed;
        for (Amounts amounts : outstanding.values()) {
            granted = granted.max(amounts);
        }
        use = report.use();
        wishes = report.wishes();
        waits = report.waits();
        weight = report.weight();
        wantsAnswer = true;
    }

    /** Whether it has to be told; also when it was told before, and has given some back since. */
    boolean isNews(Amounts most) {
        return !most.equals(told) || (outstanding.isEmpty() && !believed.covers(most));
    }

    /** Returns the number under which it is told this; a new one if it is news. */
    long tell(Amounts most) {
        if (isNews(most)) {
            told = most;
            outstanding.put(++seq, most);
            granted = granted.max(most);
        }
        return seq;
    }
}
