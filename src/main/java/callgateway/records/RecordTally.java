package callgateway.records;

import callgateway.call.CallEvent;
import callgateway.call.CallId;
import callgateway.call.CallStory;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How records change: each method makes the next version's values of one. */
final class RecordTally {
    static CallRecord first(
            CallId id, String node, String pool, Outcome outcome, long cameMs, @Nullable Long admittedMs) {
        return new CallRecord(
                id.callSid(),
                0,
                node,
                id.accountSid(),
                id.placed(),
                pool,
                id.from(),
                id.to(),
                outcome,
                null,
                null,
                null,
                cameMs,
                admittedMs,
                null,
                null,
                null,
                null,
                0,
                "",
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                MediaFigures.NONE,
                0,
                0);
    }

    private RecordTally() {}

    static CallRecord counted(CallRecord r, CallStory.Moment moment) {
        long at = moment.at().toEpochMilli();
        CallEvent event = moment.event();
        if (event instanceof CallEvent.TurnTaken turn) {
            return measured(r, MediaFigures.of(turn));
        }
        if (event instanceof CallEvent.HeardAfterFlush after) {
            return measured(r, MediaFigures.of(after));
        }
        if (event instanceof CallEvent.AudioCounted audio) {
            return change(
                    measured(r, MediaFigures.of(audio)),
                    r.interruptions(),
                    r.keysPressed(),
                    r.toolCalls(),
                    r.transfers(),
                    r.callerDroppedMs() + audio.callerDroppedMs(),
                    r.agentDroppedMs() + audio.agentDroppedMs(),
                    r.flushedMs() + audio.flushedMs());
        }
        if (event instanceof CallEvent.StreamStarted) {
            return times(r, first(r.startedMs(), at), r.agentReadyMs(), r.firstAudioMs(), r.streams() + 1);
        }
        if (event instanceof CallEvent.AgentReady) {
            return times(r, r.startedMs(), first(r.agentReadyMs(), at), r.firstAudioMs(), r.streams());
        }
        if (event instanceof CallEvent.AgentHeard) {
            return times(r, r.startedMs(), r.agentReadyMs(), first(r.firstAudioMs(), at), r.streams());
        }
        int interruptions = event instanceof CallEvent.Interrupted ? 1 : 0;
        int keys = event instanceof CallEvent.KeysPressed pressed ? pressed.count() : 0;
        int tools = event instanceof CallEvent.ToolRun ? 1 : 0;
        int transfers = event instanceof CallEvent.TransferBegan ? 1 : 0;
        return change(
                r,
                r.interruptions() + interruptions,
                r.keysPressed() + keys,
                r.toolCalls() + tools,
                r.transfers() + transfers,
                r.callerDroppedMs(),
                r.agentDroppedMs(),
                r.flushedMs());
    }

    private static Long first(@Nullable Long known, long now) {
        return known == null ? now : known;
    }

    private static CallRecord change(
            CallRecord r,
            int interruptions,
            int keys,
            int tools,
            int transfers,
            long callerDropped,
            long agentDropped,
            long flushed) {
        return new CallRecord(
                r.callSid(),
                r.revision(),
                r.node(),
                r.accountSid(),
                r.placed(),
                r.pool(),
                r.caller(),
                r.called(),
                r.outcome(),
                r.cause(),
                r.detail(),
                r.endedBy(),
                r.cameMs(),
                r.admittedMs(),
                r.startedMs(),
                r.agentReadyMs(),
                r.firstAudioMs(),
                r.endedMs(),
                r.streams(),
                r.agentCallIds(),
                interruptions,
                keys,
                tools,
                transfers,
                callerDropped,
                agentDropped,
                flushed,
                r.media(),
                r.events(),
                r.eventsLost());
    }

    private static CallRecord measured(CallRecord r, MediaFigures more) {
        return new CallRecord(
                r.callSid(),
                r.revision(),
                r.node(),
                r.accountSid(),
                r.placed(),
                r.pool(),
                r.caller(),
                r.called(),
                r.outcome(),
                r.cause(),
                r.detail(),
                r.endedBy(),
                r.cameMs(),
                r.admittedMs(),
                r.startedMs(),
                r.agentReadyMs(),
                r.firstAudioMs(),
                r.endedMs(),
                r.streams(),
                r.agentCallIds(),
                r.interruptions(),
                r.keysPressed(),
                r.toolCalls(),
                r.transfers(),
                r.callerDroppedMs(),
                r.agentDroppedMs(),
                r.flushedMs(),
                r.media().plus(more),
                r.events(),
                r.eventsLost());
    }

