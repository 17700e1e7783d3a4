package callgateway.load.storm;

import callgateway.load.ChartPage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A storm as one HTML page that needs nothing else: its figures, and slots, line and outcomes over time. */
public final class StormChart {
    private StormChart() {}

    /** Writes the page, over what is there. */
    public static void write(StormResult result, Path file) throws IOException {
        String title = result.settings().callers() + " callers, a plan of "
                + result.settings().plan();
        ChartPage.write(ChartPage.html("storm.html", title, StormText.lines(result), columns(result)), file);
    }

    private static List<String> columns(StormResult result) {
        List<StormSecond> seconds = result.seconds();
        return List.of(
                ChartPage.column(seconds, StormSecond::atSeconds),
                ChartPage.column(seconds, second -> result.settings().plan()),
                ChartPage.column(seconds, second -> orGap(second.limit())),
                ChartPage.column(seconds, second -> orGap(second.slots())),
                ChartPage.column(seconds, StormSecond::sessions),
                ChartPage.column(seconds, second -> orGap(second.waiting())),
                ChartPage.column(seconds, StormSecond::placed),
                ChartPage.column(seconds, StormSecond::agent),
                ChartPage.column(seconds, StormSecond::overflow),
                ChartPage.column(seconds, StormSecond::left),
                ChartPage.column(seconds, StormSecond::broken),
                ChartPage.column(seconds, StormSecond::refused));
    }

    private static double orGap(int value) {
        return value < 0 ? Double.NaN : value;
    }
}
