package callgateway.load.storm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A result in words. */
public final class StormText {
    private StormText() {}

    /** A line for each thing that was counted or measured, and for each promise that was broken. */
    public static List<String> lines(StormResult result) {
        StormSettings settings = result.settings();
        List<String> lines = new ArrayList<>();
        lines.add("callers   " + settings.callers() + " at " + settings.perSecond() + " a second, seed "
                + settings.seed());
        for (Outcome outcome : Outcome.values()) {
            long count = result.count(outcome);
            if (count > 0) {
                lines.add(String.format(Locale.ROOT, "          %6d %s", count, outcome.words()));
            }
        }
        lines.add(String.format(
                Locale.ROOT,
                "service   at most %d sessions at a time of a plan of %d; %d let in, %d refused, %d of them beyond the plan",
                result.peak(),
                settings.plan(),
                result.accepted(),
                result.refused(),
                result.beyondPlan()));
        lines.add("waits     first webhook to the agent's voice: " + result.toAgent());
        lines.add("          in line, each time: " + result.inLine());
        lines.add("order     " + result.overtakings().size() + " callers overtaken in line");
        lines.add("after     " + (result.held().isEmpty() ? "nothing is held" : String.join(", ", result.held())));
        result.broken().forEach(promise -> lines.add("BROKEN    " + promise));
        result.examples().forEach(example -> lines.add("          " + example));
        return lines;
    }
}
