package callgateway.endtoend;

import callgateway.simulator.caller.CallerEvent;
import callgateway.simulator.caller.CallerResult;
import java.util.List;
import java.util.Set;

/**
 * What became of a caller of {@link CallersForever}: who hangs up has had an agent at the end; who waits for one in vain does
 * not hang up.
 */
enum CallerOutcome {
    TALKED("talked to the agent to the end"),
    SENT_ELSEWHERE("were sent to the overflow"),
    NONE("have no outcome");

    private static final Set<String> ELSEWHERE = Set.of("Dial", "Record", "Reject");

    private final String words;

    CallerOutcome(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    static CallerOutcome of(List<CallerEvent> events) {
        boolean heard = false;
        boolean elsewhere = false;
        String ending = "";
        for (CallerEvent event : events) {
            CallerEvent.Kind kind = event.kind();
            if (kind == CallerEvent.Kind.AGENT_SPEAKS) {
                heard = true;
            } else if (kind == CallerEvent.Kind.STREAM_STARTED) {
                elsewhere = false;
            } else if (kind == CallerEvent.Kind.VERB) {
                elsewhere |= ELSEWHERE.contains(event.detail());
            } else if (kind == CallerEvent.Kind.CALL_ENDED) {
                ending = event.detail();
            }
        }
        if (ending.isEmpty()) {
            return NONE;
        }
        if (elsewhere) {
            return SENT_ELSEWHERE;
        }
        return heard && ending.equals(CallerResult.Ending.CALLER_HUNG_UP.name()) ? TALKED : NONE;
    }

    /** Media streams that a caller has had. */
    static long streams(List<CallerEvent> events) {
        return events.stream()
                .filter(event -> event.kind() == CallerEvent.Kind.STREAM_STARTED)
                .count();
    }
}
