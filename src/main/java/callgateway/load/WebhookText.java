package callgateway.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** What webhooks measured, in words. */
public final class WebhookText {
    private WebhookText() {}

    /** A line for each thing that was measured; the last one is for programs: {@code result key=value ...}. */
    public static List<String> lines(WebhookResult result) {
        List<String> lines = new ArrayList<>();
        lines.add("calls     " + result.answered() + " of " + result.sent() + " answered");
        new TreeMap<>(result.verbs()).forEach((verb, count) -> lines.add("          " + count + " x <" + verb + ">"));
        new TreeMap<>(result.failures()).forEach((reason, count) -> lines.add("          " + count + " x " + reason));
        lines.add("voice     from when it was due to its answer: " + spread(result.voice()));
        lines.add("status    the callback that ends the call: " + spread(result.status()));
        lines.add(String.format(
                Locale.ROOT,
                "generator sent late by p50 %s, p99 %s (bound %s); %.2f cores",
                Spread.millis(result.lateness().p50()),
                Spread.millis(result.lateness().p99()),
                Spread.millis(WebhookResult.MOST_LATE_MICROS),
                result.ownCores()));
        if (result.generatorWasLate()) {
            lines.add("the generator was late, figures void: give it a machine of its own, or fewer webhooks");
        }
        lines.add(forPrograms(result));
        return lines;
    }

    private static String spread(Spread spread) {
        return spread.count() == 0 ? "none measured" : spread + ", max " + Spread.millis(spread.max());
    }

    private static String forPrograms(WebhookResult result) {
        long failed =
                result.failures().values().stream().mapToLong(Long::longValue).sum();
        return String.format(
                Locale.ROOT,
                "result per_second=%d sent=%d answered=%d connected=%d failed=%d p50_us=%d p90_us=%d p99_us=%d max_us=%d"
                        + " status_p99_us=%d late_p99_us=%d own_cores=%.2f late=%d",
                result.settings().perSecond(),
                result.sent(),
                result.answered(),
                result.verbs().getOrDefault("Connect", 0L),
                failed,
                result.voice().p50(),
                result.voice().p90(),
                result.voice().p99(),
                result.voice().max(),
                result.status().p99(),
                result.lateness().p99(),
                result.ownCores(),
                result.generatorWasLate() ? 1 : 0);
    }
}
