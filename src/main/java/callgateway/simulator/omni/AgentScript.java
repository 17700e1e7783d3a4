package callgateway.simulator.omni;

import callgateway.simulator.Speech;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a simulated agent says and does. It does not understand the caller: each time the caller has finished speaking it
 * goes on to the next turn, and when there is none it asks to hear that again.
 *
 * @param greeting said when configured, null to wait for the caller; not said when configure's greeting is blank
 * @param turns in order
 * @param keys replies to key presses; a key without one is only acknowledged
 */
public record AgentScript(@Nullable Reply greeting, List<Turn> turns, Map<Character, Reply> keys, Reply otherwise) {

    /**
     * One turn.
     *
     * @param callerSaid what goes into the transcript as the caller's words
     */
    public record Turn(String callerSaid, Reply reply) {}

    /**
     * A reply.
     *
     * @param speech null to say nothing
     * @param text for the transcript
     * @param then done once the line has been played, in real time, to its end
     */
    public record Reply(@Nullable Speech speech, String text, Then then) {
        public static Reply say(String speech, String text) {
            return new Reply(Speech.load(speech), text, Then.Nothing.INSTANCE);
        }

        public Reply then(Then value) {
            return new Reply(speech, text, value);
        }
    }

    /** What follows a reply. */
    public sealed interface Then {
        enum Nothing implements Then {
            INSTANCE
        }

        /** Asks for a tool and says {@code answered} when the result has come, {@code failed} when it is an error or late. */
        record ToolCall(String name, String argumentsJson, Reply answered, Reply failed) implements Then {}

        /** Hands over to a person. */
        record Transfer(@Nullable String destination, String reason) implements Then {}

        /** Asks the gateway to hang up; the session stays open. */
        record EndCall(String reason) implements Then {}

        /** Announces the end, ends, and closes 1000. */
        record EndSession(String reason) implements Then {}

        /** Any other event, as a JSON object. */
        record Event(String json) implements Then {}
    }

    public AgentScript {
        turns = List.copyOf(turns);
        keys = Map.copyOf(keys);
    }

    /** The conversation of the demo: a question, an answer that is interrupted, a key press, goodbye. */
    public static AgentScript conversation() {
        return new AgentScript(
                Reply.say("agent-greeting", "Harbour hotel, good morning. How can I help?"),
                List.of(
                        new Turn(
                                "Hi. What time is breakfast tomorrow?",
                                Reply.say(
                                        "agent-answer",
                                        "Breakfast is from seven until half past ten in the garden room. On Sundays it"
                                                + " goes on until noon, with live music on the terrace.")),
                        new Turn(
                                "Sorry, can I have it in my room?",
                                Reply.say(
                                        "agent-short-answer",
                                        "Of course, from seven. To get the menu by text, press one.")),
                        new Turn(
                                "No, that is all. Goodbye.",
                                Reply.say("agent-goodbye", "Thank you for calling. Goodbye.")
                                        .then(new Then.EndCall("caller_done")))),
                Map.of('1', Reply.say("agent-key-reply", "Done, the menu is on its way. Anything else?")),
                notUnderstood());
    }

    /** Greets, and connects to a person at the first request. */
    public static AgentScript transfer(@Nullable String destination) {
        return new AgentScript(
                Reply.say("agent-greeting", "Harbour hotel, good morning. How can I help?"),
                List.of(new Turn(
                        "Can I speak to a person, please?",
                        Reply.say("agent-transfer", "Certainly. I will connect you now.")
                                .then(new Then.Transfer(destination, "caller_asked")))),
                Map.of(),
                notUnderstood());
    }

    /** What an agent says when it has nothing else to say. */
    public static Reply notUnderstood() {
        return Reply.say("agent-not-understood", "Sorry, could you say that again?");
    }
}
