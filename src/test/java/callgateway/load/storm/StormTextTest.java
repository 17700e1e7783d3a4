package callgateway.load.storm;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.load.Spread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StormTextTest {
    private static final StormSettings SETTINGS =
            new StormSettings(20, 5, 10, 0.1, 7, Duration.ofSeconds(1), 0.2, Duration.ofSeconds(60), 0);
    private static final Spread NONE = new Spread(0, 0, 0, 0, 0, 0);

    @Test
    void aStormInWhichEveryPromiseWasKeptHasNothingBroken() {
        StormResult result = result(5, 0, Map.of(Outcome.AGENT, 12L, Outcome.OVERFLOW, 8L), List.of(), List.of());

        assertThat(result.broken()).isEmpty();
        assertThat(StormText.lines(result))
                .contains(
                        "callers   20 at 10 a second, seed 7",
                        "              12 talked to the agent",
                        "               8 went to the overflow",
                        "after     nothing is held")
                .noneMatch(line -> line.startsWith("BROKEN"));
    }

    @Test
    void everyBrokenPromiseIsALine() {
        StormResult result = result(
                6,
                2,
                Map.of(Outcome.AGENT, 18L, Outcome.ERROR, 1L, Outcome.LOST, 1L),
                List.of("CA1 came before CA2"),
                List.of("3 slots are taken"));

        assertThat(result.broken())
                .containsExactly(
                        "6 sessions at a time, of a plan of 5",
                        "2 attempts to open one more session than the plan allows",
                        "1 callers lost the agent",
                        "1 callers heard an application error",
                        "1 callers overtaken in line: CA1 came before CA2",
                        "afterwards 3 slots are taken");
        assertThat(StormText.lines(result))
                .filteredOn(line -> line.startsWith("BROKEN"))
                .hasSize(6);
    }

    @Test
    void theChartHoldsItsFiguresAndNeedsNothingElse(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("charts/storm.html");

        StormChart.write(result(5, 0, Map.of(Outcome.AGENT, 20L), List.of(), List.of()), file);

        assertThat(Files.readString(file))
                .contains("20 callers, a plan of 5", "20 talked to the agent", "var uPlot=", ".uplot")
                .contains(
                        "[[1.000,2.000],[5.000,5.000],[5.000,null],[4.000,null],[3.000,5.000],[7.000,null],[10.000,20.000]")
                .doesNotContain("<!--TITLE-->", "/*DATA*/", "/*PAGE_JS*/", "/*PAGE_CSS*/")
                .doesNotContain("src=\"http", "href=\"http", "@import");
    }

    private static StormResult result(
            int peak, long beyond, Map<Outcome, Long> outcomes, List<String> overtakings, List<String> held) {
        return new StormResult(
                SETTINGS,
                outcomes,
                List.of(),
                peak,
                15,
                3,
                beyond,
                NONE,
                NONE,
                overtakings,
                held,
                List.of(
                        new StormSecond(1, 3, 5, 4, 7, 10, 1, 2, 0, 0, 1),
                        new StormSecond(2, 5, -1, -1, -1, 20, 18, 2, 0, 0, 0)));
    }
}
