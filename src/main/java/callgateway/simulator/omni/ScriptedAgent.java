package callgateway.simulator.omni;

import callgateway.omni.OmniClientMessage;
import callgateway.omni.OmniServerFrames;
import callgateway.simulator.Speech;
import callgateway.simulator.omni.AgentScript.Reply;
import callgateway.simulator.omni.AgentScript.Then;
import callgateway.simulator.omni.AgentScript.Turn;
import callgateway.simulator.omni.OmniSessionEvent.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An agent that follows an {@link AgentScript}: listens with real voice activity detection, replies when the caller's turn
 * is over, and stops when the caller speaks while it does.
 */
final class ScriptedAgent implements Partner, VoiceActivity.Listener {
    private static final long TOOL_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long POSITION_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final AgentScript script;
    private final OmniBehaviour behaviour;
    private final int outputHz;
    private final SessionLine line;
    private final OmniServerFrames frames;
    private final SessionTape tape;
    private final VoiceActivity ear;
    private final AgentVoice voice;

    private long now;
    private long beganNanos;
    private long positionDueNanos;
    private int nextTurn;
    private int replies;
    private int toolCalls;

    /** A reply that is decided on and not begun. */
    private @Nullable Reply planned;

    private long plannedNanos;
    private boolean plannedFromTurn;
    /** The reply that is being spoken. */
    private @Nullable Reply current;

    private @Nullable String awaitedCallId;
    private Then.@Nullable ToolCall awaited;
    private long awaitedUntilNanos;

    ScriptedAgent(
            AgentScript script,
            OmniBehaviour behaviour,
            int inputHz,
            int outputHz,
            SessionLine line,
            SessionTape tape) {
        this.script = script;
        this.behaviour = behaviour;
        this.outputHz = outputHz;
        this.line = line;
        this.frames = line.frames();
        this.tape = tape;
        this.ear = new VoiceActivity(
                inputHz, Math.toIntExact(behaviour.endpointing().toMillis()), this);
        this.voice = new AgentVoice(outputHz, behaviour.delivery(), behaviour.has(Quirk.ODD_AUDIO));
    }

