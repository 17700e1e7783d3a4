package callgateway.admission.share;

import java.util.List;

/**
 * What a node says to the coordinator, again and again. It is also the question whether its share still holds.
 *
 * @param node its name: where the coordinator reaches it
 * @param incarnation which process of that name; later ones have higher numbers
 * @param number counts the reports of this process
 * @param term the highest it has heard of; it listens to no lower one
 * @param seq the last it has done of what this term's coordinator said
 * @param belief what it may hold, as far as it knows
 * @param use what it holds: reservations and permits
 * @param wishes slots it would put to use at once although nobody waits for them
 * @param waits who waits there
 * @param weight how many callers come, relative to other nodes; 0 when it wants no slots to spare
 */
public record Report(
        String node,
        long incarnation,
        long number,
        Term term,
        long seq,
        Amounts belief,
        Amounts use,
        Amounts wishes,
        List<Wait> waits,
        int weight) {
    /** Keeps its own. */
    public Report {
        waits = List.copyOf(waits);
    }
}
