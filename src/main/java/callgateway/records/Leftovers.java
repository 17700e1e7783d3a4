package callgateway.records;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the database has to be told of before: records in the spool, and calls that ended with the process that had them. */
final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
    private static final int AT_ONCE = 200;

    private final Database database;
    private final RecordStore store;
    private final OutboxStore outbox;
    private final Spool spool;
    private final @Nullable String onlyNode;
    private final long beganMs;

    /**
     * @param onlyNode whose calls are closed that have no end; null for everybody's, when nobody else writes there
     * @param beganMs when this process began, milliseconds since 1970: calls of later are its own
     */
    Leftovers(
            Database database,
            RecordStore store,
            OutboxStore outbox,
            Spool spool,
            @Nullable String onlyNode,
            long beganMs) {
        this.database = database;
        this.store = store;
        this.outbox = outbox;
        this.spool = spool;
        this.onlyNode = onlyNode;
        this.beganMs = beganMs;
    }

    /**
     * Reads the spool back; and, the first time, closes what has no end.
     *
     * @param ours calls that go on, or whose end will be written
     * @param again whether this process has been here before
     */
    void settle(Collection<String> ours, boolean again) throws SQLException, IOException {
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            try {
                replay(connection);
                if (!again) {
                    closeTheDead(connection, ours);
                }
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    private void replay(Connection connection) throws SQLException, IOException {
        while (!spool.isEmpty()) {
            List<CallRecord> calls = spool.replay();
            for (int i = 0; i < calls.size(); i += AT_ONCE) {
                for (CallRecord call : calls.subList(i, Math.min(i + AT_ONCE, calls.size()))) {
                    store.restore(connection, call);
                }
                connection.commit();
            }
            spool.replayed();
            LOG.info("{} versions of records have come back from the spool", calls.size());
        }
    }

    private void closeTheDead(Connection connection, Collection<String> ours) throws SQLException {
        if (onlyNode == null) {
            outbox.adopt(connection);
            connection.commit();
        }
        List<OpenCall.Version> closed = new ArrayList<>();
        int count = 0;
        for (CallRecord stored : store.open(connection, onlyNode)) {
            Long admitted = stored.admittedMs();
            if (ours.contains(stored.callSid()) || (admitted != null && admitted >= beganMs)) {
                continue;
            }
            OpenCall call = OpenCall.left(stored);
            call.died(store.lastSign(connection, stored));
            closed.add(call.version());
            count++;
            if (closed.size() >= AT_ONCE) {
                store.save(connection, closed);
                connection.commit();
                closed.clear();
            }
        }
        store.save(connection, closed);
        connection.commit();
        if (count > 0) {
            LOG.warn("{} calls ended with the process that had them; their records say so", count);
        }
    }
}
