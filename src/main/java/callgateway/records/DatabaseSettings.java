package callgateway.records;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where records are kept.
 *
 * @param url JDBC address
 * @param user null when the address says it, or nobody asks
 * @param password null when the address says it, or nobody asks
 */
public record DatabaseSettings(
        String url, @Nullable String user, @Nullable String password) {
    private static final String SQLITE = "jdbc:sqlite:";
    private static final String POSTGRESQL = "jdbc:postgresql:";

    /** Refuses databases that nothing here has been tried with. */
    public DatabaseSettings {
        if (!url.startsWith(SQLITE) && !url.startsWith(POSTGRESQL)) {
            throw new IllegalArgumentException(
                    "database: neither embedded nor PostgreSQL (expected: embedded, none or jdbc:postgresql://HOST/NAME)");
        }
    }

    /** A file in this folder. */
    public static DatabaseSettings embedded(Path folder) {
        return new DatabaseSettings(SQLITE + folder.resolve("records.db"), null, null);
    }

    /** Whether no other node can have anything in it. */
    boolean isEmbedded() {
        return url.startsWith(SQLITE);
    }

    /** Where it is, without what may hold a password. */
    @Override
    public String toString() {
        int query = url.indexOf('?');
        String shown = query < 0 ? url : url.substring(0, query);
        return shown.replaceFirst("//[^/@]*@", "//***@");
    }
}
