package callgateway.endtoend;

import callgateway.audio.WavFile;
import callgateway.omni.ClientFault;
import callgateway.omni.OmniClientMessage;
import callgateway.simulator.caller.CallerEvent;
import callgateway.simulator.caller.Complaint;
import callgateway.simulator.caller.PlayedAfterFlush;
import callgateway.simulator.caller.Verb;
import callgateway.simulator.omni.OmniSession;
import callgateway.simulator.omni.OmniSessionEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compares what became of a call with what had to. */
final class Verdict {
    private final List<String> differences = new ArrayList<>();
    private final Expected expected;
    private final Happened happened;

    private Verdict(Expected expected, Happened happened) {
        this.expected = expected;
        this.happened = happened;
    }

    /** One line for each thing that is not as it has to be. */
    static List<String> differences(Expected expected, Happened happened) {
        Verdict verdict = new Verdict(expected, happened);
        verdict.judge();
        return verdict.differences;
    }

    private void judge() {
        same("ended", sorted(expected.ended()), happened.added().labels("gateway_calls_ended_total"));
        differences.addAll(happened.unmet());
        caller();
        flushes();
        twiml();
        heard("heard", expected.heard(), Hearing.ofMuLaw(happened.caller().heardMu()));
        recordings();
        in("sessions", expected.sessions(), happened.sessions().size());
        in("slowest webhook", expected.slowestWebhook(), happened.slowestWebhookMs());
        in(
                "refused sessions",
                expected.refusedSessions(),
                happened.attempts() - happened.sessions().size());
        agents();
        beginnings("rest", expected.rest(), happened.restRequests());
        if (expected.toolRequests() != null) {
            beginnings("tool requests", expected.toolRequests(), happened.toolRequests());
        }
        String missing = Recorded.missing(expected.record(), happened.record());
        if (missing != null) {
            same("record", "with " + missing + " in its place", happened.record());
        }
        expected.metrics()
                .forEach((name, range) -> in(name, range, happened.added().sum(name)));
        if (!expected.metrics().containsKey("gateway_actors_failed_total")) {
            in("gateway_actors_failed_total", Range.of("none"), happened.added().sum("gateway_actors_failed_total"));
        }
    }

