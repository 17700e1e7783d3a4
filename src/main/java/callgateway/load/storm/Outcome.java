package callgateway.load.storm;

import callgateway.simulator.caller.CallerEvent;
import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.caller.Verb;
import java.util.List;
import java.util.Set;

/** What became of a caller. */
public enum Outcome {
    /** Heard the agent, and ended the call. */
    AGENT("talked to the agent", true),
    /** Was sent where the pool sends those who get no agent. */
    OVERFLOW("went to the overflow", true),
    /** Hung up before the agent was heard. */
    HUNG_UP("hung up before", true),
    /** The connection broke, as this caller's was meant to. */
    VANISHED("vanished", true),
    /** Heard the agent, and then the gateway ended it. */
    LOST("lost the agent", false),
    /** The gateway ended the call without a word. */
    STRANDED("hung up on without a word", false),
    /** Heard that an application error has occurred. */
    ERROR("heard an application error", false),
    /** Still there when everybody should have been served. */
    FORGOTTEN("forgotten", false);

    private static final Set<String> ELSEWHERE = Set.of("Dial", "Record", "Reject");

    private final String words;
    private final boolean kept;

    Outcome(String words, boolean kept) {
        this.words = words;
        this.kept = kept;
    }

    /** Of a call that is over. */
    static Outcome of(CallerResult result) {
        if (!result.applicationErrors().isEmpty()) {
            return ERROR;
        }
        boolean heard = result.events().stream().anyMatch(event -> event.kind() == CallerEvent.Kind.AGENT_SPEAKS);
        return switch (result.ending()) {
            case CALLER_VANISHED -> VANISHED;
            case CALLER_HUNG_UP -> heard ? AGENT : HUNG_UP;
            case GAVE_UP -> heard ? LOST : HUNG_UP;
            default -> heard ? LOST : isElsewhere(result.verbs()) ? OVERFLOW : STRANDED;
        };
    }

    /** Dialled, recorded, rejected, or told something and then let go. */
    private static boolean isElsewhere(List<Verb> verbs) {
        if (verbs.stream().anyMatch(verb -> ELSEWHERE.contains(verb.name()))) {
            return true;
        }
        int last = verbs.size() - 1;
        return last > 0
                && verbs.get(last).name().equals("Hangup")
                && verbs.get(last - 1).name().equals("Say");
    }

    /** Whether the gateway has kept what it promises. */
    public boolean isKept() {
        return kept;
    }

    String words() {
        return words;
    }
}
