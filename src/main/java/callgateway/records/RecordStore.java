package callgateway.records;

import callgateway.call.CallEvent;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records in the database. The same SQL for SQLite and PostgreSQL; whoever calls has the transaction. */
final class RecordStore {
    private static final String ADD_EVENT = "INSERT INTO call_event (call_sid, position, at_ms, body)"
            + " VALUES (?, ?, ?, ?) ON CONFLICT (call_sid, position) DO NOTHING";
    private static final String EVENTS =
            "SELECT call_sid, position, at_ms, body FROM call_event WHERE call_sid = ? ORDER BY position";

    private final OutboxStore outbox;

    /** @param outbox where notices are put, in the same transaction */
    RecordStore(OutboxStore outbox) {
        this.outbox = outbox;
    }

    // -- writing

    void save(Connection connection, Collection<OpenCall.Version> versions) throws SQLException {
        List<Notice> notices = new ArrayList<>();
        try (PreparedStatement rows = connection.prepareStatement(RecordRow.UPSERT);
                PreparedStatement events = connection.prepareStatement(ADD_EVENT)) {
            for (OpenCall.Version version : versions) {
                RecordRow.bind(rows, version.record());
                rows.addBatch();
                for (RecordedEvent event : version.events()) {
                    events.setString(1, event.callSid());
                    events.setInt(2, event.position());
                    events.setLong(3, event.atMs());
                    events.setString(4, event.body());
                    events.addBatch();
                }
            }
            rows.executeBatch();
            events.executeBatch();
        }
        for (OpenCall.Version version : versions) {
            addNotices(connection, version, notices);
        }
        outbox.add(connection, notices);
    }

    /** The transcript comes before the end: of each call that is the last. */
    private void addNotices(Connection connection, OpenCall.Version version, List<Notice> notices) throws SQLException {
        boolean transcript = version.transcriptDue() && outbox.wants(Notices.TRANSCRIPT);
        for (Notice notice : version.notices()) {
            if (transcript && notice.type().equals(Notices.ENDED)) {
                Notice words = Notices.transcript(
                        version.record(), events(connection, version.record().callSid()));
                if (words != null) {
                    notices.add(words);
                }
            }
            notices.add(notice);
        }
    }

    /** Puts back what the spool has of a call; a later version in the database stays. */
    void restore(Connection connection, CallRecord call) throws SQLException {
        List<Notice> notices = new ArrayList<>();
        if (call.admittedMs() != null && find(connection, call.callSid()) == null) {
            notices.add(Notices.started(call));
        }
        if (call.isOver()) {
            notices.add(Notices.ended(call));
        }
        // A transcript is of what was said, which the spool does not have.
        save(connection, List.of(new OpenCall.Version(call, List.of(), notices, false)));
    }

    /** Adds what became of a recording to a record that was written before; does nothing when there is none any more. */
    void addLater(Connection connection, Afterthought thought) throws SQLException {
        CallRecord call = find(connection, thought.callSid());
        if (call == null) {
            return;
        }
        ObjectNode body = MomentJson.of(thought.moment());
        long atMs = thought.moment().at().toEpochMilli();
        RecordedEvent event = new RecordedEvent(call.callSid(), call.events(), atMs, body.toString());
        List<Notice> notices = thought.moment().event() instanceof CallEvent.RecordingEnded
                ? List.of(Notices.happened(call, Notices.RECORDED, atMs, body))
                : List.of();
        CallRecord next =
                RecordTally.withRevision(RecordTally.withEvents(call, call.events() + 1), call.revision() + 1);
        save(connection, List.of(new OpenCall.Version(next, List.of(event), notices, false)));
    }

    // -- reading

    @Nullable
    CallRecord find(Connection connection, String callSid) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(RecordRow.SELECT + "WHERE call_sid = ?")) {
            query.setString(1, callSid);
            List<CallRecord> found = read(query);
            return found.isEmpty() ? null : found.get(0);
        }
    }

    List<RecordedEvent> events(Connection connection, String callSid) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(EVENTS)) {
            query.setString(1, callSid);
            List<RecordedEvent> events = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    events.add(
                            new RecordedEvent(rows.getString(1), rows.getInt(2), rows.getLong(3), rows.getString(4)));
                }
            }
            return events;
        }
    }

    /** Newest first. */
    List<CallRecord> find(Connection connection, RecordQuery asked) throws SQLException {
        StringBuilder sql = new StringBuilder(RecordRow.SELECT).append("WHERE 1 = 1");
        List<Object> values = new ArrayList<>();
        condition(sql, values, " AND came_ms >= ?", asked.fromMs());
        condition(sql, values, " AND came_ms < ?", asked.toMs());
        condition(sql, values, " AND pool = ?", asked.pool());
        condition(
                sql,
                values,
                " AND outcome = ?",
                asked.outcome() == null ? null : asked.outcome().word());
        RecordQuery.Place after = asked.after();
        if (after != null) {
            sql.append(" AND (came_ms < ? OR (came_ms = ? AND call_sid < ?))");
            values.addAll(List.of(after.cameMs(), after.cameMs(), after.callSid()));
        }
        sql.append(" ORDER BY came_ms DESC, call_sid DESC LIMIT ?");
        values.add(asked.limit());
        try (PreparedStatement query = connection.prepareStatement(sql.toString())) {
            for (int i = 0; i < values.size(); i++) {
                query.setObject(i + 1, values.get(i));
            }
            return read(query);
        }
    }

    private static void condition(StringBuilder sql, List<Object> values, String condition, @Nullable Object value) {
        if (value != null) {
            sql.append(condition);
            values.add(value);
        }
    }

    /**
     * Records without an end.
     *
     * @param node of this node; null for all
     */
    List<CallRecord> open(Connection connection, @Nullable String node) throws SQLException {
        String sql = RecordRow.SELECT + "WHERE ended_ms IS NULL" + (node == null ? "" : " AND node = ?");
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            if (node != null) {
                query.setString(1, node);
            }
            return read(query);
        }
    }

    /** The last sign of life of a call, milliseconds since 1970. */
    long lastSign(Connection connection, CallRecord call) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT max(at_ms) FROM call_event WHERE call_sid = ?")) {
            query.setString(1, call.callSid());
            try (ResultSet rows = query.executeQuery()) {
                long last = rows.next() ? rows.getLong(1) : 0;
                Long admitted = call.admittedMs();
                return Math.max(last, admitted == null ? call.cameMs() : admitted);
            }
        }
    }

    private static List<CallRecord> read(PreparedStatement query) throws SQLException {
        List<CallRecord> found = new ArrayList<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                found.add(RecordRow.read(rows));
            }
        }
        return found;
    }

    // -- retention

    /** Deletes at most so many records of calls that ended before, and all that belongs to them; returns how many. */
    int delete(Connection connection, long endedBeforeMs, int most) throws SQLException {
        List<String> old = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT call_sid FROM call_record WHERE ended_ms < ? AND came_ms < ? ORDER BY came_ms LIMIT ?")) {
            query.setLong(1, endedBeforeMs);
            query.setLong(2, endedBeforeMs);
            query.setInt(3, most);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    old.add(rows.getString(1));
                }
            }
        }
        for (String sql : List.of(
                "DELETE FROM call_event WHERE call_sid = ?",
                "DELETE FROM outbox WHERE call_sid = ?",
                "DELETE FROM call_record WHERE call_sid = ?")) {
            try (PreparedStatement delete = connection.prepareStatement(sql)) {
                for (String callSid : old) {
                    delete.setString(1, callSid);
                    delete.addBatch();
                }
                delete.executeBatch();
            }
        }
        return old.size();
    }
}
