package callgateway.records;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outbox in the database: events that were committed with what they tell of. Whoever calls has the transaction. */
final class OutboxStore {
    private static final String COLUMNS =
            "o.seq, o.id, o.call_sid, o.type, o.body, o.state, o.created_ms, o.attempts, o.next_ms, o.last_error";
    private static final String ADD = "INSERT INTO outbox"
            + " (id, call_sid, node, type, body, state, created_ms, attempts, next_ms)"
            + " VALUES (?, ?, ?, ?, ?, 'pending', ?, 0, ?) ON CONFLICT (id) DO NOTHING";
    /** Of each call only the oldest: the next one is not due before that is delivered or given up. */
    private static final String DUE = "SELECT " + COLUMNS + " FROM outbox o WHERE o.node = ? AND o.state = 'pending'"
            + " AND o.next_ms <= ? AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.call_sid = o.call_sid"
            + " AND e.state = 'pending' AND e.seq < o.seq) ORDER BY o.next_ms, o.seq LIMIT ?";

    private final String node;
    private final @Nullable EventSettings settings;

    /** @param settings null when nobody is told */
    OutboxStore(String node, @Nullable EventSettings settings) {
        this.node = node;
        this.settings = settings;
    }

    boolean wants(String type) {
        return settings != null && settings.wants(type);
    }

    void add(Connection connection, List<Notice> notices) throws SQLException {
        List<Notice> wanted =
                notices.stream().filter(notice -> wants(notice.type())).toList();
        if (wanted.isEmpty()) {
            return;
        }
        try (PreparedStatement rows = connection.prepareStatement(ADD)) {
            for (Notice notice : wanted) {
                rows.setString(1, notice.id());
                rows.setString(2, notice.callSid());
                rows.setString(3, node);
                rows.setString(4, notice.type());
                rows.setString(5, notice.body());
                rows.setLong(6, notice.atMs());
                rows.setLong(7, notice.atMs());
                rows.addBatch();
            }
            rows.executeBatch();
        }
    }

    /** What another process left in a database that nobody else uses now is ours to send. */
    void adopt(Connection connection) throws SQLException {
        try (PreparedStatement all =
                connection.prepareStatement("UPDATE outbox SET node = ? WHERE state = 'pending' AND node <> ?")) {
            all.setString(1, node);
            all.setString(2, node);
            all.executeUpdate();
        }
    }

    // -- sending

    List<OutboxEntry> due(Connection connection, long nowMs, int most) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(DUE)) {
            query.setString(1, node);
            query.setLong(2, nowMs);
            query.setInt(3, most);
            return read(query);
        }
    }

    /** When the next one is due, milliseconds since 1970; null when none waits. */
    @Nullable
    Long nextDue(Connection connection) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT min(next_ms) FROM outbox WHERE node = ? AND state = 'pending'")) {
            query.setString(1, node);
            try (ResultSet rows = query.executeQuery()) {
                long next = rows.next() ? rows.getLong(1) : 0;
                return rows.wasNull() ? null : next;
            }
        }
    }

    /** What became of sending one. */
    record Sent(
            OutboxEntry entry,
            String state,
            long nextMs,
            long nowMs,
            @Nullable String error) {}

    void sent(Connection connection, Collection<Sent> all) throws SQLException {
        try (PreparedStatement row = connection.prepareStatement("UPDATE outbox SET state = ?, attempts = attempts + 1,"
                + " next_ms = ?, done_ms = ?, last_error = ? WHERE seq = ? AND state = 'pending'")) {
            for (Sent one : all) {
                row.setString(1, one.state());
                row.setLong(2, one.nextMs());
                row.setObject(3, one.state().equals(OutboxEntry.PENDING) ? null : one.nowMs());
                row.setString(4, one.error());
                row.setLong(5, one.entry().seq());
                row.addBatch();
            }
            row.executeBatch();
        }
    }

    /** The receiver is back: what waits for another attempt need not wait any longer. */
    void hasten(Connection connection, long nowMs) throws SQLException {
        try (PreparedStatement all = connection.prepareStatement(
                "UPDATE outbox SET next_ms = ? WHERE node = ? AND state = 'pending' AND next_ms > ?")) {
            all.setLong(1, nowMs);
            all.setString(2, node);
            all.setLong(3, nowMs);
            all.executeUpdate();
        }
    }

    // -- looking at it

    long count(Connection connection, String state) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT count(*) FROM outbox WHERE node = ? AND state = ?")) {
            query.setString(1, node);
            query.setString(2, state);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    /** Oldest first, of all nodes. */
    List<OutboxEntry> list(Connection connection, String state, int most) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT " + COLUMNS + " FROM outbox o WHERE o.state = ? ORDER BY o.seq LIMIT ?")) {
            query.setString(1, state);
            query.setInt(2, most);
            return read(query);
        }
    }

    /**
     * Dead letters are sent once more, as if they were new.
     *
     * @param seq which; null for all
     * @return how many
     */
    int requeue(Connection connection, @Nullable Long seq, long nowMs) throws SQLException {
        try (PreparedStatement row = connection.prepareStatement("UPDATE outbox SET state = 'pending', attempts = 0,"
                + " created_ms = ?, next_ms = ?, done_ms = NULL, node = ? WHERE state = 'dead'"
                + (seq == null ? "" : " AND seq = ?"))) {
            row.setLong(1, nowMs);
            row.setLong(2, nowMs);
            row.setString(3, node);
            if (seq != null) {
                row.setLong(4, seq);
            }
            return row.executeUpdate();
        }
    }

    /** Deletes at most so many that were delivered before; returns how many. */
    int deleteDelivered(Connection connection, long beforeMs, int most) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM outbox WHERE seq IN"
                + " (SELECT seq FROM outbox WHERE state = 'delivered' AND done_ms < ? ORDER BY seq LIMIT ?)")) {
            delete.setLong(1, beforeMs);
            delete.setInt(2, most);
            return delete.executeUpdate();
        }
    }

    private static List<OutboxEntry> read(PreparedStatement query) throws SQLException {
        List<OutboxEntry> found = new ArrayList<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                found.add(new OutboxEntry(
                        rows.getLong(1),
                        rows.getString(2),
                        rows.getString(3),
                        rows.getString(4),
                        rows.getString(5),
                        rows.getString(6),
                        rows.getLong(7),
                        rows.getInt(8),
                        rows.getLong(9),
                        rows.getString(10)));
            }
        }
        return found;
    }
}
