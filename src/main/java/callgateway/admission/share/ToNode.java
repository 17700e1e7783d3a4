package callgateway.admission.share;

import java.util.Set;

/** What the coordinator says to a node. */
public sealed interface ToNode {
    /** Whose. */
    Term term();

    /** To whom. */
    String node();

    /**
     * There is a new coordinator: from now on listen to no other, and say what you have. To a process with a lower number than
     * another known one of its name it says which that is.
     */
    record Hello(Term term, String node, long incarnation) implements ToNode {}

    /**
     * What the node may hold.
     *
     * @param seq counts what this coordinator has said to the node; the same again when nothing has changed
     * @param answers the number of the report that this answers
     * @param most the most it may hold; where it holds more or believes so, it comes down as it can
     * @param tight budgets that somebody waits for: what comes free is given back at once
     * @param validMillis how long this holds, from when the report was sent
     */
    record Told(
            Term term,
            long seq,
            String node,
            long incarnation,
            long answers,
            Amounts most,
            Set<String> tight,
            long validMillis)
            implements ToNode {
        /** Keeps its own. */
        public Told {
            tight = Set.copyOf(tight);
        }
    }
}
