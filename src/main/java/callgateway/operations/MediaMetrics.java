package callgateway.operations;

import callgateway.call.media.MediaCounters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** Counts what becomes of audio. */
final class MediaMetrics {
    private final Counter callerDroppedMs;
    private final Counter callerBeforeAgentMs;
    private final Counter agentDroppedMs;
    private final Counter flushedMs;
    private final Counter flushes;
    private final Counter lateFrames;
    private final Counter underruns;
    private final Counter interludeMs;
    private final Counter keys;
    private final Timer turns;
    private final Timer heardAfterFlush;

    MediaMetrics(Meters meters) {
        callerDroppedMs = meters.counter(
                "gateway_caller_audio_dropped_milliseconds", "Caller audio dropped because the agent was slow");
        callerBeforeAgentMs = meters.counter(
                "gateway_caller_audio_before_agent_milliseconds", "Caller audio that came before an agent listened");
        agentDroppedMs = meters.counter(
                "gateway_agent_audio_dropped_milliseconds", "Agent audio dropped because too much was held");
        flushedMs =
                meters.counter("gateway_agent_audio_flushed_milliseconds", "Agent audio that interruptions cut off");
        flushes = meters.counter("gateway_flushes", "Interruptions that cut audio off");
        lateFrames =
                meters.counter("gateway_agent_frames_late", "Frames stopped because they came from before a flush");
        underruns = meters.counter("gateway_playout_underruns", "Times the carrier ran dry while the agent spoke");
        interludeMs =
                meters.counter("gateway_hold_audio_milliseconds", "Hold audio and comfort tones played to callers");
        keys = meters.counter("gateway_key_tones", "Keys of the agent's played to callers as tones");
        turns = meters.turn(
                "gateway_turn_latency", "From a caller's last sound to the first frame of the agent's answer");
        heardAfterFlush = meters.flush(
                "gateway_heard_after_flush", "Audio still heard after an interruption was to cut it off, at the most");
    }

    void turnTaken(Duration latency) {
        turns.record(latency);
    }

    void heardAfterFlush(Duration heard) {
        heardAfterFlush.record(heard);
    }

    void ended(MediaCounters media) {
        callerDroppedMs.increment((double) media.callerDroppedMs());
        callerBeforeAgentMs.increment((double) media.callerBeforeAgentMs());
        agentDroppedMs.increment((double) media.agentDroppedMs());
        flushedMs.increment((double) media.flushedMs());
        flushes.increment((double) media.flushes());
        lateFrames.increment((double) media.lateFrames());
        underruns.increment((double) media.underruns());
        interludeMs.increment(20.0 * media.interludeFrames());
        keys.increment((double) media.keys());
    }
}
