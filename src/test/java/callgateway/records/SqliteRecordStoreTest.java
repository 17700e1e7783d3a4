package callgateway.records;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteRecordStoreTest extends RecordStoreContract {
    @TempDir
    Path folder = Path.of(".");

    @Override
    DatabaseSettings empty() {
        return DatabaseSettings.embedded(folder);
    }

    @Override
    DatabaseSettings reopened() {
        return DatabaseSettings.embedded(folder);
    }
}