    private static CallRecord times(
            CallRecord r, @Nullable Long started, @Nullable Long ready, @Nullable Long audio, int streams) {
        return new CallRecord(
                r.callSid(),
                r.revision(),
                r.node(),
                r.accountSid(),
                r.placed(),
                r.pool(),
                r.caller(),
                r.called(),
                r.outcome(),
                r.cause(),
                r.detail(),
                r.endedBy(),
                r.cameMs(),
                r.admittedMs(),
                started,
                ready,
                audio,
                r.endedMs(),
                streams,
                r.agentCallIds(),
                r.interruptions(),
                r.keysPressed(),
                r.toolCalls(),
                r.transfers(),
                r.callerDroppedMs(),
                r.agentDroppedMs(),
                r.flushedMs(),
                r.media(),
                r.events(),
                r.eventsLost());
    }

    private static CallRecord book(
            CallRecord r, int revision, String node, String pool, String sessions, int events, int lost) {
        return new CallRecord(
                r.callSid(),
                revision,
                node,
                r.accountSid(),
                r.placed(),
                pool,
                r.caller(),
                r.called(),
                r.outcome(),
                r.cause(),
                r.detail(),
                r.endedBy(),
                r.cameMs(),
                r.admittedMs(),
                r.startedMs(),
                r.agentReadyMs(),
                r.firstAudioMs(),
                r.endedMs(),
                r.streams(),
                sessions,
                r.interruptions(),
                r.keysPressed(),
                r.toolCalls(),
                r.transfers(),
                r.callerDroppedMs(),
                r.agentDroppedMs(),
                r.flushedMs(),
                r.media(),
                events,
                lost);
    }

    static CallRecord withRevision(CallRecord r, int revision) {
        return book(r, revision, r.node(), r.pool(), r.agentCallIds(), r.events(), r.eventsLost());
    }

    static CallRecord withSessions(CallRecord r, String sessions) {
        return book(r, r.revision(), r.node(), r.pool(), sessions, r.events(), r.eventsLost());
    }

    static CallRecord withEvents(CallRecord r, int events) {
        return book(r, r.revision(), r.node(), r.pool(), r.agentCallIds(), events, r.eventsLost());
    }

    static CallRecord withLost(CallRecord r, int lost) {
        return book(r, r.revision(), r.node(), r.pool(), r.agentCallIds(), r.events(), lost);
    }

    /** It goes on, perhaps in another pool. */
    static CallRecord reopened(CallRecord r, String pool) {
        CallRecord open = end(r, Outcome.LIVE, null, null, null, null);
        return book(open, r.revision(), r.node(), pool, r.agentCallIds(), r.events(), r.eventsLost());
    }

    static CallRecord ended(
            CallRecord r, Outcome outcome, String cause, @Nullable String detail, String by, long atMs) {
        return end(r, outcome, cause, detail, by, atMs);
    }

    private static CallRecord end(
            CallRecord r,
            Outcome outcome,
            @Nullable String cause,
            @Nullable String detail,
            @Nullable String by,
            @Nullable Long atMs) {
        return new CallRecord(
                r.callSid(),
                r.revision(),
                r.node(),
                r.accountSid(),
                r.placed(),
                r.pool(),
                r.caller(),
                r.called(),
                outcome,
                cause,
                detail,
                by,
                r.cameMs(),
                r.admittedMs(),
                r.startedMs(),
                r.agentReadyMs(),
                r.firstAudioMs(),
                atMs,
                r.streams(),
                r.agentCallIds(),
                r.interruptions(),
                r.keysPressed(),
                r.toolCalls(),
                r.transfers(),
                r.callerDroppedMs(),
                r.agentDroppedMs(),
                r.flushedMs(),
                r.media(),
                r.events(),
                r.eventsLost());
    }

    /** What a call's second part adds to its first. */
    static CallRecord added(CallRecord one, CallRecord two) {
        return new CallRecord(
                one.callSid(),
                Math.max(one.revision(), two.revision()),
                two.node(),
                two.accountSid(),
                two.placed(),
                two.pool(),
                two.caller(),
                two.called(),
                two.outcome(),
                two.cause(),
                two.detail(),
                two.endedBy(),
                one.cameMs(),
                one.admittedMs() == null ? two.admittedMs() : one.admittedMs(),
                one.startedMs() == null ? two.startedMs() : one.startedMs(),
                one.agentReadyMs() == null ? two.agentReadyMs() : one.agentReadyMs(),
                one.firstAudioMs() == null ? two.firstAudioMs() : one.firstAudioMs(),
                two.endedMs(),
                one.streams() + two.streams(),
                (one.agentCallIds() + " " + two.agentCallIds()).strip(),
                one.interruptions() + two.interruptions(),
                one.keysPressed() + two.keysPressed(),
                one.toolCalls() + two.toolCalls(),
                one.transfers() + two.transfers(),
                one.callerDroppedMs() + two.callerDroppedMs(),
                one.agentDroppedMs() + two.agentDroppedMs(),
                one.flushedMs() + two.flushedMs(),
                one.media().plus(two.media()),
                one.events() + two.events(),
                one.eventsLost() + two.eventsLost());
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
