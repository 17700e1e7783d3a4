package callgateway.records;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes what is too old, in transactions so small that nobody waits for one. */
final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final int AT_ONCE = 200;

    private final Database database;
    private final RecordStore store;
    private final OutboxStore outbox;
    private final Duration keep;
    private final @Nullable Duration keepDelivered;
    private final InstantSource clock;

    Retention(Database database, RecordStore store, OutboxStore outbox, RecordsSettings settings, InstantSource clock) {
        this.database = database;
        this.store = store;
        this.outbox = outbox;
        this.keep = settings.keep();
        EventSettings events = settings.events();
        this.keepDelivered = events == null ? null : events.keepDelivered();
        this.clock = clock;
    }

    /** Returns how many records are gone. */
    int sweep() {
        int deleted = 0;
        long now = clock.millis();
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            int some;
            do {
                some = store.delete(connection, now - keep.toMillis(), AT_ONCE);
                connection.commit();
                deleted += some;
            } while (some == AT_ONCE);
            while (keepDelivered != null
                    && outbox.deleteDelivered(connection, now - keepDelivered.toMillis(), AT_ONCE) == AT_ONCE) {
                connection.commit();
            }
            connection.commit();
        } catch (SQLException e) {
            LOG.warn("old records are not deleted this time: {}", e.getMessage());
        }
        if (deleted > 0) {
            LOG.info("{} records older than {} deleted", deleted, keep);
        }
        return deleted;
    }
}
