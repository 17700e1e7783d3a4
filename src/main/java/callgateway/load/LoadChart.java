package callgateway.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A run as one HTML page that needs nothing else: its figures, and calls, latency and CPU over time. */
public final class LoadChart {
    private LoadChart() {}

    /** Writes the page, over what is there. */
    public static void write(LoadResult result, Path file) throws IOException {
        String title =
                result.settings().calls() + " calls to " + result.settings().voiceUrl();
        ChartPage.write(ChartPage.html("chart.html", title, LoadText.lines(result), columns(result.seconds())), file);
    }

    /** Time, calls, p50 and p99 in ms, cores of the gateway and of the generator, the gateway's MB, measured. */
    private static List<String> columns(List<LoadSecond> seconds) {
        return List.of(
                ChartPage.column(seconds, LoadSecond::atSeconds),
                ChartPage.column(seconds, LoadSecond::open),
                ChartPage.column(
                        seconds, second -> millis(second, second.latency().p50())),
                ChartPage.column(
                        seconds, second -> millis(second, second.latency().p99())),
                ChartPage.column(seconds, second -> second.gatewayCores() < 0 ? Double.NaN : second.gatewayCores()),
                ChartPage.column(seconds, LoadSecond::ownCores),
                ChartPage.column(seconds, second -> second.gatewayCores() < 0 ? Double.NaN : second.gatewayRss() / 1e6),
                ChartPage.column(seconds, second -> second.measured() ? 1 : 0));
    }

    private static double millis(LoadSecond second, long micros) {
        return second.latency().count() == 0 ? Double.NaN : micros / 1000.0;
    }
}
