package callgateway.records;

import callgateway.call.CallEvent;
import callgateway.call.CallStory;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How what happens in a call is written as JSON, wherever it is shown or kept. */
public final class MomentJson {
    private MomentJson() {}

    /** All of it, with {@code at} and {@code event} first. */
    public static ObjectNode of(CallStory.Moment moment) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("at", moment.at().toString());
        CallEvent event = moment.event();
        if (event instanceof CallEvent.StreamStarted started) {
            json.put("event", "stream_started").put("streamSid", started.streamSid());
        } else if (event instanceof CallEvent.StreamMissing) {
            json.put("event", "stream_missing");
        } else if (event instanceof CallEvent.AgentDialled dialled) {
            json.put("event", "agent_dialled").put("attempt", dialled.attempt());
        } else if (event instanceof CallEvent.AgentLost lost) {
            json.put("event", "agent_lost")
                    .put("reason", word(lost.reason()))
                    .put("what", lost.what())
                    .put("inMidCall", lost.inMidCall());
        } else if (event instanceof CallEvent.AgentReady ready) {
            json.put("event", "agent_ready")
                    .put("agentCallId", ready.agentCallId())
                    .put("sinceStartMs", ready.sinceStart().toMillis());
        } else if (event instanceof CallEvent.AgentHeard heard) {
            json.put("event", "agent_heard")
                    .put("sinceStartMs", heard.sinceStart().toMillis());
        } else if (event instanceof CallEvent.AudioCounted audio) {
            json.put("event", "audio_counted")
                    .put("callerDroppedMs", audio.callerDroppedMs())
                    .put("agentDroppedMs", audio.agentDroppedMs())
                    .put("flushedMs", audio.flushedMs())
                    .put("underruns", audio.underruns())
                    .put("marksSent", audio.marksSent())
                    .put("marksPlayed", audio.marksPlayed())
                    .put("marksFlushed", audio.marksFlushed())
                    .put("lateReleases", audio.lateReleases())
                    .put("latestMs", audio.latestMs());
        } else if (event instanceof CallEvent.Ended ended) {
            json.put("event", "stream_ended")
                    .put("reason", word(ended.reason()))
                    .put("what", ended.what());
        } else {
            conversation(json, event);
        }
        return json;
    }

    private static void conversation(ObjectNode json, CallEvent event) {
        if (event instanceof CallEvent.Said said) {
            json.put("event", "said").put("speaker", word(said.speaker())).put("text", said.text());
        } else if (event instanceof CallEvent.Interrupted interrupted) {
            json.put("event", "interrupted");
            milliseconds(json, "heardMs", interrupted.heard());
        } else if (event instanceof CallEvent.HeardAfterFlush after) {
            json.put("event", "heard_after_flush");
            milliseconds(json, "heardMs", after.heard());
        } else if (event instanceof CallEvent.TurnTaken turn) {
            json.put("event", "turn");
            milliseconds(json, "latencyMs", turn.latency());
        } else if (event instanceof CallEvent.Corrected corrected) {
            json.put("event", "corrected").put("reply", corrected.reply());
        } else if (event instanceof CallEvent.KeysPressed keys) {
            json.put("event", "keys_pressed").put("count", keys.count());
        } else if (event instanceof CallEvent.TonesPlayed tones) {
            json.put("event", "tones_played").put("count", tones.count());
        } else if (event instanceof CallEvent.Held held) {
            json.put("event", "held");
            milliseconds(json, "atMostMs", held.atMost());
        } else if (event instanceof CallEvent.Collecting collecting) {
            json.put("event", "collecting").put("field", collecting.field()).put("byKeys", collecting.byKeys());
        } else if (event instanceof CallEvent.AgentNote note) {
            json.put("event", "agent_note").put("what", note.what()).put("detail", note.detail());
        } else {
            help(json, event);
        }
    }

    private static void help(ObjectNode json, CallEvent event) {
        if (event instanceof CallEvent.ToolRun run) {
            json.put("event", "tool_run").put("name", run.name()).put("outcome", run.outcome());
            milliseconds(json, "tookMs", run.took());
        } else if (event instanceof CallEvent.TransferBegan began) {
            json.put("event", "transfer_began")
                    .put("to", began.to())
                    .put("why", began.why())
                    .put("by", word(began.by()));
        } else if (event instanceof CallEvent.TransferEnded ended) {
            json.put("event", "transfer_ended")
                    .put("answered", ended.answered())
                    .put("outcome", ended.outcome());
        } else {
            recording(json, event);
        }
    }

    private static void recording(ObjectNode json, CallEvent event) {
        if (event instanceof CallEvent.RecordingStarted started) {
            json.put("event", "recording_started").put("consent", started.consentSaid() ? "said" : "elsewhere");
        } else if (event instanceof CallEvent.RecordingRefused) {
            json.put("event", "recording_refused");
        } else if (event instanceof CallEvent.RecordingPaused paused) {
            json.put("event", "recording_paused").put("by", paused.by());
        } else if (event instanceof CallEvent.RecordingResumed) {
            json.put("event", "recording_resumed");
        } else if (event instanceof CallEvent.RecordingEnded ended) {
            json.put("event", "recording_ended").put("file", ended.file());
            milliseconds(json, "lengthMs", ended.length());
            json.put("pausedMs", ended.pausedMs())
                    .put("droppedMs", ended.droppedMs())
                    .put("why", ended.why());
        } else if (event instanceof CallEvent.RecordingDeleted deleted) {
            json.put("event", "recording_deleted").put("file", deleted.file()).put("by", deleted.by());
        }
    }

    private static void milliseconds(ObjectNode json, String field, @Nullable Duration time) {
        if (time != null) {
            json.put(field, time.toMillis());
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
