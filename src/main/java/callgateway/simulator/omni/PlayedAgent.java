package callgateway.simulator.omni;

import callgateway.omni.OmniClientMessage;
import callgateway.simulator.omni.Act.Cue;
import callgateway.simulator.omni.Act.What;
import callgateway.simulator.omni.OmniSessionEvent.Kind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** An agent that follows an {@link AgentPlay}. */
final class PlayedAgent implements Partner, VoiceActivity.Listener {
    private final List<Act> acts;
    private final int outputHz;
    private final SessionLine line;
    private final SessionTape tape;
    private final Consumer<Mishap> fate;
    private final VoiceActivity ear;
    private final AgentVoice voice;
    private final Map<Cue, Integer> happened = new EnumMap<>(Cue.class);

    private long now;
    private int next;
    /** When the latest act began; the first counts from the configuration. */
    private long beganNanos;

    private boolean awaiting;
    private boolean speaking;

    PlayedAgent(
            AgentPlay play,
            OmniBehaviour behaviour,
            int inputHz,
            int outputHz,
            SessionLine line,
            SessionTape tape,
            Consumer<Mishap> fate) {
        this.acts = play.acts();
        this.outputHz = outputHz;
        this.line = line;
        this.tape = tape;
        this.fate = fate;
        this.ear = new VoiceActivity(
                inputHz, Math.toIntExact(behaviour.endpointing().toMillis()), this);
        this.voice = new AgentVoice(outputHz, behaviour.delivery(), behaviour.has(Quirk.ODD_AUDIO));
    }

    @Override
    public void begin(OmniClientMessage.Configure configure, long nowNanos) {
        now = nowNanos;
        beganNanos = nowNanos;
        goOn();
    }

    @Override
    public void hear(byte[] pcm, int off, int len, long nowNanos) {
        now = nowNanos;
        ear.hear(pcm, off, len);
    }

    @Override
    public void message(OmniClientMessage message, long nowNanos) {
        now = nowNanos;
        if (message instanceof OmniClientMessage.Dtmf dtmf) {
            dtmf.digits().chars().forEach(digit -> {
                tape.event(now, Kind.KEY, String.valueOf((char) digit));
                happens(Cue.KEY);
            });
        } else if (message instanceof OmniClientMessage.ToolResult result) {
            tape.event(now, Kind.TOOL_RESULT, result.callId());
            happens(Cue.TOOL_RESULT);
        }
    }

    @Override
    public void tick(long nowNanos) {
        now = nowNanos;
        voice.sendDue(now, line);
        if (speaking && !voice.isSpeaking(now)) {
            speaking = false;
            tape.event(now, Kind.AGENT_DONE, "");
        }
        goOn();
    }

    @Override
    public void speechStarted() {
        tape.event(now, Kind.CALLER_SPEAKS, "");
        happens(Cue.CALLER_SPEAKS);
    }

    @Override
    public void speechEnded() {
        tape.event(now, Kind.CALLER_DONE, "");
        happens(Cue.CALLER_DONE);
    }

    private void happens(Cue cue) {
        happened.merge(cue, 1, Integer::sum);
        goOn();
    }

    /** Does what can be done by now. */
    private void goOn() {
        while (next < acts.size()) {
            Act act = acts.get(next);
            if (!awaiting) {
                if (!isDue(act)) {
                    return;
                }
                beganNanos = now;
            }
            awaiting = act.what() instanceof What.Await wait && !hasHappened(wait.cue());
            if (awaiting) {
                return;
            }
            next++;
            perform(act.what());
        }
    }

    private boolean isDue(Act act) {
        if (act.after() != null) {
            return now - beganNanos >= act.after().toNanos();
        }
        boolean afterSpeech = next > 0 && acts.get(next - 1).what() instanceof What.Say;
        return act.what() instanceof What.Await || !afterSpeech || !voice.isSpeaking(now);
    }

    private boolean hasHappened(Cue cue) {
        int times = happened.getOrDefault(cue, 0);
        if (times == 0) {
            return false;
        }
        happened.put(cue, times - 1);
        return true;
    }

    private void perform(What what) {
        if (what instanceof What.Say say) {
            tape.event(now, Kind.AGENT_SPEAKS, say.line().name());
            speaking = true;
            voice.say(say.line().pcm(outputHz), now);
            voice.sendDue(now, line);
        } else if (what instanceof What.Send send) {
            send(send);
        } else if (what instanceof What.Befall befall) {
            fate.accept(befall.mishap());
        } else {
            // What was waited for has happened: from then on counts what comes after it.
            beganNanos = now;
        }
    }

    private void send(What.Send send) {
        tape.event(now, send.silencing() ? Kind.INTERRUPTED : Kind.ACTION, send.name());
        if (send.silencing()) {
            voice.stop();
            speaking = false;
        }
        byte[] frame = send.frame().apply(line.frames());
        switch (send.form()) {
            case EVENT -> line.event(frame);
            case BINARY -> line.binary(frame);
            case TEXT -> line.text(frame);
        }
    }
}
