package callgateway.cli;

import callgateway.simulator.omni.OmniRefusal;
import callgateway.simulator.omni.OmniSession;
import callgateway.simulator.omni.OmniSessionEvent;
import callgateway.simulator.omni.OmniSimulatorListener;
import callgateway.transport.stock.StockRequest;
import java.io.PrintWriter;
import java.net.URI;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A line for each session of a simulated Omni as it comes and goes. Any thread. */
final class SessionLines implements OmniSimulatorListener {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    private final PrintWriter out;
    private double heardSeconds;
    private double saidSeconds;

    SessionLines(PrintWriter out) {
        this.out = out;
    }

    synchronized void listening(URI base) {
        out.println("Omni's stand-in listens at " + base + "; Ctrl-C ends it. For a gateway:");
        out.println("  PYAI_BASE_URL=" + base + " PYAI_API_KEY=any-key call-gateway serve");
        out.flush();
    }

    @Override
    public void opened(OmniSession session) {
        line("%s begins: %s, caller audio at %d Hz", session.id(), name(session), session.inputHz());
    }

    @Override
    public void refused(StockRequest request, String how) {
        line("refused: %s %s: %s", request.method(), request.path(), how);
    }

    @Override
    public synchronized void closed(OmniSession session) {
        double heard = seconds(session.heardBytes(), session.inputHz());
        double said = seconds(session.saidBytes(), session.outputHz());
        heardSeconds += heard;
        saidSeconds += said;
        line(
                "%s ends: %s, close code %d, heard %.1f s, said %.1f s at %d Hz, interrupted %d times%s",
                session.id(),
                name(session),
                session.closeCode(),
                heard,
                said,
                session.outputHz(),
                session.events().stream()
                        .filter(event -> event.kind() == OmniSessionEvent.Kind.INTERRUPTED)
                        .count(),
                faults(session));
    }

    synchronized void summary(long sessions, int peak, long refused, Map<OmniRefusal, Long> refusals) {
        out.printf(
                Locale.ROOT,
                "%d sessions, at most %d at a time, %d refused; heard %.1f s, said %.1f s%n",
                sessions,
                peak,
                refused,
                heardSeconds,
                saidSeconds);
        refusals.forEach((kind, count) -> out.printf(Locale.ROOT, "  %-12s %d%n", EnumWords.word(kind), count));
        out.flush();
    }

    private static String name(OmniSession session) {
        return session.label().isEmpty() ? "no label" : session.label();
    }

    private static String faults(OmniSession session) {
        List<String> faults = session.faults().entrySet().stream()
                .map(fault -> fault.getKey() + " x " + fault.getValue())
                .sorted()
                .toList();
        return faults.isEmpty() ? "" : faults.stream().collect(Collectors.joining(", ", "; the client's faults: ", ""));
    }

    private static double seconds(long bytes, int hz) {
        return bytes / 2.0 / hz;
    }

    private synchronized void line(String format, Object... values) {
        out.println(
                LocalTime.now(ZoneId.systemDefault()).format(CLOCK) + " " + String.format(Locale.ROOT, format, values));
        out.flush();
    }
}
