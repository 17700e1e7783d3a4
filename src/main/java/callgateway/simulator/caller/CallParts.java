package callgateway.simulator.caller;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What belongs to a call and outlives its streams. Used under the lock of the stream that is live. */
record CallParts(
        CallerLog log,
        ConversationMeter meter,
        ScriptRunner script,
        StreamStats stats,
        PlayedSpans played,
        AudioTrack said,
        AudioTrack heard) {

    static CallParts create(
            Timeline timeline, CallerScript script, int recordedSamples, Consumer<CallerEvent> listener) {
        CallerLog log = new CallerLog(timeline, listener);
        ConversationMeter meter = new ConversationMeter(log);
        return new CallParts(
                log,
                meter,
                new ScriptRunner(script, meter.agent()),
                new StreamStats(),
                new PlayedSpans(),
                new AudioTrack(recordedSamples),
                new AudioTrack(recordedSamples));
    }

    /** What became of the call, once it is over. */
    CallerResult result(String callSid, long originNanos, CallerResult.Ending ending, @Nullable String problem) {
        int samples = Math.max(said.length(), heard.length());
        return new CallerResult(
                callSid,
                originNanos,
                ending,
                problem,
                log.events(),
                meter.turns(),
                meter.bargeIns(),
                log.complaints(),
                log.verbs(),
                stats.toResult(),
                played.all(),
                said.copy(samples),
                heard.copy(samples));
    }
}
