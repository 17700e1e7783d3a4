package callgateway.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What several witnesses say of the same figures, as one table: a line for each figure, a column for each witness. */
final class Agreement {
    private record Row(String figure, Map<String, Long> said) {
        boolean agrees() {
            return new LinkedHashSet<>(said.values()).size() == 1;
        }
    }

    private final String title;
    private final List<Row> rows = new ArrayList<>();

    Agreement(String title) {
        this.title = title;
    }

    /** A figure, and what is said of it: names of witnesses, each with a number after it, or null for one that is not there. */
    Agreement figure(String name, @Nullable Object... said) {
        Map<String, Long> values = new LinkedHashMap<>();
        for (int i = 0; i < said.length; i += 2) {
            if (said[i + 1] instanceof Number value) {
                values.put(String.valueOf(said[i]), value.longValue());
            }
        }
        if (values.size() < 2) {
            throw new IllegalArgumentException(name + ": " + values + " (expected: at least two witnesses)");
        }
        rows.add(new Row(name, values));
        return this;
    }

    int figures() {
        return rows.size();
    }

    /** Names of the figures about which not all say the same. */
    List<String> disagreements() {
        return rows.stream().filter(row -> !row.agrees()).map(Row::figure).toList();
    }

    /** Keeps the table for people. */
    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, this + "\n");
    }

    @Override
    public String toString() {
        Set<String> witnesses = new LinkedHashSet<>();
        rows.forEach(row -> witnesses.addAll(row.said.keySet()));
        int width = rows.stream().mapToInt(row -> row.figure.length()).max().orElse(0);
        StringBuilder table = new StringBuilder(title).append('\n');
        table.append(" ".repeat(width + 4));
        witnesses.forEach(one -> table.append(String.format(Locale.ROOT, "%12s", one)));
        for (Row row : rows) {
            table.append(
                    String.format(Locale.ROOT, "%n%s %-" + (width + 2) + "s", row.agrees() ? " " : "!", row.figure));
            for (String one : witnesses) {
                Long value = row.said.get(one);
                table.append(String.format(Locale.ROOT, "%12s", value == null ? "" : value));
            }
        }
        return table.toString();
    }
}
