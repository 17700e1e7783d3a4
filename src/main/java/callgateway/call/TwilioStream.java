package callgateway.call;

import callgateway.call.media.CallMedia;
import callgateway.call.media.CallerAudioOut;
import callgateway.logging.CallLog;
import callgateway.recording.Tape;
import callgateway.transport.Loop;
import callgateway.transport.SocketEnd;
import callgateway.transport.WebSocket;
import callgateway.transport.WebSocketListener;
import callgateway.twilio.BadMessage;
import callgateway.twilio.MediaFrame;
import callgateway.twilio.Sid;
import callgateway.twilio.TwilioMessage;
import callgateway.twilio.TwilioReader;
import callgateway.twilio.TwilioWriter;
import java.util.Locale;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * The caller's media socket: audio goes between it and the media graph without an actor in between, everything else to
 * its {@link TwilioLeg}. Loop thread only.
 *
 * <pre>
 *   awaiting start ──start──▶ claiming ──accepted──▶ live ──▶ over
 *        └── nothing in time, anything else ──▶ closed with a reason, counted; no call knows of it
 * </pre>
 */
public final class TwilioStream implements WebSocketListener, CallerAudioOut {
    private static final CallLog LOG = CallLog.of(TwilioStream.class);
    private static final int POLICY_VIOLATION = 1008;
    private static final int UNSUPPORTED_DATA = 1003;

    private final WebSocket socket;
    private final Gate gate;
    private final CallMonitor monitor;
    private final CallSettings settings;
    private final TwilioReader reader = new TwilioReader();
    private final CallScratch scratch;
    private final CallerKeys keys;
    private final MediaFrame frame;
    private final Loop.Timer startDeadline;

    private Phase phase = Phase.AWAITING_START;
    private @Nullable TwilioWriter writer;
    private @Nullable CallMedia media;
    private @Nullable Tape tape;
    private @Nullable ActorRef<TwilioLeg.Command> leg;
    private @Nullable SocketEnd end;
    private long lastMediaNanos = System.nanoTime();
    private int badMessages;
    /** As it says; whether that is true is for the gate. */
    private @Nullable String callSid;

    private enum Phase {
        AWAITING_START,
        CLAIMING,
        LIVE,
        OVER
    }

    /** Decides whether a stream that has said what it is may carry its call; answers on the stream's loop. */
    public interface Gate {
        /** The stream says it belongs to this call. Must lead to {@link #accept} or {@link #refuse}, on the loop. */
        void claim(TwilioMessage.Start start, TwilioStream stream);
    }

    /** A stream that has said nothing yet, on a socket that has just been opened. */
    public TwilioStream(WebSocket socket, Gate gate, CallMonitor monitor, CallSettings settings) {
        this.socket = socket;
        this.gate = gate;
        this.monitor = monitor;
        this.settings = settings;
        this.scratch = CallScratch.of(socket.loop());
        this.frame = scratch.heard;
        // Those that come before the call has taken the stream over wait for it.
        this.keys = new CallerKeys(monitor::keysDropped);
        this.startDeadline = socket.loop().after(settings.startWithin(), this::late);
    }

    private void late() {
        refuse(phase == Phase.CLAIMING ? StreamRefusal.UNDECIDED : StreamRefusal.SAID_NOTHING);
    }

    /** The loop that owns this stream; its call must run there. */
    public Loop loop() {
        return socket.loop();
    }

    // -- the gate

    /** The stream carries this call from now on. */
    void accept(ActorRef<TwilioLeg.Command> owner, CallMedia graph) {
        startDeadline.cancel();
        leg = owner;
        media = graph;
        keys.listensNow(key -> owner.tell(new TwilioLeg.Said(new TwilioMessage.Dtmf(key))));
        if (end != null) {
            owner.tell(new TwilioLeg.Ended(end));
        } else if (phase == Phase.OVER) {
            owner.tell(new TwilioLeg.Ended(new SocketEnd(SocketEnd.By.US, POLICY_VIOLATION, "too late")));
        } else {
            phase = Phase.LIVE;
        }
    }

    /** What the caller says goes on this tape as well; null for none. */
    void record(@Nullable Tape on) {
        tape = on;
    }

    /** The stream may not carry a call: it is closed with the reason. Does nothing once it has been accepted. */
    public void refuse(StreamRefusal reason) {
        if (phase == Phase.LIVE || phase == Phase.OVER) {
            return;
        }
        refuse(reason, POLICY_VIOLATION);
    }

    private void refuse(StreamRefusal reason, int code) {
        monitor.streamRefused(reason);
        LOG.info(callSid, "media socket closed: {}", reason);
        over();
        socket.close(code, words(reason));
    }

