package callgateway.demo.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

import callgateway.audio.MuLaw;
import callgateway.audio.WavFile;
import callgateway.demo.CallReport;
import callgateway.demo.SampleReports;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFilesTest {
    private final CallReport report = SampleReports.good("<hello> & \"goodbye\"");

    @TempDir
    private Path directory;

    @Test
    void theSoundIsAsLongAsTheCallWithTheCallerOnTheLeft() throws Exception {
        List<Path> files = ReportFiles.write(report, directory);

        assertThat(files).containsExactly(directory.resolve("report.html"), directory.resolve("call.wav"));
        WavFile wav = WavFile.read(files.get(1));
        assertThat(wav.channels()).isEqualTo(2);
        assertThat(wav.samplesPerChannel() * 1000.0 / wav.rateHz())
                .isEqualTo(report.figures().lengthMs());
        assertThat(wav.channel(0)).isEqualTo(pcm(report.callerMu()));
        assertThat(wav.channel(1)).isEqualTo(pcm(report.heardMu()));
    }

    @Test
    void thePageHoldsTheSameSoundAsTheFile() throws Exception {
        List<Path> files = ReportFiles.write(report, directory);

        String sound = Base64.getEncoder().encodeToString(Files.readAllBytes(files.get(1)));
        assertThat(Files.readString(files.get(0))).contains("src=\"data:audio/wav;base64," + sound + "\"");
    }

    @Test
    void olderFilesAreReplaced() throws Exception {
        Files.write(directory.resolve("call.wav"), new byte[1_000_000]);
        Files.writeString(directory.resolve("report.html"), "x".repeat(2_000_000));

        List<Path> files = ReportFiles.write(report, directory);

        assertThat(WavFile.read(files.get(1)).samplesPerChannel()).isEqualTo(SampleReports.SAMPLES);
        assertThat(Files.readString(files.get(0))).startsWith("<!doctype html>").endsWith("</html>\n");
    }

    @Test
    void aDirectoryThatIsNotThereIsAnError() {
        assertThatIOException().isThrownBy(() -> ReportFiles.write(report, directory.resolve("none")));
    }

    /** Needs Chromium; is skipped without. */
    @Test
    void aBrowserDrawsTheCall() throws Exception {
        Optional<Path> chromium = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(where -> Path.of(where, "chromium"))
                .filter(Files::isExecutable)
                .findFirst();
        assumeThat(chromium).as("chromium").isPresent();
        List<Path> files = ReportFiles.write(report, directory);
        Path dom = directory.resolve("dom.html");
        Path log = directory.resolve("log.txt");

        Process browser = new ProcessBuilder(
                        chromium.orElseThrow().toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-background-networking",
                        "--user-data-dir=" + directory.resolve("profile"),
                        "--enable-logging=stderr",
                        "--dump-dom",
                        files.get(0).toUri().toString())
                .redirectOutput(dom.toFile())
                .redirectError(log.toFile())
                .start();
        try {
            assertThat(browser.waitFor(60, TimeUnit.SECONDS))
                    .as("the browser is done")
                    .isTrue();
        } finally {
            browser.destroyForcibly();
        }

        assertThat(Files.readString(log)).doesNotContain("CONSOLE");
        assertThat(Files.readString(dom))
                .contains("<canvas")
                .contains("class=\"chip agent cut\"")
                .contains("class=\"chip caller\"")
                .contains("class=\"pin agent\"")
                .contains("role=\"slider\"");
    }

    private static byte[] pcm(byte[] mu) {
        byte[] pcm = new byte[2 * mu.length];
        MuLaw.decode(mu, 0, mu.length, pcm, 0);
        return pcm;
    }
}
