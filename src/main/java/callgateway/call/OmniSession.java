package callgateway.call;

import callgateway.call.media.AgentAudioOut;
import callgateway.call.media.CallMedia;
import callgateway.call.media.Flushed;
import callgateway.call.media.Interlude;
import callgateway.call.media.KeysOutcome;
import callgateway.omni.AudioOut;
import callgateway.omni.DropReason;
import callgateway.omni.OmniEvent;
import callgateway.omni.OmniListener;
import callgateway.omni.OmniReader;
import callgateway.omni.OmniWriter;
import callgateway.omni.OutputRate;
import callgateway.transport.SocketEnd;
import callgateway.transport.WebSocket;
import callgateway.transport.WebSocketListener;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * The agent's socket: audio goes between it and the media graph without an actor in between, events to its
 * {@link OmniLeg}. What has its place among the audio is done here, before the leg hears of it: what stops the agent's
 * audio, so that nothing from before can leave once the event was read; and what is to be heard next, keys and hold audio.
 * Loop thread only.
 */
final class OmniSession implements WebSocketListener, OmniListener, AgentAudioOut {
    private final CallMedia media;
    private final CallMonitor monitor;
    private final AgentPulse pulse;
    private final ActorRef<OmniLeg.Command> leg;
    private final OmniReader reader = new OmniReader();
    private final OmniWriter writer;
    private final OutputRate outputRate;
    private final CallScratch scratch;
    private final AgentSockets sockets;
    private @Nullable WebSocket socket;
    private boolean spoke;
    private boolean flushes;
    private boolean detached;

    OmniSession(
            CallMedia media,
            CallMonitor monitor,
            AgentPulse pulse,
            ActorRef<OmniLeg.Command> leg,
            OmniWriter writer,
            int inputRateHz,
            CallScratch scratch,
            AgentSockets sockets) {
        this.media = media;
        this.monitor = monitor;
        this.pulse = pulse;
        this.leg = leg;
        this.writer = writer;
        this.outputRate = new OutputRate(inputRateHz);
        this.scratch = scratch;
        this.sockets = sockets;
        media.agentRate(outputRate.hz());
    }

    /** The socket is open: what comes from it comes here. */
    void open(WebSocket opened) {
        socket = opened;
    }

    /** The call wants no more of this session: what still comes is not passed on. */
    void detach() {
        detached = true;
        media.connectAgent(null);
    }

    /** Whether the agent has said anything yet. */
    boolean hasSpoken() {
        return spoke;
    }

    // -- in

    @Override
    public void onText(byte[] buffer, int offset, int length) {
        reader.text(buffer, offset, length, this);
    }

    @Override
    public void onBinary(byte[] buffer, int offset, int length) {
        reader.binary(buffer, offset, length, this);
    }

    @Override
    public void audio(byte[] pcm, int offset, int length) {
        if (!detached) {
            spoke = true;
            media.agentAudio(pcm, offset, length);
        }
    }

    @Override
    public void event(OmniEvent event) {
        if (detached) {
            return;
        }
        pulse.beat();
        if (stopsTheAgent(event)) {
            Flushed flushed = media.flush();
            if (flushed.interrupted()) {
                leg.tell(new OmniLeg.WasInterrupted(Duration.ofMillis(flushed.heardMs())));
            }
        } else if (event instanceof OmniEvent.TurnBegin) {
            media.replyBegins();
        } else if (event instanceof OmniEvent.SendDtmf keys) {
            play(keys);
        } else if (event instanceof OmniEvent.PlayHold hold) {
            media.hold(Interlude.hold(), hold.duration());
        } else if (event instanceof OmniEvent.Hello hello) {
            rate(hello.audioOut());
        } else if (event instanceof OmniEvent.SessionStarted started) {
            rate(started.audioOut());
        } else if (event instanceof OmniEvent.Configured configured) {
            rate(configured.audioOut());
        }
        leg.tell(new OmniLeg.Said(event));
    }

    /** An agent that flushes says afterwards what was spoken, perhaps amid its next reply: that is no flush then. */
    private boolean stopsTheAgent(OmniEvent event) {
        if (event instanceof OmniEvent.Flush || event instanceof OmniEvent.BargeIn) {
            flushes = true;
            return true;
        }
        return event instanceof OmniEvent.AssistantInterrupted && !flushes;
    }

    private void play(OmniEvent.SendDtmf keys) {
        KeysOutcome outcome = media.tones(keys.digits());
        if (outcome != KeysOutcome.PLAYED) {
            leg.tell(new OmniLeg.KeysNotPlayed(keys.digits().length(), outcome));
        }
    }

    private void rate(AudioOut announced) {
        if (outputRate.announce(announced)) {
            media.agentRate(outputRate.hz());
        }
    }

    @Override
    public void dropped(DropReason reason) {
        monitor.agentMessageDropped(reason);
    }

    @Override
    public void onWritable() {
        media.agentWritable();
    }

    @Override
    public void onEnd(SocketEnd end) {
        sockets.closed();
        if (!detached) {
            detach();
        }
        leg.tell(new OmniLeg.Ended(end));
    }

    // -- out

    @Override
    public boolean isWritable() {
        return socket != null && socket.isWritable();
    }

    @Override
    public void callerAudio(byte[] pcm, int offset, int length) {
        if (socket != null) {
            byte[] out = scratch.message(length + writer.audioHeaderBytes());
            socket.binary(out, 0, writer.audio(pcm, offset, length, out, 0));
        }
    }

    @Override
    public void flush() {
        if (socket != null) {
            socket.flush();
        }
    }

    /** Sends one control message, as text or binary as the dialect wants it. */
    void control(byte[] message) {
        if (socket == null) {
            return;
        }
        if (writer.controlIsText()) {
            socket.text(message, 0, message.length);
        } else {
            socket.binary(message, 0, message.length);
        }
        socket.flush();
    }

    void ping() {
        if (socket != null) {
            socket.ping();
        }
    }

    long lastReceivedNanos() {
        return socket == null ? System.nanoTime() : socket.lastReceivedNanos();
    }

    /** Takes leave of the agent; a socket that has already ended is left alone. */
    void end() {
        detach();
        if (socket != null && socket.isOpen()) {
            control(writer.sessionEnding());
            socket.close(1000, "");
        }
    }

    OmniWriter writer() {
        return writer;
    }
}
