package callgateway.simulator.caller;

import callgateway.simulator.Metronome;
import callgateway.simulator.Speech;
import callgateway.twilio.BadMessage;
import callgateway.twilio.CallerFrames;
import callgateway.twilio.GatewayMessage;
import callgateway.twilio.GatewayMessageReader;
import callgateway.twilio.MediaFrame;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Twilio's end of one media stream, without its socket: sends a frame each 20 ms counted from the start, plays what comes,
 * echoes marks, and lets the script act. All state is under its lock.
 */
final class CallerStream implements Playback.Listener, ScriptRunner.Hands {
    /** The socket, as far as a stream needs it. */
    interface Outlet {
        void text(byte[] utf8, int off, int len);

        void binary(byte[] bytes);

        void close();

        void reset();
    }

    /** How a stream ended. */
    enum End {
        GATEWAY_CLOSED,
        CALLER_HUNG_UP,
        CALLER_VANISHED,
        /** Twilio took the call out of it, to do something else. */
        REDIRECTED
    }

    static final long FRAME_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** Frames that are sent at once after a stall of this machine; more are skipped. */
    private static final long MAX_BEHIND_FRAMES = 50;

    private final CallParts call;
    private final Timeline timeline;
    private final String streamSid;
    private final CallerFrames frames;
    private final GatewayMessageReader reader;
    private final Outlet outlet;
    private final Playback playback;
    private final Mouth mouth = new Mouth();
    private final MediaFrame media = new MediaFrame();
    private final byte[] frame = new byte[Mouth.FRAME];
    private final byte[] message;
    private final CompletableFuture<End> ended = new CompletableFuture<>();
    private final long startNanos;
    private long nextFrame = 1;
    private long now;
    private boolean over;
    private boolean interrupting;
    private boolean startReported;

    /** Starts at {@code nowNanos}. */
    CallerStream(CallParts call, String streamSid, String callSid, String accountSid, Outlet outlet, long nowNanos) {
        this.call = call;
        this.timeline = call.log().timeline();
        this.streamSid = streamSid;
        this.frames = new CallerFrames(streamSid, callSid, accountSid);
        this.reader = new GatewayMessageReader(streamSid);
        this.outlet = outlet;
        this.startNanos = nowNanos;
        this.now = timeline.sampleAt(nowNanos);
        this.playback = new Playback(now, this);
        this.message = new byte[frames.maxMediaBytes(Mouth.FRAME)];
    }

    /** Sends what comes first. */
    synchronized void open(Map<String, String> customParameters) {
        send(frames.connected());
        send(frames.start(customParameters));
        call.log().at(now, CallerEvent.Kind.STREAM_STARTED, "");
        call.meter().pickedUp(now);
    }

    /** Does what is due; returns when it is to be called again. */
    synchronized long beat(long nowNanos) {
        if (over) {
            return Metronome.NEVER;
        }
        advance(nowNanos);
        long due = startNanos + nextFrame * FRAME_NANOS;
        if (nowNanos - due > MAX_BEHIND_FRAMES * FRAME_NANOS) {
            long skipped = (nowNanos - due) / FRAME_NANOS - MAX_BEHIND_FRAMES;
            nextFrame += skipped;
            call.stats().framesSkipped += skipped;
            due += skipped * FRAME_NANOS;
        }
        while (!over && nowNanos - due >= 0) {
            call.script().run(timeline.sampleAt(due), this);
            if (!over) {
                sendFrame(due, nowNanos - due);
                due += FRAME_NANOS;
            }
        }
        if (over) {
            return Metronome.NEVER;
        }
        long mark = playback.nextMarkSample();
        return mark == Playback.NEVER ? due : Math.min(due, timeline.nanosAt(mark));
    }

    synchronized void received(byte[] utf8, int off, int len, long nowNanos) {
        if (over) {
            return;
        }
        advance(nowNanos);
        if (reader.readMedia(utf8, off, len, media)) {
            play(media, nowNanos);
            return;
        }
        try {
            GatewayMessage said = reader.read(utf8, off, len);
            if (said instanceof GatewayMessage.Media audio) {
                play(audio.frame(), nowNanos);
            } else if (said instanceof GatewayMessage.Mark mark) {
                if (!playback.mark(mark.name())) {
                    call.log().complain(nowNanos, Complaint.BAD_MESSAGE, "mark: too many outstanding");
                }
            } else {
                clear();
            }
        } catch (BadMessage e) {
            call.log().complain(nowNanos, Complaint.BAD_MESSAGE, e.reason() + ": " + e.getMessage());
        }
    }

