package callgateway.endtoend;

import callgateway.simulator.Speech;
import callgateway.simulator.caller.CallerScript;
import callgateway.simulator.caller.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The words in which a scenario tells what the caller does. */
final class CallerWords {
    private static final List<String> WORDS = List.of(
            "hear-agent",
            "hear-agent-out",
            "quiet",
            "wait",
            "speak",
            "interrupt",
            "press",
            "send-text",
            "send-binary",
            "wait-for-end",
            "hang-up",
            "vanish");

    private CallerWords() {}

    static CallerScript script(Page page, String key) {
        if (page.has(key) && page.isText(key)) {
            String word = page.text(key);
            if (!word.equals("converses")) {
                throw page.wrong(key + ": " + word + " (expected: converses, or a list)");
            }
            return Scripts.patient(CallerScript.conversation());
        }
        List<Step> steps = new ArrayList<>();
        page.list(key, CallerWords::steps).forEach(some -> some.forEach(steps::add));
        return Scripts.patient(new CallerScript(steps));
    }

    private static Stream<Step> steps(Page page) {
        String word = page.oneOf(WORDS);
        return word.equals("hear-agent-out")
                ? Stream.of(
                        new Step.AgentSpeaks(CallerScript.PATIENCE),
                        new Step.AgentQuiet(CallerScript.TURN_GAP, CallerScript.PATIENCE))
                : Stream.of(step(page, word));
    }

    private static Step step(Page page, String word) {
        return switch (word) {
            case "quiet" -> new Step.AgentQuiet(page.duration(word), CallerScript.PATIENCE);
            case "wait" -> new Step.Pause(page.duration(word));
            case "speak" -> new Step.Say(line(page, word));
            case "interrupt" -> new Step.Interrupt(line(page, word), page.duration("after"), CallerScript.PATIENCE);
            case "press" -> new Step.Press(page.text(word).charAt(0));
            case "send-text" -> new Step.SendText(page.text(word));
            case "send-binary" -> new Step.SendBinary(page.number(word, 1));
            case "hear-agent" -> new Step.AgentSpeaks(CallerScript.PATIENCE);
            case "wait-for-end" -> new Step.StreamEnds(CallerScript.PATIENCE);
            case "hang-up" -> new Step.HangUp();
            default -> new Step.Vanish();
        };
    }

    private static Speech line(Page page, String word) {
        return ToneSpeech.read(page, word, ToneSpeech.OF_THE_CALLER);
    }
}
