package callgateway.load.storm;

import callgateway.load.Spread;
import callgateway.simulator.caller.CallerEvent;
import callgateway.simulator.caller.CallerResult;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What became of the callers so far. Any thread. */
final class StormTally {
    private static final int MAX_EXAMPLES = 10;
    private static final long LONGEST_MICROS = 4L * 3600 * 1_000_000;

    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private final List<LineTurn> turns = new ArrayList<>();
    private final List<String> examples = new ArrayList<>();
    private final Histogram toAgent = new Histogram(LONGEST_MICROS, 3);
    private final Histogram inLine = new Histogram(LONGEST_MICROS, 3);
    private long over;
    private boolean late;

    /** Whose call ends from now on was forgotten: it is ended only because the storm is. */
    synchronized void everybodyShouldBeThrough() {
        late = true;
    }

    synchronized void over(CallerResult result) {
        over++;
        Outcome outcome = late ? Outcome.FORGOTTEN : Outcome.of(result);
        outcomes.merge(outcome, 1L, Long::sum);
        if (!outcome.isKept() && examples.size() < MAX_EXAMPLES) {
            examples.add(result.callSid() + " " + outcome.words() + ": " + story(result));
        }
        LineTurn turn = LineTurn.of(result);
        if (turn != null) {
            turns.add(turn);
        }
        double heardMs = result.firstMs(CallerEvent.Kind.AGENT_SPEAKS);
        if (!Double.isNaN(heardMs)) {
            record(toAgent, heardMs);
        }
        stays(result);
    }

    private void stays(CallerResult result) {
        double queuedMs = Double.NaN;
        for (CallerEvent event : result.events()) {
            if (event.kind() == CallerEvent.Kind.QUEUED) {
                queuedMs = event.atMs();
            } else if (event.kind() == CallerEvent.Kind.LEFT_QUEUE && !Double.isNaN(queuedMs)) {
                record(inLine, event.atMs() - queuedMs);
                queuedMs = Double.NaN;
            }
        }
    }

    /** The caller's way in short: its last events. */
    private static String story(CallerResult result) {
        List<CallerEvent> events = result.experience();
        List<String> last = events.subList(Math.max(0, events.size() - 8), events.size()).stream()
                .map(event -> Math.round(event.atMs()) + " ms " + event.kind() + " " + event.detail())
                .toList();
        return String.join(", ", last);
    }

    private static void record(Histogram histogram, double millis) {
        histogram.recordValue(Math.min(LONGEST_MICROS, Math.max(0, Math.round(millis * 1000))));
    }

    synchronized long over() {
        return over;
    }

    synchronized long count(Outcome outcome) {
        return outcomes.getOrDefault(outcome, 0L);
    }

    /** For how many callers a promise was broken. */
    synchronized long broken() {
        return outcomes.entrySet().stream()
                .filter(entry -> !entry.getKey().isKept())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    synchronized Map<Outcome, Long> outcomes() {
        return new EnumMap<>(outcomes);
    }

    synchronized List<String> examples() {
        return List.copyOf(examples);
    }

    synchronized List<String> overtakings() {
        return LineTurn.overtakings(turns);
    }

    synchronized Spread toAgent() {
        return Spread.of(toAgent);
    }

    synchronized Spread inLine() {
        return Spread.of(inLine);
    }
}
