package callgateway.simulator.caller;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows who speaks when, as the caller would perceive it, and measures the turns. All positions are samples of the
 * call's {@link Timeline}. Belongs to one thread at a time.
 */
final class ConversationMeter {
    private static final long TURN_GAP = Timeline.samples(CallerScript.TURN_GAP.toMillis());
    private static final long STOP_GAP = Timeline.samples(500);

    private final CallerLog log;
    private final Ear agent = new Ear();
    private final Ear utterance = new Ear();
    private final Ear piece = new Ear();
    private final List<Turn> turns = new ArrayList<>();
    private final List<BargeIn> bargeIns = new ArrayList<>();

    private boolean agentSpeaking;
    private boolean callerSpeaking;
    private @Nullable String cue;
    private long cueSample;

    private @Nullable String interruption;
    private long interruptedSample;
    private long clearedSample;
    private int discarded;
    private long stale;

    ConversationMeter(CallerLog log) {
        this.log = log;
    }

    /** What has been heard of the agent since the caller's latest turn. */
    Ear agent() {
        return agent;
    }

    void agentHeard(long atSample, byte[] mu, int off, int len) {
        agent.hear(atSample, mu, off, len);
        utterance.hear(atSample, mu, off, len);
        if (interruption != null && clearedSample != Ear.NEVER && callerSpeaking) {
            piece.listenFrom(atSample);
            piece.hear(atSample, mu, off, len);
            stale += piece.firstSound() == Ear.NEVER ? 0 : piece.lastSound() - piece.firstSound() + 1;
        }
    }

    void pickedUp(long atSample) {
        expectReply(Turn.PICKED_UP, atSample);
    }

    void keyPressed(long atSample, char key) {
        log.at(atSample, CallerEvent.Kind.KEY, String.valueOf(key));
        expectReply("key " + key, atSample);
    }

    void callerStarted(long atSample, String line, boolean interrupts) {
        log.at(atSample, CallerEvent.Kind.CALLER_SPEAKS, line);
        callerSpeaking = true;
        if (interrupts) {
            endBargeIn();
            interruption = line;
            interruptedSample = atSample;
            clearedSample = Ear.NEVER;
            discarded = 0;
            stale = 0;
        }
    }

    void callerEnded(long atSample, String line) {
        log.at(atSample, CallerEvent.Kind.CALLER_QUIET, line);
        callerSpeaking = false;
        expectReply(line, atSample);
    }

    void cleared(long atSample, int discardedSamples) {
        log.at(atSample, CallerEvent.Kind.CLEAR, discardedSamples / 8 + " ms discarded");
        if (interruption != null && clearedSample == Ear.NEVER) {
            clearedSample = atSample;
            discarded = discardedSamples;
        }
    }

    /** Draws conclusions from what was heard up to now. */
    void update(long nowSample) {
        if (!agentSpeaking && utterance.firstSound() != Ear.NEVER) {
            agentSpeaking = true;
            log.at(utterance.firstSound(), CallerEvent.Kind.AGENT_SPEAKS, "");
        } else if (agentSpeaking && utterance.isQuiet(nowSample, TURN_GAP)) {
            agentFellSilent(nowSample);
        }
        if (cue != null && agent.firstSound() != Ear.NEVER) {
            turns.add(new Turn(cue, Timeline.millis(cueSample), Timeline.millis(agent.firstSound())));
            cue = null;
        }
        if (interruption != null && agent.isQuiet(nowSample, STOP_GAP) && nowSample - interruptedSample > STOP_GAP) {
            endBargeIn();
        }
    }

    /** The call is over: what is open is closed. */
    void end(long nowSample) {
        update(nowSample);
        if (agentSpeaking) {
            agentFellSilent(nowSample);
        }
        endTurn();
        endBargeIn();
    }

    List<Turn> turns() {
        return List.copyOf(turns);
    }

    List<BargeIn> bargeIns() {
        return List.copyOf(bargeIns);
    }

    private void expectReply(String newCue, long atSample) {
        endTurn();
        cue = newCue;
        cueSample = atSample;
        agent.listenFrom(atSample);
    }

    private void endTurn() {
        if (cue != null) {
            turns.add(new Turn(cue, Timeline.millis(cueSample), Turn.NOT_HEARD));
            cue = null;
        }
    }

    private void agentFellSilent(long nowSample) {
        agentSpeaking = false;
        log.at(utterance.lastSound(), CallerEvent.Kind.AGENT_QUIET, "");
        utterance.listenFrom(nowSample);
    }

    private void endBargeIn() {
        if (interruption == null) {
            return;
        }
        long stopped = Math.max(agent.lastSound(), interruptedSample);
        bargeIns.add(new BargeIn(
                interruption,
                Timeline.millis(interruptedSample),
                clearedSample == Ear.NEVER ? BargeIn.NO_CLEAR : Timeline.millis(clearedSample),
                Timeline.millis(discarded),
                Timeline.millis(stopped),
                Timeline.millis(stale)));
        interruption = null;
    }
}
