package callgateway.demo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was measured. Times are milliseconds since the call came in; NaN is what did not happen.
 *
 * @param agentReadyMs when the agent was configured
 * @param greetingMs when the caller first heard the agent
 * @param keyMs from the key press to the agent knowing of it
 * @param gaps how often the agent's speech ran dry for the caller
 */
public record Figures(
        double lengthMs,
        double streamMs,
        double agentReadyMs,
        double greetingMs,
        List<TurnTime> turns,
        @Nullable Interruption interruption,
        double keyMs,
        int gaps) {

    public Figures {
        turns = List.copyOf(turns);
    }

    /**
     * One turn: how long the caller waited in silence.
     *
     * @param words what the caller said or did
     * @param reply what was heard then; empty if nothing was
     * @param totalMs from the caller's last sound to the first of the agent's; NaN if there was none
     * @param gatewayMs of that, from when the agent sent it to when the caller heard it
     */
    public record TurnTime(Cue cue, String words, String reply, double totalMs, double gatewayMs) {

        /** What the caller did. */
        public enum Cue {
            /** Called: the time until the greeting includes setting the agent up. */
            CALLED,
            SPOKE,
            PRESSED
        }

        public boolean isAnswered() {
            return !Double.isNaN(totalMs);
        }

        /** The rest: the caller's way to the agent, its noticing that the caller has finished and thinking, or setting up. */
        public double restMs() {
            return totalMs - gatewayMs;
        }
    }

    /**
     * The caller spoke over the agent.
     *
     * @param startedMs the caller's first sound
     * @param flushedMs when the agent stopped and said so
     * @param clearedMs when the gateway's {@code clear} was at Twilio
     * @param silentMs the last sound of the agent
     * @param discardedMs agent audio that the {@code clear} threw away at Twilio
     * @param playedAfterFlushMs what was played of the old answer after the agent's flush; NaN if there was none
     * @param staleMs what was heard of the old answer after the {@code clear}
     */
    public record Interruption(
            double startedMs,
            double flushedMs,
            double clearedMs,
            double silentMs,
            double discardedMs,
            double playedAfterFlushMs,
            double staleMs) {
        /** For how long the caller had to speak against the agent. */
        public double untilSilenceMs() {
            return silentMs - startedMs;
        }
    }

    /** The median of what lies between the agent's sending and the caller's hearing; NaN without an answered turn. */
    public double gatewayMs() {
        double[] sorted = turns.stream()
                .filter(TurnTime::isAnswered)
                .mapToDouble(TurnTime::gatewayMs)
                .sorted()
                .toArray();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
