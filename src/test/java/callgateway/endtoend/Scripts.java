package callgateway.endtoend;

import callgateway.audio.Goertzel;
import callgateway.audio.Tones;
import callgateway.simulator.Speech;
import callgateway.simulator.caller.CallerScript;
import callgateway.simulator.caller.Step;
import java.time.Duration;
import java.util.List;

/** What callers of the tests do, and how what they hear is judged. */
final class Scripts {
    private static final double TONE_DBFS = -12;

    private Scripts() {}

    /** The script, by a caller whom no stall of this machine makes give up. */
    static CallerScript patient(CallerScript script) {
        return new CallerScript(script.steps().stream().map(Scripts::patient).toList());
    }

    private static Step patient(Step step) {
        if (step instanceof Step.AgentSpeaks) {
            return new Step.AgentSpeaks(GatewayUnderTest.PATIENCE);
        }
        if (step instanceof Step.AgentQuiet quiet) {
            return new Step.AgentQuiet(quiet.quiet(), GatewayUnderTest.PATIENCE);
        }
        if (step instanceof Step.Interrupt interrupt) {
            return new Step.Interrupt(interrupt.line(), interrupt.agentSpeech(), GatewayUnderTest.PATIENCE);
        }
        return step instanceof Step.StreamEnds ? new Step.StreamEnds(GatewayUnderTest.PATIENCE) : step;
    }

    /** Waits for whatever the gateway does with the call. */
    static CallerScript untilEnded() {
        return new CallerScript(List.of(new Step.StreamEnds(GatewayUnderTest.PATIENCE)));
    }

    /** Says a tone to an agent that echoes, until it is heard and then once more, and hangs up. */
    static CallerScript sayTone(int hz) {
        Speech tone = tone(hz, Duration.ofMillis(600));
        return CallerScript.builder()
                .sayUntilHeard(tone, GatewayUnderTest.PATIENCE)
                .say(tone)
                .pause(Duration.ofMillis(400))
                .hangUp()
                .build();
    }

    static Speech tone(int hz, Duration length) {
        byte[] mu = new byte[(int) length.toMillis() * 8];
        Tones.sine(8000, hz, TONE_DBFS).muLaw(mu, 0, mu.length);
        return new Speech("tone of " + hz + " Hz", mu);
    }

    /** The loudest tenth of a second of this frequency, dBFS; the tone is said with -12. */
    static double loudest(byte[] mu, int hz) {
        double loudest = Double.NEGATIVE_INFINITY;
        for (int at = 0; at + 800 <= mu.length; at += 400) {
            loudest =
                    Math.max(loudest, new Goertzel(8000, hz).muLaw(mu, at, 800).dbfs());
        }
        return loudest;
    }
}
