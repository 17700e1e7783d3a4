package callgateway.demo;

import callgateway.simulator.Speech;
import callgateway.simulator.caller.CallerScript;
import callgateway.simulator.caller.Step;
import callgateway.simulator.omni.AgentScript;
import callgateway.simulator.omni.AgentScript.Reply;
import callgateway.simulator.omni.AgentScript.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What both sides say and do. The caller's lines are spoken in the order of the agent's turns, which say what they mean.
 *
 * @param key what the caller presses
 */
record Conversation(CallerScript caller, AgentScript agent, char key) {

    /** Longer than the longest pause within a line of the agent's, 290 ms. */
    private static final Duration TURN_GAP = Duration.ofMillis(500);

    /** A question, an answer that is interrupted, a key press and a goodbye: some 22 seconds. */
    static Conversation hotel() {
        CallerScript caller = CallerScript.builder()
                .waitForAgent()
                .waitUntilQuiet(TURN_GAP)
                .say("caller-question")
                .interrupt("caller-interruption", Duration.ofMillis(1550))
                .waitForAgent()
                .waitUntilQuiet(TURN_GAP)
                .press('1')
                .waitForAgent()
                .waitUntilQuiet(TURN_GAP)
                .say("caller-goodbye")
                .awaitEnd(CallerScript.PATIENCE)
                .build();
        return new Conversation(caller, AgentScript.conversation(), '1');
    }

    /** The caller's lines: name of the speech, words. */
    Map<String, String> callerWords() {
        Map<String, String> words = new LinkedHashMap<>();
        List<Speech> lines = callerLines();
        for (int i = 0; i < lines.size() && i < agent.turns().size(); i++) {
            words.put(lines.get(i).name(), agent.turns().get(i).callerSaid());
        }
        return words;
    }

    /** How often the caller speaks. */
    int callerTurns() {
        return callerLines().size();
    }

    /** How often the caller speaks over the agent. */
    long interruptions() {
        return caller.steps().stream()
                .filter(step -> step instanceof Step.Interrupt)
                .count();
    }

    /** The agent's lines: words, speech. */
    Map<String, Speech> agentLines() {
        Map<String, Speech> lines = new LinkedHashMap<>();
        Stream.of(
                        Stream.ofNullable(agent.greeting()),
                        agent.turns().stream().map(Turn::reply),
                        agent.keys().values().stream(),
                        Stream.of(agent.otherwise()))
                .flatMap(replies -> replies)
                .forEach(reply -> add(reply, lines));
        return lines;
    }

    private static void add(Reply reply, Map<String, Speech> to) {
        Speech speech = reply.speech();
        if (speech != null) {
            to.putIfAbsent(reply.text(), speech);
        }
    }

    private List<Speech> callerLines() {
        List<Speech> lines = new ArrayList<>();
        for (Step step : caller.steps()) {
            if (step instanceof Step.Say say) {
                lines.add(say.line());
            } else if (step instanceof Step.Interrupt interrupt) {
                lines.add(interrupt.line());
            }
        }
        return lines;
    }
}
