package callgateway.simulator.caller;

import callgateway.simulator.Speech;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a {@link CallerScript} against what is heard. A script goes on when a call has a second stream. Belongs to
 * one thread at a time.
 */
final class ScriptRunner {
    /** What the runner does with. */
    interface Hands {
        void say(Speech line, boolean interrupting);

        boolean isSaying();

        void press(char key);

        void sendText(String message);

        void sendBinary(int bytes);

        void hangUp();

        void vanish();
    }

    /** Speech with a shorter gap in it still counts as going on. */
    private static final long STILL_SPEAKING = Timeline.samples(500);

    private final CallerScript script;
    private final Ear agent;
    private int next;
    private boolean begun;
    private long begunSample;
    private boolean saying;
    private boolean heard;
    private @Nullable String failure;

    ScriptRunner(CallerScript script, Ear agent) {
        this.script = script;
        this.agent = agent;
    }

    /** Does what can be done by now; after the last step, or a failure, hangs up. */
    void run(long nowSample, Hands hands) {
        while (failure == null && next < script.steps().size()) {
            Step step = script.steps().get(next);
            if (!begun) {
                begun = true;
                begunSample = nowSample;
                saying = false;
                heard = false;
            }
            if (!isDone(step, nowSample, hands)) {
                failIfLate(step, nowSample);
                if (failure == null) {
                    return;
                }
            } else {
                begun = false;
                next++;
                if (step instanceof Step.HangUp || step instanceof Step.Vanish) {
                    next = script.steps().size();
                    return;
                }
            }
        }
        hands.hangUp();
    }

    /** The gateway ended the stream: right if that was waited for, and for a script that had come to its end. */
    void streamEnded() {
        if (failure == null && next < script.steps().size()) {
            if (script.steps().get(next) instanceof Step.StreamEnds) {
                next++;
                begun = false;
            }
        }
    }

    /** Whether every step has been done. */
    boolean isFinished() {
        return next == script.steps().size();
    }

    /** What was waited for in vain; null if nothing was. */
    @Nullable
    String failure() {
        return failure;
    }

    /** The step at hand, for a message. */
    String position() {
        return isFinished()
                ? "the end"
                : "step " + (next + 1) + ", " + script.steps().get(next);
    }

    private boolean isDone(Step step, long now, Hands hands) {
        if (step instanceof Step.AgentSpeaks) {
            return agent.firstSound() != Ear.NEVER;
        }
        if (step instanceof Step.AgentQuiet wait) {
            return agent.isQuiet(now, Timeline.samples(wait.quiet().toMillis()));
        }
        if (step instanceof Step.Pause pause) {
            return now - begunSample >= Timeline.samples(pause.length().toMillis());
        }
        if (step instanceof Step.Say say) {
            return hasSaid(say.line(), false, true, hands);
        }
        if (step instanceof Step.SayUntilHeard say) {
            return hasBeenHeard(say.line(), hands);
        }
        if (step instanceof Step.Interrupt interrupt) {
            return hasSaid(interrupt.line(), true, mayInterrupt(interrupt, now), hands);
        }
        if (step instanceof Step.Press press) {
            hands.press(press.key());
            return true;
        }
        if (step instanceof Step.SendText send) {
            hands.sendText(send.message());
            return true;
        }
        if (step instanceof Step.SendBinary send) {
            hands.sendBinary(send.bytes());
            return true;
        }
        if (step instanceof Step.HangUp) {
            hands.hangUp();
            return true;
        }
        if (step instanceof Step.Vanish) {
            hands.vanish();
            return true;
        }
        return false;
    }

    private boolean hasSaid(Speech line, boolean interrupting, boolean mayBegin, Hands hands) {
        if (!saying && mayBegin) {
            saying = true;
            hands.say(line, interrupting);
            return false;
        }
        return saying && !hands.isSaying();
    }

    private boolean hasBeenHeard(Speech line, Hands hands) {
        // Kept, because the end of a line makes the caller wait for another answer.
        heard |= agent.firstSound() != Ear.NEVER && agent.lastSound() >= begunSample;
        if (heard || hands.isSaying()) {
            return heard && !hands.isSaying();
        }
        hands.say(line, false);
        return false;
    }

    private boolean mayInterrupt(Step.Interrupt interrupt, long now) {
        return agent.firstSound() != Ear.NEVER
                && now - agent.firstSound()
                        >= Timeline.samples(interrupt.agentSpeech().toMillis())
                && !agent.isQuiet(now, STILL_SPEAKING);
    }

    private void failIfLate(Step step, long now) {
        Duration atMost = patience(step);
        if (atMost != null && !saying && now - begunSample > Timeline.samples(atMost.toMillis())) {
            failure = "waited in vain at " + position();
        }
    }

    private static @Nullable Duration patience(Step step) {
        if (step instanceof Step.AgentSpeaks wait) {
            return wait.atMost();
        }
        if (step instanceof Step.AgentQuiet wait) {
            return wait.atMost();
        }
        if (step instanceof Step.Interrupt wait) {
            return wait.atMost();
        }
        if (step instanceof Step.SayUntilHeard wait) {
            return wait.atMost();
        }
        return step instanceof Step.StreamEnds wait ? wait.atMost() : null;
    }
}
