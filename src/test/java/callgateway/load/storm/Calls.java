package callgateway.load.storm;

import callgateway.simulator.caller.CallerEvent;
import callgateway.simulator.caller.CallerEvent.Kind;
import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.caller.CallerResult.Ending;
import callgateway.simulator.caller.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Simulated calls as they might have been, told step by step. */
final class Calls {
    private final String callSid;
    private final List<CallerEvent> events = new ArrayList<>();
    private final List<Verb> verbs = new ArrayList<>();

    private Calls(String callSid) {
        this.callSid = callSid;
    }

    static Calls of(String callSid) {
        return new Calls(callSid);
    }

    /** Asks at one time, is answered at another with these verbs. */
    Calls asks(double sentMs, double answeredMs, String... answer) {
        event(Kind.WEBHOOK_SENT, sentMs, "https://gw.example/voice").event(Kind.WEBHOOK_ANSWERED, answeredMs, "200");
        for (String verb : answer) {
            event(Kind.VERB, answeredMs, verb);
            verbs.add(new Verb(verb, Map.of(), "", List.of()));
            if (verb.equals("Enqueue")) {
                event(Kind.QUEUED, answeredMs, "line");
            } else if (verb.equals("Leave")) {
                event(Kind.LEFT_QUEUE, answeredMs, "leave");
            }
        }
        return this;
    }

    Calls event(Kind kind, double atMs, String detail) {
        events.add(new CallerEvent(kind, atMs, detail));
        return this;
    }

    CallerResult ends(Ending ending) {
        return new CallerResult(
                callSid,
                0,
                ending,
                null,
                events,
                List.of(),
                List.of(),
                List.of(),
                verbs,
                new CallerResult.Stats(0, 0, 0, 0, 0, 0, 0, 0, 0),
                List.of(),
                new byte[0],
                new byte[0]);
    }
}
