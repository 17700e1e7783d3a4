package callgateway.records;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The same against a real PostgreSQL. */
class PostgresRecordStoreTest extends RecordStoreContract {
    private static final AtomicInteger MADE = new AtomicInteger();
    private static @Nullable PostgresServer server;

    private @Nullable DatabaseSettings last;

    @BeforeAll
    static void start() throws InterruptedException {
        try {
            server = PostgresServer.start();
        } catch (IOException e) {
            abort("PostgreSQL cannot be started here: " + e.getMessage());
        }
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    DatabaseSettings empty() throws SQLException {
        PostgresServer running = java.util.Objects.requireNonNull(server);
        DatabaseSettings made = running.database("records_" + MADE.incrementAndGet());
        last = made;
        return made;
    }

    @Override
    DatabaseSettings reopened() {
        return java.util.Objects.requireNonNull(last);
    }
}
