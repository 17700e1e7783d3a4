package callgateway.endtoend;

import callgateway.simulator.caller.CallerEvent;
import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.omni.OmniRefusal;
import callgateway.simulator.omni.OmniSession;
import callgateway.simulator.omni.OmniSessionEvent;
import callgateway.simulator.omni.OmniSimulator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What both far ends of a gateway have counted of calls that are over: Twilio's callers, and Omni. */
record FarSideCounts(List<CallerResult> callers, OmniSimulator omni) {

    // -- callers

    long heard(CallerEvent.Kind kind, String detail) {
        return callers.stream()
                .flatMap(call -> call.events().stream())
                .filter(event -> event.kind() == kind && event.detail().startsWith(detail))
                .count();
    }

    long heard(CallerEvent.Kind kind) {
        return heard(kind, "");
    }

    /** Streams in which the caller has heard an agent. */
    long streamsWithAnAgent() {
        long count = 0;
        for (CallerResult call : callers) {
            boolean heard = false;
            for (CallerEvent event : call.events()) {
                if (event.kind() == CallerEvent.Kind.STREAM_STARTED) {
                    heard = false;
                } else if (event.kind() == CallerEvent.Kind.AGENT_SPEAKS && !heard) {
                    heard = true;
                    count++;
                }
            }
        }
        return count;
    }

    private static boolean isServed(CallerResult call) {
        return call.met("Connect");
    }

    private static boolean isInLine(CallerResult call) {
        return call.met("Enqueue");
    }

    /** Who was sent elsewhere at once. */
    long refused() {
        return callers.stream()
                .filter(call -> !isServed(call) && !isInLine(call))
                .count();
    }

    /** Who hung up in line without ever having had an agent. */
    long leftTheLine() {
        return callers.stream()
                .filter(call -> !isServed(call) && isInLine(call))
                .count();
    }

    /** Who was told to wait at once. */
    long waitedAtFirst() {
        return callers.stream()
                .filter(call ->
                        !call.verbs().isEmpty() && call.verbs().get(0).name().equals("Enqueue"))
                .count();
    }

    long vanished() {
        return callers.stream()
                .filter(call -> call.ending() == CallerResult.Ending.CALLER_VANISHED)
                .count();
    }

    long servedToAGoodEnd() {
        return callers.stream().filter(FarSideCounts::isServed).count() - vanished();
    }

    Set<String> callSids() {
        return callers.stream().map(CallerResult::callSid).collect(Collectors.toCollection(TreeSet::new));
    }

    // -- Omni

    long did(OmniSessionEvent.Kind kind, String detail) {
        return omni.sessions().stream()
                .flatMap(session -> session.events().stream())
                .filter(event -> event.kind() == kind && event.detail().startsWith(detail))
                .count();
    }

    long did(OmniSessionEvent.Kind kind) {
        return did(kind, "");
    }

    /** Attempts to open a session, however they were answered. */
    long attempts() {
        return omni.accepted() + omni.refused();
    }

    long noRoom() {
        return omni.refused(OmniRefusal.CONCURRENCY);
    }

    long unavailable() {
        return omni.refused(OmniRefusal.UNAVAILABLE);
    }

    /** Names of the sessions that an agent was ready in. */
    Set<String> readySessions() {
        return omni.sessions().stream()
                .filter(session ->
                        session.events().stream().anyMatch(event -> event.kind() == OmniSessionEvent.Kind.CONFIGURED))
                .map(OmniSession::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
