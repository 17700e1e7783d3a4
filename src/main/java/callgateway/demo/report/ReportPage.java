package callgateway.demo.report;

import callgateway.demo.CallReport;
import callgateway.demo.Check;
import callgateway.demo.Figures;
import callgateway.demo.Figures.Interruption;
import callgateway.demo.Moment;
import callgateway.demo.Moment.Kind;
import callgateway.demo.Moment.Latency;
import callgateway.simulator.omni.OmniBehaviour;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;

/** The page. Everything that is not drawn is in the HTML itself; the script draws and plays. */
final class ReportPage {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm", Locale.ENGLISH).withZone(ZoneId.systemDefault());

    private final CallReport report;
    private final byte[] wav;
    private final PlotLibrary plot = PlotLibrary.load();
    private final Html html = new Html();

    ReportPage(CallReport report, byte[] wav) {
        this.report = report;
        this.wav = wav;
    }

    String html() {
        String script = PlotLibrary.Resources.text("/demo/report.js");
        html.open("html", "lang", "en");
        head(script);
        html.open("body");
        html.element("a", "Skip to the call", "class", "skip", "href", "#call-title");
        header();
        html.open("main");
        call();
        new TurnTable(html, report.figures()).write();
        checks();
        timeline();
        method();
        html.close();
        footer();
        html.code("script", CallData.json(report), "type", "application/json", "id", "data");
        html.code("script", plot.script());
        html.code("script", script);
        return html.close().close().document();
    }

    private void head(String script) {
        html.open("head");
        html.empty("meta", "charset", "utf-8");
        html.empty(
                "meta",
                "http-equiv",
                "Content-Security-Policy",
                "content",
                "default-src 'none'; style-src 'unsafe-inline'; media-src data:; img-src data:; script-src "
                        + hash(plot.script()) + " " + hash(script));
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.empty("meta", "name", "color-scheme", "content", "light dark");
        html.element(
                "title", (report.passed() ? "Call report: as it should" : "Call report: failed") + " - call gateway");
        html.empty("link", "rel", "icon", "href", "data:,");
        html.code("style", plot.style());
        html.code("style", PlotLibrary.Resources.text("/demo/report.css"));
        html.close();
    }

    private void header() {
        boolean passed = report.passed();
        html.open("header");
        html.open("div", "class", "outcome " + (passed ? "good" : "bad"));
        html.element("span", passed ? "\u2713" : "!", "class", "seal", "aria-hidden", "true");
        html.open("div");
        html.element("p", "Call gateway \u00b7 demo call", "class", "eyebrow");
        html.element("h1", passed ? "The call went as it should" : "The call did not go as it should");
        long passes = report.checks().stream().filter(Check::passed).count();
        html.element(
                "p",
                DAY.format(report.startedAt()) + " \u00b7 "
                        + Numbers.seconds(report.figures().lengthMs()) + " \u00b7 " + passes + " of "
                        + report.checks().size() + " checks passed",
                "class",
                "subtitle");
        html.close().close();
        figures(report.figures());
        html.close();
    }

    private void figures(Figures figures) {
        html.open("dl", "class", "figures");
        figure("Greeting heard", figures.greetingMs(), "after the call came in");
        figure("Agent to ear", figures.gatewayMs(), "through the gateway, median turn");
        Interruption interruption = figures.interruption();
        if (interruption != null) {
            figure("Barge-in", interruption.untilSilenceMs(), "until the agent is silent");
            figure("After the flush", interruption.playedAfterFlushMs(), "of the old answer still played");
        }
        figure("Key press", figures.keyMs(), "until the agent knows");
        html.close();
    }

    private void figure(String name, double ms, String what) {
        html.open("div").element("dt", name).open("dd");
        html.open("span", "class", "number").text(Numbers.plain(ms));
        if (!Double.isNaN(ms)) {
            html.element("span", "ms", "class", "unit");
        }
        html.close().element("span", what, "class", "what").close().close();
    }

