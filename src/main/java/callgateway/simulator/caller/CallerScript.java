package callgateway.simulator.caller;

import callgateway.simulator.Speech;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a simulated caller does, step by step; at the end it hangs up. Immutable. */
public record CallerScript(List<Step> steps) {
    /** How long the caller waits for anything, unless told otherwise. */
    public static final Duration PATIENCE = Duration.ofSeconds(15);

    /** A pause that means that the agent has finished; longer than those between its sentences. */
    public static final Duration TURN_GAP = Duration.ofMillis(700);

    public CallerScript {
        steps = List.copyOf(steps);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The conversation of the demo: asks, interrupts the answer, presses a key, says goodbye, is hung up on. */
    public static CallerScript conversation() {
        return builder()
                .hearAgentOut()
                .say("caller-question")
                .interrupt("caller-interruption", Duration.ofMillis(2500))
                .hearAgentOut()
                .press('1')
                .hearAgentOut()
                .say("caller-goodbye")
                .awaitEnd(PATIENCE)
                .build();
    }

    /** Stays on the line, saying nothing, and hangs up. */
    public static CallerScript listen(Duration length) {
        return builder().pause(length).hangUp().build();
    }

    /** Adds steps. */
    public static final class Builder {
        private final List<Step> steps = new ArrayList<>();

        private Builder() {}

        public Builder waitForAgent() {
            return add(new Step.AgentSpeaks(PATIENCE));
        }

        public Builder waitForAgent(Duration atMost) {
            return add(new Step.AgentSpeaks(atMost));
        }

        public Builder waitUntilQuiet(Duration quiet) {
            return add(new Step.AgentQuiet(quiet, PATIENCE));
        }

        /** Waits for the agent to speak and to finish. */
        public Builder hearAgentOut() {
            return waitForAgent().waitUntilQuiet(TURN_GAP);
        }

        public Builder pause(Duration length) {
            return add(new Step.Pause(length));
        }

        /** Speaks a line of the resources. */
        public Builder say(String speech) {
            return say(Speech.load(speech));
        }

        public Builder say(Speech line) {
            return add(new Step.Say(line));
        }

        public Builder sayUntilHeard(Speech line, Duration atMost) {
            return add(new Step.SayUntilHeard(line, atMost));
        }

        public Builder interrupt(String speech, Duration afterAgentSpeech) {
            return interrupt(Speech.load(speech), afterAgentSpeech);
        }

        public Builder interrupt(Speech line, Duration afterAgentSpeech) {
            return add(new Step.Interrupt(line, afterAgentSpeech, PATIENCE.plus(afterAgentSpeech)));
        }

        public Builder press(char key) {
            return add(new Step.Press(key));
        }

        public Builder awaitEnd(Duration atMost) {
            return add(new Step.StreamEnds(atMost));
        }

        public Builder hangUp() {
            return add(new Step.HangUp());
        }

        public Builder vanish() {
            return add(new Step.Vanish());
        }

        public CallerScript build() {
            return new CallerScript(steps);
        }

        private Builder add(Step step) {
            steps.add(step);
            return this;
        }
    }
}
