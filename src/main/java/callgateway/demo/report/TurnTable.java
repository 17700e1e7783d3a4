package callgateway.demo.report;

import callgateway.demo.Figures;
import callgateway.demo.Figures.TurnTime;
import callgateway.demo.Figures.TurnTime.Cue;
import java.util.Locale;

/** Every turn with its latency as a bar, all on one scale. */
final class TurnTable {
    private final Html html;
    private final Figures figures;
    private final double longestMs;

    TurnTable(Html html, Figures figures) {
        this.html = html;
        this.figures = figures;
        this.longestMs = figures.turns().stream()
                .filter(TurnTime::isAnswered)
                .mapToDouble(TurnTime::totalMs)
                .max()
                .orElse(1);
    }

    void write() {
        html.open("section", "class", "card", "aria-labelledby", "turns-title");
        html.open("div", "class", "card-head").element("h2", "Turns", "id", "turns-title");
        html.open("p", "class", "legend");
        html.element("span", "Until the agent answers", "class", "key agent");
        html.element("span", "From the agent to the ear", "class", "key gateway");
        html.close().close();
        html.open("table", "class", "turns");
        html.element("caption", "How long the caller waits for the reply, turn by turn", "class", "spoken");
        html.open("thead").open("tr");
        html.element("th", "The caller", "scope", "col");
        html.element("th", "The agent\u2019s reply", "scope", "col");
        html.element("th", "Silence between the two", "scope", "col", "class", "wait");
        html.close().close().open("tbody");
        figures.turns().forEach(this::turn);
        html.close().close().close();
    }

    private void turn(TurnTime turn) {
        html.open("tr");
        html.element("th", quoted(turn.cue() == Cue.SPOKE, turn.words()), "scope", "row");
        if (!turn.isAnswered()) {
            html.element("td", "\u2013").open("td", "class", "wait");
            html.element("b", "no reply", "class", "bad").close().close();
            return;
        }
        html.element("td", quoted(true, turn.reply()));
        html.open("td", "class", "wait");
        html.open("div", "class", "bar", "aria-hidden", "true");
        boolean setUp = turn.cue() == Cue.CALLED;
        html.element("i", "", "class", setUp ? "set-up" : "agent", "style", "width:" + share(turn.restMs()));
        html.element("i", "", "class", "gateway", "style", "width:" + share(turn.gatewayMs()));
        html.element("b", Numbers.ms(turn.totalMs()));
        html.close();
        html.element("span", Numbers.ms(turn.totalMs()) + ": ", "class", "spoken");
        html.element(
                "small",
                (setUp ? "until the agent is set up and answers " : "until the agent answers ")
                        + Numbers.ms(turn.restMs()) + " \u00b7 to the ear " + Numbers.ms(turn.gatewayMs()));
        html.close().close();
    }

    /** Of the bar's room; what is left is for the number behind the longest. */
    private String share(double ms) {
        return String.format(Locale.ROOT, "%.2f%%", 72 * ms / longestMs);
    }

    private static String quoted(boolean spoken, String text) {
        return spoken ? "\u201c" + text + "\u201d" : text;
    }
}
