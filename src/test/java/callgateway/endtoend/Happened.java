package callgateway.endtoend;

import callgateway.audio.WavFile;
import callgateway.simulator.caller.CallerEvent;
import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.caller.PlayedAfterFlush;
import callgateway.simulator.caller.Verb;
import callgateway.simulator.omni.OmniSession;
import callgateway.simulator.rest.RestRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What became of a scenario's call.
 *
 * @param attempts how often the agent's service was asked for a session
 * @param toolRequests what the tools' endpoint was asked
 * @param record what the gateway says has happened
 * @param recordings the files of its recordings
 * @param unmet what should have become so meanwhile, and did not
 * @param added what the gateway has counted meanwhile
 */
record Happened(
        CallerResult caller,
        List<OmniSession> sessions,
        int attempts,
        List<RestRecord> rest,
        List<String> toolRequests,
        List<String> record,
        List<WavFile> recordings,
        List<String> unmet,
        Counters added) {

    /** What was played of the old answer after each interruption of every session's. */
    List<PlayedAfterFlush> playedAfterFlushes() {
        return caller.playedAfterFlushes(sessions.stream()
                .flatMap(session -> session.flushNanos().stream())
                .sorted()
                .toList());
    }

    /** The TwiML that the caller's side has carried out, as XML would have it. */
    String twiml() {
        StringBuilder xml = new StringBuilder();
        caller.verbs().forEach(verb -> write(verb, xml));
        return xml.toString();
    }

    /** The longest that Twilio has waited for an answer to a webhook, ms. */
    double slowestWebhookMs() {
        double slowest = 0;
        double sent = Double.NaN;
        for (CallerEvent event : caller.events()) {
            if (event.kind() == CallerEvent.Kind.WEBHOOK_SENT) {
                sent = event.atMs();
            } else if (event.kind() == CallerEvent.Kind.WEBHOOK_ANSWERED && !Double.isNaN(sent)) {
                slowest = Math.max(slowest, event.atMs() - sent);
            }
        }
        return slowest;
    }

    /** Requests to the REST API, without what is the same in all of them. */
    List<String> restRequests() {
        return rest.stream()
                .map(request -> request.method() + " "
                        + request.path().replaceFirst(".*/Accounts/[^/]*", "").replace(caller.callSid(), "$CALL")
                        + " " + request.form().encoded())
                .toList();
    }

    /** Everything in the order of its time, ms since the call began. */
    String story() {
        TreeMap<Double, List<String>> lines = new TreeMap<>();
        caller.events().forEach(event -> line(lines, event.atMs(), "caller  " + event.kind() + " " + event.detail()));
        sessions.forEach(session -> session.events()
                .forEach(event -> line(
                        lines,
                        (event.atNanos() - caller.originNanos()) / 1e6,
                        "agent   " + event.kind() + " " + event.detail())));
        StringBuilder story = new StringBuilder();
        for (Map.Entry<Double, List<String>> moment : lines.entrySet()) {
            for (String what : moment.getValue()) {
                story.append(String.format(Locale.ROOT, "%8.0f  %s%n", moment.getKey(), what.strip()));
            }
        }
        restRequests()
                .forEach(request -> story.append("    REST  ").append(request).append('\n'));
        toolRequests.forEach(
                request -> story.append("    tool  ").append(request).append('\n'));
        record.forEach(event -> story.append("  record  ").append(event).append('\n'));
        added.values().entrySet().stream()
                .filter(entry -> entry.getValue() != 0)
                .filter(entry -> entry.getKey().matches("gateway_.*_total.*"))
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> story.append("   count  ")
                        .append(entry.getKey())
                        .append(' ')
                        .append(Range.shown(entry.getValue()))
                        .append('\n'));
        return story.toString();
    }

    private static void line(TreeMap<Double, List<String>> lines, double atMs, String what) {
        lines.computeIfAbsent(atMs, unused -> new ArrayList<>()).add(what);
    }

    private static void write(Verb verb, StringBuilder xml) {
        xml.append('<').append(verb.name());
        new TreeMap<>(verb.attributes())
                .forEach((name, value) ->
                        xml.append(' ').append(name).append("=\"").append(value).append('"'));
        xml.append('>').append(verb.text());
        Stream.of(verb.children()).flatMap(List::stream).forEach(child -> write(child, xml));
        xml.append("</").append(verb.name()).append(">\n");
    }
}