    private void call() {
        html.open("section", "class", "card", "aria-labelledby", "call-title");
        html.open("div", "class", "card-head").element("h2", "The call", "id", "call-title");
        html.open("p", "class", "legend");
        html.element("span", "Caller", "class", "key caller");
        html.element("span", "Agent, as the caller hears it", "class", "key agent");
        if (report.figures().interruption() != null) {
            html.element("span", "Both at once", "class", "key overlap");
        }
        html.close().close();
        html.element("noscript", "The waveforms are drawn by a script, which is switched off here.");
        html.open("div", "id", "stage", "class", "stage").close();
        html.element("p", "", "id", "caption", "class", "caption", "aria-live", "off");
        html.open("div", "class", "player");
        html.open(
                        "audio",
                        "id",
                        "audio",
                        "controls",
                        "",
                        "preload",
                        "auto",
                        "aria-label",
                        "The call: caller on the left, agent on the right",
                        "src",
                        "data:audio/wav;base64," + Base64.getEncoder().encodeToString(wav))
                .close();
        html.element("button", "Whole call", "type", "button", "id", "whole", "hidden", "");
        html.close();
        html.element(
                "p",
                "Click the waveforms or a label to play from there; drag to zoom in. With the keyboard: arrow keys move,"
                        + " space plays.",
                "class",
                "hint");
        html.close();
    }

    private void timeline() {
        html.open("section", "class", "card", "aria-labelledby", "timeline-title");
        html.element("h2", "What happened", "id", "timeline-title");
        html.open("ol", "class", "timeline");
        for (Moment moment : report.moments()) {
            html.open(
                    "li",
                    "class",
                    moment.kind() == Kind.TROUBLE ? "trouble" : moment.who().label());
            html.element("span", Numbers.clock(moment.atMs()), "class", "time");
            html.element("span", moment.who().label(), "class", "who");
            boolean speech = moment.kind() == Kind.SPEECH;
            html.element(
                    "span",
                    speech ? "\u201c" + moment.text() + "\u201d" : moment.text(),
                    "class",
                    speech ? "speech" : "text");
            Latency latency = moment.latency();
            if (latency != null) {
                html.open("span", "class", "latency").element("b", Numbers.ms(latency.ms()));
                html.text(" after " + latency.since()).close();
            }
            html.close();
        }
        html.close().close();
    }

    private void checks() {
        html.open("section", "class", "card", "aria-labelledby", "checks-title");
        html.element("h2", "What was checked", "id", "checks-title");
        html.open("ul", "class", "checks");
        for (Check check : report.checks()) {
            html.open("li", "class", check.passed() ? "good" : "bad");
            html.element("span", check.passed() ? "\u2713" : "\u2717", "class", "mark", "aria-hidden", "true");
            html.open("div").element("b", check.claim());
            html.element("span", check.passed() ? " (passed)" : " (failed)", "class", "spoken");
            html.element("p", check.found()).close().close();
        }
        html.close().close();
    }

    private void method() {
        html.open("section", "class", "card", "aria-labelledby", "method-title");
        html.element("h2", "How it was measured", "id", "method-title");
        html.element(
                "p",
                "A simulated carrier and a simulated agent spoke to the gateway over real sockets on one machine; every"
                        + " time is read from one monotonic clock, and what the caller hears is taken sample by sample"
                        + " from where a carrier would play it.");
        html.element(
                "p",
                "A turn\u2019s first part holds the caller\u2019s way through the gateway and the agent\u2019s own time,"
                        + " which is simulated: it waits for "
                        + OmniBehaviour.NORMAL.endpointing().toMillis()
                        + " ms of silence, as a voice agent does to be sure, and thinks for "
                        + OmniBehaviour.NORMAL.thinking().toMillis()
                        + " ms. The second part is the gateway and the sockets alone. A short call before this one"
                        + " had warmed the process up.");
        html.close();
    }

    private void footer() {
        String version = ReportPage.class.getPackage().getImplementationVersion();
        html.open("footer");
        html.element(
                "p",
                "call-gateway" + (version == null ? "" : " " + version) + " on Java "
                        + System.getProperty("java.version") + ", " + System.getProperty("os.name") + " "
                        + System.getProperty("os.arch") + ". This page is one file and loads nothing from anywhere.");
        html.element("p", "Drawn with uPlot " + plot.version() + ", MIT licence. " + plot.copyright() + ".");
        html.close();
    }

    private static String hash(String script) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