    synchronized void receivedBinary(int len, long nowNanos) {
        call.log().complain(nowNanos, Complaint.BINARY_MESSAGE, "a binary message of " + len + " bytes");
    }

    /** The socket is closed, by whomever. */
    synchronized void closed(int code, String reason, long nowNanos) {
        if (!over) {
            advance(nowNanos);
            call.script().streamEnded();
            finish(End.GATEWAY_CLOSED, (code + " " + reason).strip());
        }
    }

    /** The caller hangs up, whatever the script says. */
    synchronized void abandon(long nowNanos) {
        if (!over) {
            advance(nowNanos);
            hangUp();
        }
    }

    /** The call goes on with another document: the stream ends as if the caller had hung up. False: it was over before. */
    synchronized boolean redirect(long nowNanos) {
        if (over) {
            return false;
        }
        advance(nowNanos);
        call.script().streamEnded();
        send(frames.stop());
        outlet.close();
        finish(End.REDIRECTED, "stop");
        return true;
    }

    /** Completes when the stream has ended, by whomever. */
    CompletionStage<End> ended() {
        return ended;
    }

    @Override
    public void heard(long atSample, byte[] mu, int off, int len) {
        call.meter().agentHeard(atSample, mu, off, len);
        call.heard().write(atSample, mu, off, len);
        call.played().played(atSample, len);
        call.stats().heardSamples += len;
    }

    @Override
    public void mark(long atSample, String name) {
        call.log().at(atSample, CallerEvent.Kind.MARK, name);
        send(frames.mark(name));
    }

    @Override
    public void say(Speech line, boolean overAgent) {
        mouth.say(line);
        interrupting = overAgent;
        startReported = false;
    }

    @Override
    public boolean isSaying() {
        return mouth.line() != null;
    }

    @Override
    public void press(char key) {
        call.meter().keyPressed(now, key);
        send(frames.dtmf(key));
    }

    @Override
    public void sendText(String message) {
        send(message.replace("$STREAM", streamSid).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void sendBinary(int bytes) {
        outlet.binary(new byte[bytes]);
    }

    @Override
    public void hangUp() {
        if (!over) {
            send(frames.stop());
            outlet.close();
            finish(End.CALLER_HUNG_UP, "stop");
        }
    }

    @Override
    public void vanish() {
        if (!over) {
            outlet.reset();
            finish(End.CALLER_VANISHED, "reset");
        }
    }

    private void advance(long nowNanos) {
        now = Math.max(now, timeline.sampleAt(nowNanos));
        playback.advanceTo(now);
        call.meter().update(now);
    }

    private void play(MediaFrame audio, long nowNanos) {
        call.stats().mediaReceived++;
        int dropped = playback.media(audio.payload(), 0, audio.length());
        if (dropped > 0) {
            call.log().complain(nowNanos, Complaint.TOO_MUCH_QUEUED, "more than ten minutes of audio queued");
        }
    }

    private void clear() {
        int discarded = playback.clear();
        call.meter().cleared(now, discarded);
    }

    /** A frame sent when it is due holds the 20 ms before that. */
    private void sendFrame(long dueNanos, long lateNanos) {
        long begins = timeline.sampleAt(dueNanos) - Mouth.FRAME;
        Speech line = mouth.line();
        int saidBefore = mouth.said();
        boolean endsLine = mouth.next(frame);
        if (line != null) {
            reportSpeech(line, begins - saidBefore, endsLine);
        }
        long timestampMs = (nextFrame - 1) * 20;
        outlet.text(message, 0, frames.media(frame, 0, Mouth.FRAME, timestampMs, message, 0));
        call.said().write(begins, frame, 0, Mouth.FRAME);
        call.stats().frameSent(lateNanos);
        nextFrame++;
    }

    private void reportSpeech(Speech line, long lineBegins, boolean endsLine) {
        if (!startReported && mouth.said() > mouth.firstSound()) {
            startReported = true;
            call.meter().callerStarted(lineBegins + mouth.firstSound(), line.name(), interrupting);
        }
        if (endsLine) {
            call.meter().callerEnded(lineBegins + mouth.lastSound(), line.name());
        }
    }

    private void finish(End end, String detail) {
        over = true;
        call.log().at(now, CallerEvent.Kind.STREAM_ENDED, end + " " + detail);
        call.stats().add(playback);
        ended.complete(end);
    }

    private void send(byte[] utf8) {
        outlet.text(utf8, 0, utf8.length);
    }
}
