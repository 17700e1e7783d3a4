package callgateway.simulator.caller;

import callgateway.transport.stock.StockResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How long fetched files play, remembered for as long as their {@code Cache-Control} allows. Safe from any thread. */
final class AudioCache {
    private static final Pattern MAX_AGE = Pattern.compile("(?i)(?:^|[ ,])max-age=([0-9]{1,9})");
    private static final Pattern FORBIDDEN = Pattern.compile("(?i)no-(store|cache)");

    private record Entry(Duration length, long untilNanos) {}

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    /** Null if the file has to be fetched. */
    @Nullable
    Duration length(String url, long nowNanos) {
        Entry entry = entries.get(url);
        return entry == null || nowNanos - entry.untilNanos >= 0 ? null : entry.length;
    }

    void fetched(String url, StockResponse file, Duration length, long nowNanos) {
        String control = file.header("Cache-Control");
        if (control == null || FORBIDDEN.matcher(control).find()) {
            return;
        }
        Matcher age = MAX_AGE.matcher(control);
        if (age.find()) {
            entries.put(url, new Entry(length, nowNanos + TimeUnit.SECONDS.toNanos(Long.parseLong(age.group(1)))));
        }
    }
}
