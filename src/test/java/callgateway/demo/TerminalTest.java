package callgateway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.demo.Moment.Kind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private final StringWriter out = new StringWriter();

    @Test
    void withoutColourThereIsNothingButText() {
        everything(
                new Terminal(new PrintWriter(out), false),
                "A long line that goes on. ".repeat(8).strip());

        assertThat(out.toString()).matches("[\\x20-\\x7e\\n]*");
        assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }

    @Test
    void colourChangesNothingElse() {
        everything(new Terminal(new PrintWriter(out), false), "hello");
        StringWriter coloured = new StringWriter();
        everything(new Terminal(new PrintWriter(coloured), true), "hello");

        assertThat(coloured.toString()).contains("\u001b[35m").isNotEqualTo(out.toString());
        assertThat(coloured.toString().replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(out.toString());
    }

    @Test
    void nothingThatIsSaidMovesTheCursor() {
        everything(new Terminal(new PrintWriter(out), false), "\u001b[2Jgone\r\n\u0007");

        assertThat(out.toString()).doesNotContain("\u001b", "\r", "\u0007").contains("?[2Jgone???");
    }

    @Test
    void aMomentHasItsTimeItsPartyAndItsLatency() {
        new Terminal(new PrintWriter(out), false)
                .tell(Moment.of(7250, Who.AGENT, Kind.SPEECH, "From seven.").since(6500, "the caller's last word"));

        assertThat(out.toString().strip().replaceAll(" +", " ")).isEqualTo("7.250 s agent \"From seven.\" 750 ms");
    }

    @Test
    void theSummaryNamesTheFiguresAndTheFiles() {
        new Terminal(new PrintWriter(out), false)
                .summarise(SampleReports.good("hello"), List.of(Path.of("r.html"), Path.of("c.wav")));

        assertThat(out.toString())
                .contains("The call went as it should (1 of 1 checks, 0.5 s)")
                .contains("silence 30 ms after the caller's first sound")
                .contains("1 ms were still played after the flush")
                .contains("28 ms, 712 ms")
                .contains("r.html")
                .contains("c.wav")
                .doesNotContain("FAILED");
    }

    @Test
    void theSummaryOfAFailureSaysWhatFailed() {
        new Terminal(new PrintWriter(out), false).summarise(SampleReports.failed("it was not to be"), List.of());

        assertThat(out.toString())
                .contains("The call did not go as it should (1 of 2 checks")
                .contains("FAILED  Never: it was not to be")
                .contains("first audio heard after never")
                .doesNotContain("NaN");
    }

    private static void everything(Terminal terminal, String words) {
        terminal.begin();
        SampleReports.good(words).moments().forEach(terminal::tell);
        terminal.tell(Moment.of(1, Who.GATEWAY, Kind.TROUBLE, words));
        terminal.summarise(SampleReports.good("hello"), List.of(Path.of("r.html")));
    }
}
