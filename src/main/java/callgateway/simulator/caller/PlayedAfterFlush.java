package callgateway.simulator.caller;

import callgateway.simulator.caller.CallerResult.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * How much of an answer a caller was still played that the agent had taken back: from the agent's flush to the gateway's
 * {@code clear}, on the clock of the caller's playback, sound or not. docs/calls.md defines it for all who measure it.
 *
 * @param flushedAtMs when the agent said so
 * @param clearedAtMs when the {@code clear} was there; {@link BargeIn#NO_CLEAR} when nothing was to be cleared
 * @param playedMs what was played in between; without a {@code clear}, until the playback had nothing left
 */
public record PlayedAfterFlush(double flushedAtMs, double clearedAtMs, double playedMs) {
    /** A flush whose {@code clear} is not there by then has none; all that Twilio may hold is played by then. */
    private static final double CLEARED_WITHIN_MS = 2000;

    /**
     * One for each interruption. What an agent says again before the {@code clear} is there is the same interruption.
     *
     * @param flushesMs when the agent flushed, in order
     * @param clearsMs when there was a {@code clear}, in order
     * @param played when the playback played, in order
     */
    static List<PlayedAfterFlush> of(List<Double> flushesMs, List<Double> clearsMs, List<Span> played) {
        List<PlayedAfterFlush> all = new ArrayList<>();
        double clearedMs = Double.NEGATIVE_INFINITY;
        for (double flushMs : flushesMs) {
            if (flushMs <= clearedMs) {
                continue;
            }
            double cleared = clearsMs.stream()
                    .mapToDouble(Double::doubleValue)
                    .filter(ms -> ms >= flushMs && ms - flushMs <= CLEARED_WITHIN_MS)
                    .findFirst()
                    .orElse(BargeIn.NO_CLEAR);
            if (cleared == BargeIn.NO_CLEAR) {
                all.add(new PlayedAfterFlush(flushMs, cleared, untilDry(flushMs, played)));
            } else {
                clearedMs = cleared;
                double sum = played.stream()
                        .mapToDouble(span -> overlap(span, flushMs, cleared))
                        .sum();
                all.add(new PlayedAfterFlush(flushMs, cleared, sum));
            }
        }
        return List.copyOf(all);
    }

    private static double untilDry(double fromMs, List<Span> played) {
        return played.stream()
                .filter(span -> span.fromMs() <= fromMs && span.toMs() > fromMs)
                .mapToDouble(span -> span.toMs() - fromMs)
                .findFirst()
                .orElse(0);
    }

    private static double overlap(Span span, double fromMs, double toMs) {
        return Math.max(0, Math.min(span.toMs(), toMs) - Math.max(span.fromMs(), fromMs));
    }
}
