package callgateway.demo;

import callgateway.audio.MuLaw;
import callgateway.demo.Figures.Interruption;
import callgateway.demo.Figures.TurnTime;
import callgateway.demo.Figures.TurnTime.Cue;
import callgateway.simulator.Speech;
import callgateway.simulator.caller.BargeIn;
import callgateway.simulator.caller.CallerEvent;
import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.caller.PlayedAfterFlush;
import callgateway.simulator.caller.Turn;
import callgateway.simulator.omni.OmniSessionEvent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts the two ends' observations together into figures. */
final class Measuring {
    /** The level from which the simulated caller hears a sound (of 32767). */
    private static final int AUDIBLE = 256;

    private static final int SAMPLES_PER_MS = MuLaw.RATE_HZ / 1000;

    private final Map<String, String> callerWords;
    private final Map<String, Speech> agentLines;
    private final CallerResult result;
    private final List<OmniSessionEvent> session;

    Measuring(Conversation conversation, CallerResult result, List<OmniSessionEvent> session) {
        this.callerWords = conversation.callerWords();
        this.agentLines = conversation.agentLines();
        this.result = result;
        this.session = session;
    }

    Figures figures() {
        // To the sample, as the recording is.
        double lengthMs = Math.ceil(result.firstMs(CallerEvent.Kind.CALL_ENDED) * SAMPLES_PER_MS) / SAMPLES_PER_MS;
        return new Figures(
                lengthMs,
                result.firstMs(CallerEvent.Kind.STREAM_STARTED),
                firstMs(OmniSessionEvent.Kind.CONFIGURED, 0),
                result.firstMs(CallerEvent.Kind.AGENT_SPEAKS),
                result.turns().stream().map(this::turn).toList(),
                result.bargeIns().isEmpty()
                        ? null
                        : interruption(result.bargeIns().get(0)),
                firstMs(OmniSessionEvent.Kind.KEY, 0) - result.firstMs(CallerEvent.Kind.KEY),
                result.stats().gaps());
    }

    private TurnTime turn(Turn turn) {
        String words = callerWords.get(turn.cue());
        Cue cue = words != null ? Cue.SPOKE : turn.cue().equals(Turn.PICKED_UP) ? Cue.CALLED : Cue.PRESSED;
        String shown = words != null
                ? words
                : cue == Cue.CALLED ? "Call connected" : "Presses " + turn.cue().replaceFirst("^key ", "");
        OmniSessionEvent sent = turn.isAnswered() ? lastSpeechBefore(turn.heardAtMs()) : null;
        if (sent == null) {
            return new TurnTime(cue, shown, "", Double.NaN, Double.NaN);
        }
        double way = turn.heardAtMs() - atMs(sent) - leadMs(sent.detail());
        double gateway = Math.max(0, Math.min(way, turn.latencyMs()));
        return new TurnTime(cue, shown, sent.detail(), turn.latencyMs(), gateway);
    }

    private Interruption interruption(BargeIn bargeIn) {
        double playedAfterFlushMs = result
                .playedAfterFlushes(session.stream()
                        .filter(event -> event.kind() == OmniSessionEvent.Kind.INTERRUPTED)
                        .map(OmniSessionEvent::atNanos)
                        .toList())
                .stream()
                .filter(one -> one.flushedAtMs() >= bargeIn.startedAtMs())
                .mapToDouble(PlayedAfterFlush::playedMs)
                .findFirst()
                .orElse(Double.NaN);
        return new Interruption(
                bargeIn.startedAtMs(),
                firstMs(OmniSessionEvent.Kind.INTERRUPTED, bargeIn.startedAtMs()),
                bargeIn.clearedAtMs() == BargeIn.NO_CLEAR ? Double.NaN : bargeIn.clearedAtMs(),
                bargeIn.stoppedAtMs(),
                bargeIn.discardedMs(),
                playedAfterFlushMs,
                bargeIn.staleMs());
    }

    private @Nullable OmniSessionEvent lastSpeechBefore(double ms) {
        OmniSessionEvent last = null;
        for (OmniSessionEvent event : session) {
            if (event.kind() == OmniSessionEvent.Kind.AGENT_SPEAKS && atMs(event) <= ms) {
                last = event;
            }
        }
        return last;
    }

    private double firstMs(OmniSessionEvent.Kind kind, double notBefore) {
        return session.stream()
                .filter(event -> event.kind() == kind)
                .mapToDouble(this::atMs)
                .filter(ms -> ms >= notBefore)
                .findFirst()
                .orElse(Double.NaN);
    }

    private double atMs(OmniSessionEvent event) {
        return (event.atNanos() - result.originNanos()) / 1e6;
    }

    /** The silence that a line of the agent's begins with is its own, not the way's. */
    private double leadMs(String words) {
        Speech line = agentLines.get(words);
        if (line == null) {
            return 0;
        }
        int first = 0;
        while (first < line.mu().length && Math.abs(MuLaw.decode(line.mu()[first])) < AUDIBLE) {
            first++;
        }
        return (double) first / SAMPLES_PER_MS;
    }
}
