package callgateway.records;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/** The database: its connections, and its schema, which is brought up to date when it is first reached. Any thread. */
final class Database implements AutoCloseable {
    /** Writing, sending events, and two who look at records. */
    private static final int CONNECTIONS = 4;

    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(3);
    private static final String SQLITE_SETTINGS =
            // Written through to the disk at each commit: a record outlives a power cut, not only a crash.
            "journal_mode=WAL&synchronous=FULL&busy_timeout=5000";

    private final DatabaseSettings settings;
    private volatile @Nullable HikariDataSource pool;
    private boolean closed;

    Database(DatabaseSettings settings) {
        this.settings = settings;
    }

    /** A connection, once {@link #open} has succeeded. */
    Connection connection() throws SQLException {
        HikariDataSource open = pool;
        if (open == null) {
            throw new SQLTransientConnectionException("the database has not been reached yet");
        }
        return open.getConnection();
    }

    /** Reaches it, unless that has been done. */
    synchronized void open() throws SQLException {
        if (pool != null) {
            return;
        }
        if (closed) {
            throw new SQLTransientConnectionException("closed");
        }
        HikariDataSource opening;
        try {
            opening = new HikariDataSource(config());
        } catch (RuntimeException e) {
            throw new SQLTransientConnectionException("cannot reach " + settings + ": " + e.getMessage(), e);
        }
        try {
            migrate(opening);
            pool = opening;
        } catch (FlywayException e) {
            throw new SQLTransientConnectionException("cannot set up " + settings + ": " + e.getMessage(), e);
        } finally {
            if (pool == null) {
                opening.close();
            }
        }
    }

    private HikariConfig config() {
        HikariConfig config = new HikariConfig();
        config.setPoolName("records");
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECT_WITHIN.toMillis());
        config.setInitializationFailTimeout(CONNECT_WITHIN.toMillis());
        if (settings.isEmbedded()) {
            // Transactions take the writer's lock when they begin: none of two can find out too late that it may not.
            config.setJdbcUrl(settings.url() + "?" + SQLITE_SETTINGS + "&transaction_mode=IMMEDIATE");
            return config;
        }
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.addDataSourceProperty("connectTimeout", "3");
        config.addDataSourceProperty("socketTimeout", "15");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("ApplicationName", "call-gateway");
        return config;
    }

    private void migrate(DataSource source) {
        if (settings.isEmbedded()) {
            Flyway.configure()
                    .dataSource(settings.url() + "?" + SQLITE_SETTINGS, null, null)
                    .locations("classpath:db/sqlite")
                    .load()
                    .migrate();
        } else {
            Flyway.configure()
                    .dataSource(source)
                    .locations("classpath:db/postgresql")
                    .load()
                    .migrate();
        }
    }

    /** Whether this says that the database cannot be used, and not that it refuses what it was told. */
    static boolean isDown(SQLException failure) {
        String state = failure.getSQLState();
        if (failure instanceof SQLTransientConnectionException || state == null) {
            // SQLite has no states; what it refuses by itself, such as a full disk, is no matter of the data either.
            return true;
        }
        // Connection lost, out of resources, shut down by an operator, system error.
        return state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57")
                || state.startsWith("58")
                || state.startsWith("25");
    }

    @Override
    public synchronized void close() {
        closed = true;
        HikariDataSource open = pool;
        if (open != null) {
            open.close();
        }
    }
}
