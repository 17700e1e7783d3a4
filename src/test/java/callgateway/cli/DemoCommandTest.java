package callgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.demo.CallReport;
import callgateway.demo.SampleReports;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DemoCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @AfterEach
    void forgetTheLevel() {
        System.clearProperty("LOG_LEVEL");
    }

    @Test
    void aGoodCallExitsWith0AndLeavesItsFiles() {
        Path there = directory.resolve("a/b");

        assertThat(run(() -> SampleReports.good("hello"), "--out", there.toString()))
                .isZero();

        assertThat(there.resolve("report.html")).isNotEmptyFile();
        assertThat(there.resolve("call.wav")).isNotEmptyFile();
        assertThat(out.toString())
                .contains("as it should")
                .contains(there.resolve("report.html").toString());
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aCallThatWentWrongExitsWith1AndSaysWhatFailed() {
        assertThat(run(() -> SampleReports.failed("it was not to be"), "--out", directory.toString()))
                .isEqualTo(1);

        assertThat(out.toString()).contains("FAILED  Never: it was not to be");
        assertThat(directory.resolve("report.html")).isNotEmptyFile();
    }

    @Test
    void aDemoThatCannotStartExitsWith1AndSaysWhy() {
        int code = run(
                () -> {
                    throw new IOException("cannot listen on 127.0.0.1:0");
                },
                "--out",
                directory.toString());

        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).contains("cannot listen on 127.0.0.1:0").doesNotContain("\tat ");
    }

    @Test
    void aDirectoryThatCannotBeMadeExitsWith2BeforeAnyCall() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        int code = run(
                () -> {
                    throw new AssertionError("there was a call");
                },
                "--out",
                file.toString());

        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains("--out").contains(file.toString());
    }

    @Test
    void anUnknownOptionExitsWith2() {
        assertThat(run(() -> SampleReports.good("hello"), "--no-such-option")).isEqualTo(2);
        assertThat(err.toString()).contains("--no-such-option");
    }

    private interface Answer {
        CallReport get() throws IOException;
    }

    private int run(Answer answer, String... args) {
        return new CommandLine(new DemoCommand(terminal -> answer.get()))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }
}