    private static String words(Enum<?> reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Tells how loud the call has been since this was last asked. */
    void tellLevels(String callSid, LevelSink sink) {
        CallMedia graph = media;
        if (phase == Phase.LIVE && graph != null) {
            sink.levels(callSid, graph.levels().take());
        }
    }

    // -- in

    @Override
    public void onText(byte[] buffer, int offset, int length) {
        CallMedia graph = media;
        if (phase == Phase.LIVE && graph != null && reader.readMedia(buffer, offset, length, frame)) {
            heard(graph, frame);
            return;
        }
        if (phase == Phase.OVER) {
            return;
        }
        try {
            message(reader.read(buffer, offset, length));
        } catch (BadMessage bad) {
            bad(bad);
        }
    }

    private void heard(CallMedia graph, MediaFrame audio) {
        lastMediaNanos = socket.lastReceivedNanos();
        Tape recording = tape;
        if (recording != null) {
            recording.callerSaid(audio.payload(), audio.length(), audio.timestampMs(), System.nanoTime());
        }
        graph.callerAudio(audio.payload(), 0, audio.length());
    }

    private void message(TwilioMessage message) {
        if (message instanceof TwilioMessage.Unknown) {
            monitor.unknownCarrierEvent();
        } else if (phase == Phase.AWAITING_START) {
            beforeStart(message);
        } else if (message instanceof TwilioMessage.Start) {
            putOut(StreamRefusal.SECOND_START, POLICY_VIOLATION);
        } else if (message instanceof TwilioMessage.Media heard) {
            if (phase == Phase.LIVE && media != null) {
                heard(media, heard.frame());
            }
        } else if (message instanceof TwilioMessage.Dtmf pressed) {
            keys.press(pressed.digit(), false);
        } else if (leg != null) {
            leg.tell(new TwilioLeg.Said(message));
        } else if (message instanceof TwilioMessage.Stop) {
            // Before the call could take the stream over: it will find it ended.
            end = new SocketEnd(SocketEnd.By.PEER, 1000, "stop");
            socket.close(1000, "");
        }
    }

    private void beforeStart(TwilioMessage message) {
        if (message instanceof TwilioMessage.Start start) {
            phase = Phase.CLAIMING;
            callSid = Sid.isCallSid(start.callSid()) ? start.callSid() : null;
            writer = new TwilioWriter(start.streamSid());
            gate.claim(start, this);
        } else if (message instanceof TwilioMessage.Media) {
            refuse(StreamRefusal.MEDIA_BEFORE_START);
        } else if (message instanceof TwilioMessage.Stop) {
            refuse(StreamRefusal.STOP_BEFORE_START);
        } else if (!(message instanceof TwilioMessage.Connected)) {
            refuse(StreamRefusal.OTHER_BEFORE_START);
        }
    }

    private void bad(BadMessage bad) {
        monitor.badCarrierMessage(bad.reason());
        if (phase == Phase.AWAITING_START) {
            refuse(StreamRefusal.BAD_MESSAGE);
            return;
        }
        if (badMessages++ == 0) {
            LOG.warn(callSid, "carrier message ignored: {}", bad.getMessage());
        }
        if (badMessages >= settings.badMessages()) {
            putOut(StreamRefusal.TOO_MANY_BAD_MESSAGES, POLICY_VIOLATION);
        }
    }

    @Override
    public void onBinary(byte[] buffer, int offset, int length) {
        if (phase != Phase.OVER) {
            putOut(StreamRefusal.BINARY, UNSUPPORTED_DATA);
        }
    }

    /** Closes a stream that breaks the carrier's protocol, whether or not it carries a call. */
    private void putOut(StreamRefusal reason, int code) {
        ActorRef<TwilioLeg.Command> owner = leg;
        refuse(reason, code);
        end = new SocketEnd(SocketEnd.By.VIOLATION, code, words(reason));
        if (owner != null) {
            owner.tell(new TwilioLeg.Ended(end));
        }
    }

    @Override
    public @Nullable String about() {
        return callSid;
    }

    @Override
    public void onWritable() {
        if (media != null) {
            media.callerWritable();
        }
    }

    @Override
    public void onEnd(SocketEnd how) {
        if (phase == Phase.AWAITING_START) {
            monitor.streamRefused(
                    how.by() == SocketEnd.By.VIOLATION ? StreamRefusal.VIOLATION : StreamRefusal.VANISHED);
            LOG.info(callSid, "media socket ended before start: {} {} {}", how.by(), how.code(), how.reason());
        }
        boolean untold = phase != Phase.OVER;
        over();
        if (end == null) {
            end = how;
        }
        if (untold && leg != null) {
            leg.tell(new TwilioLeg.Ended(end));
        }
    }

    private void over() {
        phase = Phase.OVER;
        startDeadline.cancel();
        keys.over();
    }

    // -- out

    @Override
    public boolean isWritable() {
        return socket.isWritable();
    }

    @Override
    public void audio(byte[] mulaw, int offset, int length) {
        if (writer != null) {
            byte[] text = scratch.message(writer.maxMediaBytes(length));
            socket.text(text, 0, writer.media(mulaw, offset, length, text, 0));
        }
    }

    @Override
    public void mark(String name) {
        if (writer != null) {
            byte[] message = writer.mark(name);
            socket.text(message, 0, message.length);
        }
    }

    @Override
    public void clear() {
        if (writer != null) {
            byte[] message = writer.clear();
            socket.text(message, 0, message.length);
        }
    }

    @Override
    public void flush() {
        socket.flush();
    }

    /** When the last audio came, as {@link System#nanoTime}. */
    long lastMediaNanos() {
        return lastMediaNanos;
    }

    /** Closes the socket, so that the carrier asks what comes next. */
    void close(int code, String reason) {
        over();
        socket.close(code, reason);
    }
}
