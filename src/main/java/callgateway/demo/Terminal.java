package callgateway.demo;

import callgateway.demo.Figures.Interruption;
import callgateway.demo.Figures.TurnTime;
import callgateway.demo.Moment.Kind;
import callgateway.demo.Moment.Latency;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Tells of a call in lines of text, plain ASCII of at most 100 columns. Belongs to one thread. */
public final class Terminal {
    private static final int TEXT_WIDTH = 66;
    private static final String LINE = "  %9s  %s  %s  %s";

    private final PrintWriter out;
    private final boolean coloured;

    public Terminal(PrintWriter out, boolean coloured) {
        this.out = out;
        this.coloured = coloured;
    }

    /** What is about to happen, and the head of the timeline. */
    public void begin() {
        out.println(paint("1", "A phone call through the gateway, on this machine"));
        out.println("Simulated: Twilio with a caller, Omni with an agent. Real: the gateway, all sockets, all speech.");
        out.println();
        out.println(paint("2", String.format(LINE, "time", pad("who", 8), pad("what", TEXT_WIDTH), "latency")));
        out.flush();
    }

    /** One moment, at once. */
    public void tell(Moment moment) {
        String text = moment.kind() == Kind.SPEECH ? '"' + moment.text() + '"' : moment.text();
        List<String> lines = wrap(text);
        Latency latency = moment.latency();
        String time = String.format(Locale.ROOT, "%.3f s", moment.atMs() / 1000);
        for (int i = 0; i < lines.size(); i++) {
            boolean first = i == 0;
            String line = lines.get(i);
            String shown = moment.kind() == Kind.TROUBLE ? paint("31", line) : line;
            out.println(String.format(
                            LINE,
                            first ? time : "",
                            first ? paint(colour(moment), pad(moment.who().label(), 8)) : pad("", 8),
                            shown + " ".repeat(Math.max(0, TEXT_WIDTH - line.length())),
                            first && latency != null ? String.format(Locale.ROOT, "%7s", ms(latency.ms())) : "")
                    .stripTrailing());
        }
        out.flush();
    }

    /** What came out of it. */
    public void summarise(CallReport report, List<Path> files) {
        Figures figures = report.figures();
        long passed = report.checks().stream().filter(Check::passed).count();
        out.println();
        String counts = String.format(
                Locale.ROOT, "%d of %d checks, %.1f s", passed, report.checks().size(), figures.lengthMs() / 1000);
        out.println(
                report.passed()
                        ? paint("1;32", "The call went as it should") + " (" + counts + ")"
                        : paint("1;31", "The call did not go as it should") + " (" + counts + ")");
        for (Check check : report.checks()) {
            if (!check.passed()) {
                out.println("  " + paint("31", "FAILED") + "  " + check.claim() + ": " + check.found());
            }
        }
        fact(
                "set-up",
                "media stream after " + ms(figures.streamMs()) + ", agent ready after " + ms(figures.agentReadyMs())
                        + ", first audio heard after " + ms(figures.greetingMs()));
        fact(
                "turns",
                figures.turns().stream().map(Terminal::turn).collect(Collectors.joining(", "))
                        + " until the reply; of that between agent and ear: " + ms(figures.gatewayMs()) + " (median)");
        Interruption interruption = figures.interruption();
        if (interruption != null) {
            fact(
                    "barge-in",
                    "silence " + ms(interruption.untilSilenceMs()) + " after the caller's first sound; "
                            + ms(interruption.playedAfterFlushMs()) + " were still played after the flush, "
                            + ms(interruption.staleMs()) + " after the clear");
        }
        for (Path file : files) {
            fact(file.toString().endsWith(".wav") ? "audio" : "report", file.toString());
        }
        out.flush();
    }

    private void fact(String name, String text) {
        List<String> lines = wrap(text, 86);
        for (int i = 0; i < lines.size(); i++) {
            out.println("  " + paint("2", pad(i == 0 ? name : "", 9)) + " " + lines.get(i));
        }
    }

    private static String turn(TurnTime turn) {
        return turn.isAnswered() ? ms(turn.totalMs()) : "no reply";
    }

    private static String ms(double value) {
        return Double.isNaN(value) ? "never" : String.format(Locale.ROOT, "%.0f ms", value);
    }

    private static String colour(Moment moment) {
        return switch (moment.who()) {
            case CALLER -> "36";
            case TWILIO -> "34";
            case GATEWAY -> "33";
            case AGENT -> "35";
        };
    }

    private String paint(String code, String text) {
        return coloured ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static List<String> wrap(String text) {
        return wrap(text, TEXT_WIDTH);
    }

    /** Broken at spaces; control characters, which could move the cursor, are shown as question marks. */
    static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.replaceAll("\\p{Cntrl}", "?").split(" ", -1)) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() > 0 ? " " : "").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
