package callgateway.load;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** A run as one HTML page that needs nothing else: its figures, and calls, latency and CPU over time. */
public final class LoadChart {
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

    private LoadChart() {}

    /** Writes the page, over what is there. */
    public static void write(LoadResult result, Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Files.writeString(file, html(result));
    }

    static String html(LoadResult result) throws IOException {
        return resource("/callgateway/load/chart.html")
                .replace("/*UPLOT_CSS*/", resource(UPLOT + "uPlot.min.css"))
                .replace("<!--TITLE-->", escaped(title(result.settings())))
                .replace("<!--FIGURES-->", escaped(String.join("\n", LoadText.lines(result))))
                .replace("/*DATA*/", data(result.seconds()))
                .replace("/*UPLOT_JS*/", resource(UPLOT + "uPlot.iife.min.js"));
    }

    private static String title(LoadSettings settings) {
        return settings.calls() + " calls to " + settings.voiceUrl();
    }

    /** Columns: time, calls, p50 and p99 in ms, cores of the gateway and of the generator, the gateway's MB, measured. */
    private static String data(List<LoadSecond> seconds) {
        return "["
                + String.join(
                        ",",
                        column(seconds, LoadSecond::atSeconds),
                        column(seconds, LoadSecond::open),
                        column(
                                seconds,
                                second -> millis(second, second.latency().p50())),
                        column(
                                seconds,
                                second -> millis(second, second.latency().p99())),
                        column(seconds, second -> second.gatewayCores() < 0 ? Double.NaN : second.gatewayCores()),
                        column(seconds, LoadSecond::ownCores),
                        column(seconds, second -> second.gatewayCores() < 0 ? Double.NaN : second.gatewayRss() / 1e6),
                        column(seconds, second -> second.measured() ? 1 : 0))
                + "]";
    }

    private static double millis(LoadSecond second, long micros) {
        return second.latency().count() == 0 ? Double.NaN : micros / 1000.0;
    }

    private static String column(List<LoadSecond> seconds, ToDoubleFunction<LoadSecond> value) {
        return seconds.stream()
                .mapToDouble(value)
                .mapToObj(number -> Double.isNaN(number) ? "null" : String.format(Locale.ROOT, "%.3f", number))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String resource(String path) throws IOException {
        try (InputStream in = LoadChart.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IOException(path + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
