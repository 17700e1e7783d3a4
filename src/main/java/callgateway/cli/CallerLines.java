package callgateway.cli;

import callgateway.simulator.caller.BargeIn;
import callgateway.simulator.caller.CallerEvent;
import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.caller.Turn;
import java.io.PrintWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A line for each simulated call that is over, and a summary. Any thread. */
final class CallerLines {
    private final PrintWriter out;
    private final int planned;
    private final List<Double> setUps = new ArrayList<>();
    private final List<Double> firstAudios = new ArrayList<>();
    private final List<Double> replies = new ArrayList<>();
    private final List<Double> stops = new ArrayList<>();
    private final List<Double> stale = new ArrayList<>();
    private int over;
    private int good;

    CallerLines(PrintWriter out, int planned) {
        this.out = out;
        this.planned = planned;
    }

    synchronized void calling(URI gateway) {
        out.println("calling " + gateway + " " + planned + (planned == 1 ? " time" : " times") + "; times are in ms");
        out.printf(
                Locale.ROOT,
                "%6s  %-9s %7s  %11s  %8s  %-18s %s%n",
                "call",
                "outcome",
                "set-up",
                "first audio",
                "answered",
                "barge-ins",
                "");
        out.flush();
    }

    /** A call is over. */
    synchronized void over(int number, CallerResult result) {
        double setUp = result.firstMs(CallerEvent.Kind.STREAM_STARTED) - result.firstMs(CallerEvent.Kind.WEBHOOK_SENT);
        double firstAudio = firstAudio(result);
        long answered = result.turns().stream().filter(Turn::isAnswered).count();
        String wrong = wrong(result);
        over++;
        good += wrong.isEmpty() ? 1 : 0;
        addIfAny(setUps, setUp);
        addIfAny(firstAudios, firstAudio);
        result.turns().stream()
                .filter(turn -> turn.isAnswered() && !turn.cue().equals(Turn.PICKED_UP))
                .forEach(turn -> replies.add(turn.latencyMs()));
        for (BargeIn bargeIn : result.bargeIns()) {
            stops.add(bargeIn.stopMs());
            if (bargeIn.isCleared()) {
                stale.add(bargeIn.staleMs());
            }
        }
        out.printf(
                Locale.ROOT,
                "%6d  %-9s %7s  %11s  %8s  %-18s %s%n",
                number,
                wrong.isEmpty() ? "good" : "NOT GOOD",
                millis(setUp),
                millis(firstAudio),
                answered + "/" + result.turns().size(),
                bargeIns(result.bargeIns()),
                wrong);
        out.flush();
    }

    synchronized void summary() {
        out.printf(Locale.ROOT, "%d of %d calls good%n", good, over);
        if (over < planned) {
            out.printf(Locale.ROOT, "%d not placed, because it was stopped%n", planned - over);
        }
        figures("set-up", setUps);
        figures("first audio", firstAudios);
        figures("reply", replies);
        figures("barge-in to quiet", stops);
        figures("heard after clear", stale);
        out.flush();
    }

    /** Whether every call that was planned has been had, and was good. */
    synchronized boolean allGood() {
        return good == planned;
    }

    private static double firstAudio(CallerResult result) {
        return result.turns().stream()
                .filter(turn -> turn.cue().equals(Turn.PICKED_UP) && turn.isAnswered())
                .mapToDouble(Turn::latencyMs)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static String bargeIns(List<BargeIn> bargeIns) {
        return bargeIns.isEmpty()
                ? "-"
                : bargeIns.stream().map(CallerLines::bargeIn).collect(Collectors.joining(", "));
    }

    private static String bargeIn(BargeIn bargeIn) {
        String stopped = "quiet after " + millis(bargeIn.stopMs());
        return bargeIn.isCleared() ? stopped + " (clear + " + millis(bargeIn.staleMs()) + ")" : stopped + " (no clear)";
    }

    /** What was not good; empty if nothing was. */
    private static String wrong(CallerResult result) {
        List<String> wrong = new ArrayList<>();
        if (result.problem() != null) {
            wrong.add(result.problem());
        }
        result.complaints()
                .forEach(complaint -> wrong.add("Twilio would log " + complaint.code() + ": " + complaint.text()));
        for (BargeIn bargeIn : result.bargeIns()) {
            if (bargeIn.staleMs() > 0) {
                wrong.add("heard " + millis(bargeIn.staleMs()) + " ms from before an interruption");
            }
        }
        return String.join("; ", wrong);
    }

    private void figures(String name, List<Double> values) {
        if (!values.isEmpty()) {
            Collections.sort(values);
            out.printf(
                    Locale.ROOT,
                    "  %-18s median %s, worst %s%n",
                    name,
                    millis(values.get(values.size() / 2)),
                    millis(values.get(values.size() - 1)));
        }
    }

    private static void addIfAny(List<Double> values, double value) {
        if (!Double.isNaN(value)) {
            values.add(value);
        }
    }

    private static String millis(double value) {
        return Double.isNaN(value) ? "-" : String.valueOf(Math.round(value));
    }
}
