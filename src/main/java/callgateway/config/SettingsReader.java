package callgateway.config;

import callgateway.routing.Pools;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads one section after the other and gathers everything that is wrong, so that a user mends it all at once. */
final class SettingsReader {
    private final Config root;
    private final List<String> problems = new ArrayList<>();

    private SettingsReader(Config root) {
        this.root = root;
    }

    /** Reads below {@code section}. */
    static SettingsReader of(Config config, String section) throws SettingsException {
        try {
            return new SettingsReader(config.getConfig(section));
        } catch (ConfigException e) {
            throw new SettingsException(List.of(section + ": " + e.getMessage()));
        }
    }

    String text(String key) {
        return read(key, "", () -> root.getString(key).strip());
    }

    @Nullable
    String optional(String key) {
        String value = text(key);
        return value.isEmpty() ? null : value;
    }

    int number(String key) {
        return read(key, 0, () -> root.getInt(key));
    }

    int bytes(String key) {
        return read(key, 0, () -> Math.toIntExact(root.getBytes(key)));
    }

    Duration time(String key) {
        return read(key, Duration.ZERO, () -> root.getDuration(key));
    }

    boolean flag(String key) {
        return read(key, false, () -> root.getBoolean(key));
    }

    /** The texts of a list. */
    List<String> texts(String key) {
        return read(key, List.of(), () -> root.getStringList(key));
    }

    private <T> T read(String key, T instead, Supplier<T> value) {
        try {
            return value.get();
        } catch (ConfigException | ArithmeticException e) {
            problem(key, String.valueOf(e.getMessage()));
            return instead;
        }
    }

    /** A number of bytes, as large as a disk. */
    long size(String key) {
        return read(key, 0L, () -> root.getBytes(key));
    }

    /** Builds a settings record; what its constructor refuses becomes a problem of this section. */
    <T> @Nullable T section(String name, Supplier<T> record) {
        int before = problems.size();
        try {
            return record.get();
        } catch (IllegalArgumentException e) {
            if (problems.size() == before) {
                problem(name, String.valueOf(e.getMessage()));
            }
            return null;
        }
    }

    /** All pools; null when something is wrong with them. */
    @Nullable
    Pools pools(PoolBase base) {
        try {
            return PoolsReader.read(root, base);
        } catch (SettingsException e) {
            problems.addAll(e.problems());
            return null;
        }
    }

    void problem(String key, String what) {
        String line = "call-gateway." + key + ": " + what;
        // A setting may be read twice.
        if (!problems.contains(line)) {
            problems.add(line);
        }
    }

    List<String> problems() {
        return problems;
    }
}
