package callgateway.config;

import callgateway.logging.LogFormat;
import callgateway.tracing.TracingSettings;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads how the gateway is watched: its log and its traces. */
final class ObservingReader {
    private ObservingReader() {}

    static @Nullable LogSettings log(SettingsReader read) {
        return read.section("log", () -> {
            String format = read.text("log.format").toLowerCase(Locale.ROOT);
            String numbers = read.text("log.numbers").toLowerCase(Locale.ROOT);
            if (!format.equals("text") && !format.equals("json")) {
                throw new IllegalArgumentException("format: " + format + " (expected: text or json)");
            }
            if (!numbers.equals("masked") && !numbers.equals("full")) {
                throw new IllegalArgumentException("numbers: " + numbers + " (expected: masked or full)");
            }
            return new LogSettings(LogFormat.valueOf(format.toUpperCase(Locale.ROOT)), numbers.equals("full"));
        });
    }

    /** Null when no traces are wanted. */
    static @Nullable TracingSettings tracing(SettingsReader read, @Nullable String node) {
        String endpoint = read.optional("tracing.endpoint");
        return endpoint == null
                ? null
                : read.section(
                        "tracing",
                        () -> new TracingSettings(
                                traces(endpoint),
                                headers(read.text("tracing.headers")),
                                read.text("tracing.service-name"),
                                node == null ? "" : node,
                                share(read.text("tracing.sample"))));
    }

    /** What is configured is the base of all signals, as everywhere with OpenTelemetry. */
    private static URI traces(String base) {
        String written = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        try {
            URI uri = URI.create(written.endsWith("/v1/traces") ? written : written + "/v1/traces");
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("endpoint: " + base + " (expected: http://HOST:PORT)", e);
        }
        throw new IllegalArgumentException("endpoint: " + base + " (expected: http://HOST:PORT)");
    }

    private static double share(String written) {
        try {
            return Double.parseDouble(written);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("sample: " + written + " (expected: 0..1)", e);
        }
    }

    private static Map<String, String> headers(String written) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String one : written.split(",", -1)) {
            int equals = one.indexOf('=');
            if (equals > 0) {
                headers.put(
                        one.substring(0, equals).strip(),
                        one.substring(equals + 1).strip());
            } else if (!one.isBlank()) {
                // Not the header itself: it may hold a key.
                throw new IllegalArgumentException("headers: a part without = (expected: NAME=VALUE,NAME=VALUE)");
            }
        }
        return headers;
    }
}
