package callgateway.records;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of calls, and where.
 *
 * @param database where; null keeps nothing
 * @param folder where the spool is, and the embedded database
 * @param node the name of this node in the records
 * @param fullNumbers whether callers' numbers are kept whole
 * @param transcripts whether it is kept what was said
 * @param keep how long records are kept, at least a minute
 * @param admitWithin how long a webhook waits for its record at the most, 50 ms to 5 s
 * @param events who is told of calls; null for nobody
 */
public record RecordsSettings(
        @Nullable DatabaseSettings database,
        Path folder,
        String node,
        boolean fullNumbers,
        boolean transcripts,
        Duration keep,
        Duration admitWithin,
        @Nullable EventSettings events) {

    /** Holds the ranges; messages begin with the setting's name. */
    public RecordsSettings {
        if (node.isBlank() || node.length() > 255) {
            throw new IllegalArgumentException("node: " + node.length() + " characters (expected: 1..255)");
        }
        if (keep.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException("keep: " + keep.toSeconds() + " s (expected: at least 60 s)");
        }
        if (admitWithin.toMillis() < 50 || admitWithin.toMillis() > 5000) {
            throw new IllegalArgumentException("admit-within: " + admitWithin.toMillis()
                    + " ms (expected: 50..5000 ms, Twilio gives up after 15 s)");
        }
        if (database == null && events != null) {
            throw new IllegalArgumentException(
                    "events.url: set, but database is none (expected: a database, which events wait in)");
        }
    }
}
