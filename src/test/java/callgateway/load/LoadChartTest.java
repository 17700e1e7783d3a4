package callgateway.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadChartTest {
    @Test
    void thePageHoldsItsFiguresAndNeedsNothingElse(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("reports/load.html");

        LoadChart.write(Results.with(100, 0.1, null), file);

        String page = Files.readString(file);
        assertThat(page)
                .contains("5 calls to http://127.0.0.1:8080/voice")
                .contains("[[1.000,2.000],[5.000,5.000],[null,0.900],[null,7.200],[null,null],[0.500,0.250]")
                .contains("var uPlot=")
                .contains(".uplot")
                .doesNotContain("<!--TITLE-->", "/*DATA*/", "/*UPLOT_JS*/", "secret-token")
                .doesNotContain("src=\"http", "href=\"http", "@import");
    }
}