    private void caller() {
        if (expected.callerEnding() != null) {
            same(
                    "caller's ending",
                    expected.callerEnding(),
                    happened.caller().ending().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        String problem = happened.caller().problem();
        if (expected.problem() == null) {
            same("problem", null, problem);
        } else if (problem == null || !problem.contains(expected.problem())) {
            same("problem", expected.problem(), problem);
        }
        same(
                "complaints",
                sorted(expected.complaints()),
                sorted(happened.caller().complaints().stream()
                        .map(Complaint::code)
                        .map(String::valueOf)
                        .toList()));
        List<String> errors = happened.caller().applicationErrors();
        if (errors.size() != expected.applicationErrors().size()
                || !String.join("\n", errors).contains(String.join("\n", expected.applicationErrors()))) {
            same("application errors", expected.applicationErrors(), errors);
        }
        in(
                "clears",
                expected.clears(),
                happened.caller().events().stream()
                        .filter(event -> event.kind() == CallerEvent.Kind.CLEAR)
                        .toList()
                        .size());
    }

    private void flushes() {
        Range wanted = expected.playedAfterFlush();
        if (wanted == null) {
            return;
        }
        List<PlayedAfterFlush> interruptions = happened.playedAfterFlushes();
        if (interruptions.isEmpty()) {
            same("interruptions", "at least one", "none");
        }
        for (int at = 0; at < interruptions.size(); at++) {
            in("played after flush " + (at + 1), wanted, interruptions.get(at).playedMs());
        }
    }

    private void twiml() {
        if (expected.next() != null) {
            List<String> next = happened.caller().verbsAfterStream().stream()
                    .map(Verb::name)
                    .toList();
            same("next", expected.next(), next);
        }
        String twiml = happened.twiml();
        for (String piece : expected.twimlHas()) {
            if (!twiml.contains(piece)) {
                same("TwiML", "with " + piece, twiml);
            }
        }
        for (String piece : expected.twimlLacks()) {
            if (twiml.contains(piece)) {
                same("TwiML", "without " + piece, twiml);
            }
        }
    }

    private void heard(String who, Expected.@Nullable Heard wanted, Hearing hearing) {
        if (wanted == null) {
            return;
        }
        wanted.tones().forEach((hz, range) -> in(who + " tone " + hz, range, hearing.toneMs(hz)));
        if (!wanted.order().isEmpty()) {
            same(who + " order", wanted.order(), hearing.order(List.copyOf(wanted.order())));
        }
        wanted.quietAfter().forEach((hz, range) -> in(who + " quiet after " + hz, range, hearing.quietAfterMs(hz)));
        if (wanted.keys() != null) {
            same(who + " keys", wanted.keys(), hearing.keys());
        }
        double cleared = happened.caller().firstMs(CallerEvent.Kind.CLEAR);
        wanted.afterClear().forEach((hz, range) -> {
            if (Double.isNaN(cleared)) {
                same(who, "a clear", "none");
            } else {
                in(who + " tone " + hz + " after the clear", range, hearing.toneMs(hz, cleared));
            }
        });
        in(who + " sound", wanted.sound(), hearing.soundMs(0));
        in(who + " longest quiet", wanted.longestQuiet(), hearing.longestQuietMs());
        in(who + " gaps", wanted.gaps(), happened.caller().stats().gaps());
        in(
                who + " longest queue",
                wanted.longestQueue(),
                happened.caller().stats().longestQueueMs());
    }

    private void recordings() {
        same("recordings", expected.recordings().size(), happened.recordings().size());
        for (int at = 0;
                at
                        < Math.min(
                                expected.recordings().size(),
                                happened.recordings().size());
                at++) {
            WavFile tape = happened.recordings().get(at);
            Expected.OnTape wanted = expected.recordings().get(at);
            heard("tape " + (at + 1) + " left", wanted.left(), Hearing.of(tape.channel(0), tape.rateHz()));
            heard("tape " + (at + 1) + " right", wanted.right(), Hearing.of(tape.channel(1), tape.rateHz()));
        }
    }

    private void agents() {
        List<OmniSession> sessions = happened.sessions();
        for (int at = 0; at < Math.max(sessions.size(), expected.agents().size()); at++) {
            String who = "agent " + (at + 1);
            if (at >= sessions.size()) {
                same(who, "a session", "none");
            } else {
                agent(who, at < expected.agents().size() ? expected.agents().get(at) : null, sessions.get(at));
            }
        }
    }

    private void agent(String who, Expected.@Nullable AtAgent wanted, OmniSession session) {
        same(
                who + " faults found in us",
                wanted == null ? List.of() : sorted(wanted.faults()),
                sorted(session.faults().keySet().stream().map(ClientFault::name).toList()));
        if (wanted == null) {
            return;
        }
        heard(who + " heard", wanted.heard(), Hearing.of(session.heardPcm(), session.inputHz()));
        if (wanted.keys() != null) {
            same(who + " keys", wanted.keys(), keys(session));
        }
        in(who + " closed with", wanted.closedWith(), session.closeCode());
        String configured = String.join(
                "\n",
                messages(session, OmniClientMessage.Configure.class).stream()
                        .map(OmniClientMessage.Configure::json)
                        .toList());
        for (String piece : wanted.told()) {
            if (!configured.contains(piece)) {
                same(who + " told", "with " + piece, configured);
            }
        }
        for (String piece : wanted.notTold()) {
            if (configured.contains(piece)) {
                same(who + " told", "without " + piece, configured);
            }
        }
        results(who, wanted.results(), session);
        if (wanted.saidGoodbye()) {
            same(
                    who + " told of our end",
                    true,
                    !messages(session, OmniClientMessage.SessionEnding.class).isEmpty());
        }
    }

    private void results(String who, List<String> wanted, OmniSession session) {
        List<String> results = messages(session, OmniClientMessage.ToolResult.class).stream()
                .map(result -> result.callId()
                        + (result.error() == null ? " " + result.resultJson() : " error: " + result.error()))
                .toList();
        beginnings(who + " tool results", wanted, results);
    }

    /** As many as wanted, each beginning as wanted. */
    private void beginnings(String what, List<String> wanted, List<String> was) {
        boolean fits = wanted.size() == was.size();
        for (int at = 0; fits && at < wanted.size(); at++) {
            fits = was.get(at).startsWith(wanted.get(at));
        }
        if (!fits) {
            same(what, wanted, was);
        }
    }

    private static <T extends OmniClientMessage> List<T> messages(OmniSession session, Class<T> type) {
        return session.messages().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private static String keys(OmniSession session) {
        return String.join(
                "",
                session.events().stream()
                        .filter(event -> event.kind() == OmniSessionEvent.Kind.KEY)
                        .map(OmniSessionEvent::detail)
                        .toList());
    }

    private void in(String what, @Nullable Range range, double value) {
        if (range != null && !range.holds(value)) {
            same(what, range.text(), Range.shown(value));
        }
    }

    private void same(String what, @Nullable Object wanted, @Nullable Object was) {
        if (!Objects.equals(wanted, was)) {
            differences.add(what + ": expected " + wanted + ", was " + was);
        }
    }

    private static List<String> sorted(Collection<String> some) {
        return some.stream().sorted().toList();
    }
}
