package callgateway.records;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a {@link CallRecord} and a row of {@code call_record} become each other. */
final class RecordRow {
    private static final List<String> COLUMNS = Arrays.asList(
            "call_sid",
            "revision",
            "node",
            "account_sid",
            "placed",
            "pool",
            "caller",
            "called",
            "outcome",
            "cause",
            "detail",
            "ended_by",
            "came_ms",
            "admitted_ms",
            "started_ms",
            "agent_ready_ms",
            "first_audio_ms",
            "ended_ms",
            "streams",
            "agent_call_ids",
            "interruptions",
            "keys_pressed",
            "tool_calls",
            "transfers",
            "caller_dropped_ms",
            "agent_dropped_ms",
            "flushed_ms",
            "turns",
            "turn_sum_ms",
            "turn_max_ms",
            "heard_after_flush_max_ms",
            "marks_sent",
            "marks_played",
            "marks_flushed",
            "underruns",
            "late_releases",
            "latest_ms",
            "events",
            "events_lost");

    static final String SELECT = "SELECT " + String.join(", ", COLUMNS) + " FROM call_record ";

    /** Writes a version unless the row is of a later one; both databases understand it. */
    static final String UPSERT = "INSERT INTO call_record (" + String.join(", ", COLUMNS) + ") VALUES ("
            + COLUMNS.stream().map(column -> "?").collect(Collectors.joining(", "))
            + ") ON CONFLICT (call_sid) DO UPDATE SET "
            + COLUMNS.stream()
                    .skip(1)
                    .map(column -> column + " = excluded." + column)
                    .collect(Collectors.joining(", "))
            + " WHERE call_record.revision < excluded.revision";

    private RecordRow() {}

    static void bind(PreparedStatement row, CallRecord call) throws SQLException {
        Object[] values = {
            call.callSid(),
            call.revision(),
            call.node(),
            call.accountSid(),
            call.placed(),
            call.pool(),
            call.caller(),
            call.called(),
            call.outcome().word(),
            call.cause(),
            call.detail(),
            call.endedBy(),
            call.cameMs(),
            call.admittedMs(),
            call.startedMs(),
            call.agentReadyMs(),
            call.firstAudioMs(),
            call.endedMs(),
            call.streams(),
            call.agentCallIds(),
            call.interruptions(),
            call.keysPressed(),
            call.toolCalls(),
            call.transfers(),
            call.callerDroppedMs(),
            call.agentDroppedMs(),
            call.flushedMs(),
            call.media().turns(),
            call.media().turnSumMs(),
            call.media().turnMaxMs(),
            call.media().heardAfterFlushMaxMs(),
            call.media().marksSent(),
            call.media().marksPlayed(),
            call.media().marksFlushed(),
            call.media().underruns(),
            call.media().lateReleases(),
            call.media().latestMs(),
            call.events(),
            call.eventsLost()
        };
        for (int i = 0; i < values.length; i++) {
            row.setObject(i + 1, values[i]);
        }
    }

    static CallRecord read(ResultSet row) throws SQLException {
        return new CallRecord(
                row.getString("call_sid"),
                row.getInt("revision"),
                row.getString("node"),
                row.getString("account_sid"),
                row.getBoolean("placed"),
                row.getString("pool"),
                row.getString("caller"),
                row.getString("called"),
                Outcome.ofWord(row.getString("outcome")),
                row.getString("cause"),
                row.getString("detail"),
                row.getString("ended_by"),
                row.getLong("came_ms"),
                time(row, "admitted_ms"),
                time(row, "started_ms"),
                time(row, "agent_ready_ms"),
                time(row, "first_audio_ms"),
                time(row, "ended_ms"),
                row.getInt("streams"),
                row.getString("agent_call_ids"),
                row.getInt("interruptions"),
                row.getInt("keys_pressed"),
                row.getInt("tool_calls"),
                row.getInt("transfers"),
                row.getLong("caller_dropped_ms"),
                row.getLong("agent_dropped_ms"),
                row.getLong("flushed_ms"),
                media(row),
                row.getInt("events"),
                row.getInt("events_lost"));
    }

    private static MediaFigures media(ResultSet row) throws SQLException {
        return new MediaFigures(
                row.getInt("turns"),
                row.getLong("turn_sum_ms"),
                row.getLong("turn_max_ms"),
                row.getLong("heard_after_flush_max_ms"),
                row.getLong("marks_sent"),
                row.getLong("marks_played"),
                row.getLong("marks_flushed"),
                row.getLong("underruns"),
                row.getLong("late_releases"),
                row.getLong("latest_ms"));
    }

    private static @Nullable Long time(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}