    @Override
    public void begin(OmniClientMessage.Configure configure, long nowNanos) {
        now = nowNanos;
        beganNanos = nowNanos;
        positionDueNanos = nowNanos + POSITION_EVERY_NANOS;
        String greeting = configure.greeting();
        boolean suppressed = greeting != null && greeting.isBlank();
        if (script.greeting() != null && !suppressed) {
            speak(script.greeting());
        }
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
            dtmf.digits().chars().forEach(digit -> key((char) digit));
        } else if (message instanceof OmniClientMessage.ToolResult result) {
            toolResult(result);
        }
    }

    @Override
    public void tick(long nowNanos) {
        now = nowNanos;
        voice.sendDue(now, line);
        if (current != null && !voice.isSpeaking(now)) {
            finished(current);
        }
        if (planned != null && now - plannedNanos >= 0) {
            Reply reply = planned;
            planned = null;
            speak(reply);
        }
        if (awaited != null && now - awaitedUntilNanos >= 0) {
            plan(awaited.failed(), 0, false);
            awaited = null;
        }
        if (behaviour.has(Quirk.AUDIO_POSITIONS) && now - positionDueNanos >= 0) {
            positionDueNanos += POSITION_EVERY_NANOS;
            int elapsedMs = (int) TimeUnit.NANOSECONDS.toMillis(now - beganNanos);
            line.event(frames.audioPosition((int) (tape.saidBytes() / 2 / (outputHz / 1000)), elapsedMs));
        }
    }

    @Override
    public void speechStarted() {
        tape.event(now, Kind.CALLER_SPEAKS, "");
        if (current != null && voice.isSpeaking(now)) {
            interrupted(current);
        } else if (planned != null) {
            // The caller went on: what was to be the reply to the first half is not begun.
            nextTurn -= plannedFromTurn ? 1 : 0;
            planned = null;
        }
    }

    @Override
    public void speechEnded() {
        tape.event(now, Kind.CALLER_DONE, "");
        boolean scripted = nextTurn < script.turns().size();
        Turn turn = scripted ? script.turns().get(nextTurn++) : new Turn("", script.otherwise());
        transcribe(turn.callerSaid());
        plan(turn.reply(), behaviour.thinking().toNanos(), scripted);
    }

    private void plan(Reply reply, long afterNanos, boolean fromTurn) {
        planned = reply;
        plannedNanos = now + afterNanos;
        plannedFromTurn = fromTurn;
    }

    private void key(char digit) {
        tape.event(now, Kind.KEY, String.valueOf(digit));
        line.event(frames.dtmfAck(digit));
        Reply reply = script.keys().get(digit);
        if (reply != null) {
            if (current != null && voice.isSpeaking(now)) {
                interrupted(current);
            }
            plan(reply, behaviour.thinking().toNanos(), false);
        }
    }

    private void speak(Reply reply) {
        line.event(frames.turnBegin(++replies));
        if (behaviour.has(Quirk.TURN_MERGE)) {
            line.event(frames.flush("turn_merge", replies));
            line.event(frames.turnBegin(++replies));
        }
        if (!behaviour.has(Quirk.NO_TRANSCRIPTS) && !reply.text().isEmpty()) {
            line.event(frames.agentSaid(reply.text(), true));
        }
        current = reply;
        Speech speech = reply.speech();
        if (speech == null) {
            finished(reply);
            return;
        }
        tape.event(now, Kind.AGENT_SPEAKS, reply.text());
        voice.say(speech.pcm(outputHz), now);
        voice.sendDue(now, line);
    }

    private void interrupted(Reply reply) {
        int heard = (int) (reply.text().length() * voice.playedShare(now));
        voice.stop();
        current = null;
        line.event(frames.flush("energy", replies));
        if (behaviour.has(Quirk.FLUSH_TWICE)) {
            line.event(frames.bargeIn());
            line.event(frames.flush("energy", replies));
        }
        line.event(frames.assistantInterrupted(reply.text().substring(0, heard)));
        tape.event(now, Kind.INTERRUPTED, reply.text());
    }

    private void finished(Reply reply) {
        current = null;
        if (reply.speech() != null) {
            tape.event(now, Kind.AGENT_DONE, "");
        }
        Then then = reply.then();
        if (then instanceof Then.ToolCall call) {
            toolCall(call);
        } else if (!(then instanceof Then.Nothing)) {
            tape.event(now, Kind.ACTION, then.toString());
            act(then);
        }
    }

    private void act(Then then) {
        if (then instanceof Then.Transfer transfer) {
            line.event(frames.transferToHuman(transfer.destination(), transfer.reason()));
        } else if (then instanceof Then.EndCall end) {
            line.event(frames.endCall(end.reason()));
        } else if (then instanceof Then.EndSession end) {
            line.event(frames.sessionEnding());
            line.event(frames.sessionEnd(end.reason()));
            line.close(1000, "");
        } else if (then instanceof Then.Event event) {
            line.event(frames.event(event.json().getBytes(StandardCharsets.UTF_8)));
        }
    }

    private void toolCall(Then.ToolCall call) {
        awaited = call;
        awaitedCallId = "t_" + ++toolCalls;
        awaitedUntilNanos = now + TOOL_TIMEOUT_NANOS;
        byte[] frame = frames.toolCall(awaitedCallId, call.name(), call.argumentsJson());
        line.event(frame);
        if (behaviour.has(Quirk.DUPLICATE_TOOL_CALLS)) {
            line.event(frame);
        }
        tape.event(now, Kind.TOOL_CALL, awaitedCallId + " " + call.name());
    }

    private void toolResult(OmniClientMessage.ToolResult result) {
        tape.event(now, Kind.TOOL_RESULT, result.callId());
        if (awaited != null && result.callId().equals(awaitedCallId)) {
            plan(result.error() == null ? awaited.answered() : awaited.failed(), 0, false);
            awaited = null;
        }
    }

    private void transcribe(String said) {
        if (said.isEmpty() || behaviour.has(Quirk.NO_TRANSCRIPTS)) {
            return;
        }
        if (behaviour.has(Quirk.SPLIT_UTF8) && !frames.eventsAreText()) {
            byte[] utf8 = (said + " \u00e9").getBytes(StandardCharsets.UTF_8);
            line.binary(frames.callerDelta(Arrays.copyOf(utf8, utf8.length - 1)));
            line.binary(frames.callerDelta(Arrays.copyOfRange(utf8, utf8.length - 1, utf8.length)));
        } else {
            line.event(frames.callerDelta(said));
        }
        line.event(frames.callerSaid(said));
    }
}
