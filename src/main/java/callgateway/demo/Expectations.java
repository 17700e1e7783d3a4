package callgateway.demo;

import callgateway.demo.Figures.Interruption;
import callgateway.demo.Figures.TurnTime;
import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.caller.Complaint;
import callgateway.simulator.caller.Verb;
import callgateway.simulator.omni.OmniSession;
import callgateway.simulator.omni.OmniSessionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a call has to show to have gone well. */
final class Expectations {
    /** An agent that talks on for longer than this talks over the caller. */
    private static final double SILENT_WITHIN_MS = 1000;

    private final Conversation conversation;
    private final CallerResult result;
    private final List<OmniSession> sessions;
    private final Figures figures;
    private final boolean leftClean;

    Expectations(
            Conversation conversation,
            CallerResult result,
            List<OmniSession> sessions,
            Figures figures,
            boolean leftClean) {
        this.conversation = conversation;
        this.result = result;
        this.sessions = sessions;
        this.figures = figures;
        this.leftClean = leftClean;
    }

    List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        checks.add(conversationRan());
        checks.add(greetingHeard());
        checks.add(turnsAnswered());
        if (conversation.interruptions() > 0) {
            checks.add(interruptionWorked());
        }
        checks.add(keyArrived());
        checks.add(agentEndedTheCall());
        checks.add(protocolsKept());
        checks.add(new Check(
                "Nothing is left open",
                leftClean,
                leftClean ? "no call, no agent session, no stream" : "something is still open after the call"));
        return checks;
    }

    private Check conversationRan() {
        String problem = result.problem();
        return new Check(
                "The conversation ran to its end",
                problem == null,
                problem == null ? "all " + conversation.caller().steps().size() + " steps of the caller" : problem);
    }

    private Check greetingHeard() {
        boolean heard = !figures.turns().isEmpty() && figures.turns().get(0).isAnswered();
        return new Check(
                "The caller is greeted",
                heard,
                heard ? "heard " + ms(figures.greetingMs()) + " after the call came in" : "no greeting was heard");
    }

    private Check turnsAnswered() {
        long answered = figures.turns().stream().filter(TurnTime::isAnswered).count();
        // Besides what is spoken: the call itself and the key.
        int expected = conversation.callerTurns() + 2;
        return new Check(
                "Every turn of the caller is answered",
                answered == expected && figures.turns().size() == expected,
                answered + " of " + expected + " turns");
    }

    private Check interruptionWorked() {
        Interruption seen = figures.interruption();
        String claim = "Speaking over the agent stops it, and nothing stale is heard";
        if (seen == null) {
            return new Check(claim, false, "the caller never came to interrupt");
        }
        if (Double.isNaN(seen.flushedMs())) {
            return new Check(claim, false, "the agent did not notice");
        }
        if (Double.isNaN(seen.clearedMs())) {
            return new Check(claim, false, "the gateway sent no clear");
        }
        boolean passed = seen.staleMs() == 0 && seen.untilSilenceMs() <= SILENT_WITHIN_MS;
        return new Check(
                claim,
                passed,
                "silence after " + ms(seen.untilSilenceMs()) + "; heard of the old answer after the clear: "
                        + ms(seen.staleMs()));
    }

    private Check keyArrived() {
        String wanted = String.valueOf(conversation.key());
        List<String> seen = sessions.stream()
                .flatMap(session -> session.events().stream())
                .filter(event -> event.kind() == OmniSessionEvent.Kind.KEY)
                .map(OmniSessionEvent::detail)
                .toList();
        boolean passed = seen.equals(List.of(wanted));
        return new Check(
                "The agent learns of the key",
                passed,
                passed ? "key " + wanted + " after " + ms(figures.keyMs()) : "pressed " + wanted + ", arrived " + seen);
    }

    private Check agentEndedTheCall() {
        List<String> after = result.verbsAfterStream().stream().map(Verb::name).toList();
        boolean asked = sessions.stream()
                .flatMap(session -> session.events().stream())
                .anyMatch(event -> event.kind() == OmniSessionEvent.Kind.ACTION);
        boolean passed =
                asked && result.ending() == CallerResult.Ending.GATEWAY_ENDED && after.equals(List.of("Hangup"));
        String ending = result.ending().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return new Check(
                "The agent ends the call",
                passed,
                passed
                        ? "its request became <Hangup/>"
                        : (asked ? "" : "the agent never asked; ")
                                + ending
                                + (after.isEmpty() ? ", then no more TwiML" : ", then TwiML verbs " + after));
    }

    private Check protocolsKept() {
        Map<String, Integer> faults = new TreeMap<>();
        for (OmniSession session : sessions) {
            session.faults().forEach((fault, count) -> faults.merge(fault.name(), count, Integer::sum));
        }
        List<Complaint> complaints = result.complaints();
        boolean passed = faults.isEmpty() && complaints.isEmpty();
        String carrier = complaints.stream()
                .map(one -> one.code() + " " + one.text() + " (" + one.count() + "x)")
                .collect(Collectors.joining("; "));
        return new Check(
                "Both wire protocols are kept",
                passed,
                passed
                        ? "Twilio and Omni have nothing to complain about"
                        : "Twilio would log: [" + carrier + "]; Omni could not use: " + faults);
    }

    private static String ms(double value) {
        return String.format(Locale.ROOT, "%.0f ms", value);
    }
}
