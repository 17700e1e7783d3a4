package callgateway.load.storm;

import callgateway.load.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a storm was like.
 *
 * @param outcomes how many callers each befell
 * @param examples what happened to some of those for whom a promise was broken, a line for each
 * @param peak the most sessions that the agent service had at a time
 * @param accepted sessions that it let in
 * @param refused attempts that it refused
 * @param beyondPlan of those, how many came while as many sessions were open as the plan allows
 * @param toAgent from a caller's first webhook until the agent was heard, for those who heard it
 * @param inLine how long callers were in line, each time, however that ended
 * @param overtakings callers who were overtaken in line, a line for each; see {@link LineTurn#overtook}
 * @param held what was still held afterwards, a line for each; empty when nothing was
 * @param seconds the storm second by second
 */
public record StormResult(
        StormSettings settings,
        Map<Outcome, Long> outcomes,
        List<String> examples,
        int peak,
        long accepted,
        long refused,
        long beyondPlan,
        Spread toAgent,
        Spread inLine,
        List<String> overtakings,
        List<String> held,
        List<StormSecond> seconds) {
    /** Keeps its own. */
    public StormResult {
        outcomes = Map.copyOf(outcomes);
        examples = List.copyOf(examples);
        overtakings = List.copyOf(overtakings);
        held = List.copyOf(held);
        seconds = List.copyOf(seconds);
    }

    /** How many callers this befell. */
    public long count(Outcome outcome) {
        return outcomes.getOrDefault(outcome, 0L);
    }

    /** The promises that the gateway has not kept, a line for each; empty when it has kept all. */
    public List<String> broken() {
        List<String> broken = new ArrayList<>();
        if (peak > settings.plan()) {
            broken.add(peak + " sessions at a time, of a plan of " + settings.plan());
        }
        if (beyondPlan > 0) {
            broken.add(beyondPlan + " attempts to open one more session than the plan allows");
        }
        for (Outcome outcome : Outcome.values()) {
            if (!outcome.isKept() && count(outcome) > 0) {
                broken.add(count(outcome) + " callers " + outcome.words());
            }
        }
        if (!overtakings.isEmpty()) {
            broken.add(overtakings.size() + " callers overtaken in line: " + overtakings.get(0));
        }
        held.forEach(what -> broken.add("afterwards " + what));
        return broken;
    }
}
