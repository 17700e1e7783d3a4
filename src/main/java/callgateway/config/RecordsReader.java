package callgateway.config;

import callgateway.records.DatabaseSettings;
import callgateway.records.EventSettings;
import callgateway.records.RecordsSettings;
import callgateway.tools.ToolEndpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what is kept of calls, and who is told of them. */
final class RecordsReader {
    private static final String EMBEDDED = "embedded";
    private static final String NONE = "none";

    private RecordsReader() {}

    static @Nullable RecordsSettings read(SettingsReader read) {
        EventSettings events =
                read.optional("records.events.url") == null ? null : read.section("records.events", () -> events(read));
        return read.section("records", () -> records(read, events));
    }

    private static RecordsSettings records(SettingsReader read, @Nullable EventSettings events) {
        String numbers = read.text("records.numbers").toLowerCase(Locale.ROOT);
        if (!numbers.equals("masked") && !numbers.equals("full")) {
            throw new IllegalArgumentException("numbers: " + numbers + " (expected: masked or full)");
        }
        Path folder = folder(read.text("data-dir"));
        String node = read.optional("records.node");
        return new RecordsSettings(
                database(read, folder),
                folder,
                node == null ? hostName() : node,
                numbers.equals("full"),
                read.flag("records.transcripts"),
                read.time("records.keep"),
                read.time("records.admit-within"),
                events);
    }

    private static @Nullable DatabaseSettings database(SettingsReader read, Path folder) {
        String written = read.text("records.database");
        return switch (written.toLowerCase(Locale.ROOT)) {
            case NONE -> null;
            case EMBEDDED -> DatabaseSettings.embedded(folder);
            default -> new DatabaseSettings(written, read.optional("records.user"), read.optional("records.password"));
        };
    }

    private static EventSettings events(SettingsReader read) {
        List<String> secrets = Arrays.stream(read.text("records.events.secret").split(","))
                .map(String::strip)
                .filter(secret -> !secret.isEmpty())
                .toList();
        return new EventSettings(
                ToolEndpoint.url(read.text("records.events.url")),
                secrets,
                new HashSet<>(read.texts("records.events.types")),
                read.time("records.events.timeout"),
                read.time("records.events.first-retry"),
                read.time("records.events.longest-retry"),
                read.time("records.events.give-up-after"),
                read.number("records.events.max-in-flight"),
                read.time("records.events.keep-delivered"));
    }

    /** The setting {@code data-dir}. */
    static Path folder(String written) {
        try {
            return Path.of(written.isEmpty() ? "." : written);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("data-dir: " + written + " (expected: a folder)", e);
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "node";
        }
    }
}
