package callgateway.load;

import callgateway.audio.MuLaw;
import callgateway.simulator.caller.Sids;
import callgateway.simulator.caller.TwimlReader;
import callgateway.simulator.caller.Verb;
import callgateway.transport.stock.StockListener;
import callgateway.transport.stock.StockOutcome;
import callgateway.transport.stock.StockResponse;
import callgateway.transport.stock.StockSocket;
import callgateway.twilio.BadMessage;
import callgateway.twilio.CallerFrames;
import callgateway.twilio.GatewayMessage;
import callgateway.twilio.GatewayMessageReader;
import callgateway.twilio.MediaFrame;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One caller: the webhook, the stream that its TwiML names, stamped audio when the pacer says so, and a note of each frame
 * that comes back. Marks are echoed at once, as by a carrier that has nothing queued.
 *
 * <p>Any thread; what is sent and what is known of it is under its lock.
 */
final class LoadCall implements StockListener {
    private final LoadTarget target;
    private final LoadTally tally;
    private final LongSupplier clock;
    private final String callSid = Sids.call();
    private final String streamSid = Sids.stream();
    private final CallerFrames frames = new CallerFrames(streamSid, callSid, LoadTarget.ACCOUNT_SID);
    private final GatewayMessageReader reader = new GatewayMessageReader(streamSid);
    private final SentTimes sentTimes = new SentTimes();
    private final MediaFrame heard = new MediaFrame();
    private final byte[] frame = StampedAudio.frame();
    private final byte[] message = new byte[frames.maxMediaBytes(MuLaw.FRAME_BYTES)];
    private Map<String, String> parameters = Map.of();
    private long placedNanos;
    private long timestampMs;
    private boolean agentHeard;
    private boolean over;
    private @Nullable StockSocket socket;

    /** @param clock nanoseconds since the run began */
    LoadCall(LoadTarget target, LoadTally tally, LongSupplier clock) {
        this.target = target;
        this.tally = tally;
        this.clock = clock;
    }

    /** Rings. */
    void place() {
        synchronized (this) {
            placedNanos = clock.getAsLong();
        }
        var unused = target.webhook(callSid).handle((answer, failure) -> {
            if (answer == null) {
                fail("webhook: " + failure.getMessage());
            } else {
                answered(answer);
            }
            return null;
        });
    }

    /** Sends the next frame; nothing while there is no stream. */
    synchronized void sendFrame() {
        StockSocket to = socket;
        if (to == null || over) {
            return;
        }
        long now = clock.getAsLong();
        StampedAudio.stamp(frame, sentTimes.sent(now));
        int length = frames.media(frame, 0, frame.length, timestampMs, message, 0);
        timestampMs += 20;
        tally.frameSent(now, to.sendText(message, 0, length));
    }

    /** Ends the call as a caller does. */
    synchronized void hangUp() {
        StockSocket to = socket;
        if (!over && to != null) {
            byte[] stop = frames.stop();
            to.sendText(stop, 0, stop.length);
            to.close(1000, "");
        }
        over = true;
    }

    @Override
    public synchronized void opened(StockSocket to) {
        if (over) {
            to.close(1000, "");
            return;
        }
        byte[] connected = frames.connected();
        to.sendText(connected, 0, connected.length);
        byte[] start = frames.start(parameters);
        to.sendText(start, 0, start.length);
        socket = to;
        tally.callOpened(clock.getAsLong() - placedNanos);
    }

    @Override
    public synchronized void text(StockSocket from, byte[] utf8, int off, int len) {
        if (reader.readMedia(utf8, off, len, heard)) {
            hear(heard);
            return;
        }
        try {
            GatewayMessage said = reader.read(utf8, off, len);
            if (said instanceof GatewayMessage.Media media) {
                hear(media.frame());
            } else if (said instanceof GatewayMessage.Mark mark && !over) {
                byte[] echo = frames.mark(mark.name());
                from.sendText(echo, 0, echo.length);
            }
        } catch (BadMessage e) {
            tally.remark("message of the gateway: " + e.reason());
        }
    }

    @Override
    public synchronized void closed(StockSocket from, int code, String reason) {
        if (!over) {
            over = true;
            tally.callLost(("closed by the gateway: " + code + " " + reason).strip());
        }
    }

    private void hear(MediaFrame audio) {
        long now = clock.getAsLong();
        byte[] bytes = audio.payload();
        int length = audio.length();
        for (int at = StampedAudio.find(bytes, 0, length);
                at < length;
                at = StampedAudio.find(bytes, at + MuLaw.FRAME_BYTES, length)) {
            long sent = sentTimes.take(StampedAudio.sequence(bytes, at));
            if (sent == SentTimes.NONE) {
                tally.frameRepeated();
                continue;
            }
            tally.frameBack(sent, now);
            if (!agentHeard) {
                agentHeard = true;
                tally.agentHeard(now - placedNanos);
            }
        }
    }

    private void answered(StockResponse answer) {
        if (answer.status() != 200) {
            fail("webhook: HTTP " + answer.status());
            return;
        }
        try {
            Verb stream = stream(TwimlReader.read(answer.body()));
            String url = stream == null ? null : stream.attribute("url");
            if (stream == null || url == null) {
                fail("TwiML without a <Stream>: the gateway took no more calls");
                return;
            }
            connect(url, stream);
        } catch (IOException | IllegalArgumentException e) {
            fail("TwiML: " + e.getMessage());
        }
    }

    private void connect(String url, Verb stream) {
        Map<String, String> named = new LinkedHashMap<>();
        for (Verb child : stream.children()) {
            String name = child.attribute("name");
            String value = child.attribute("value");
            if (child.name().equals("Parameter") && name != null && value != null) {
                named.put(name, value);
            }
        }
        synchronized (this) {
            parameters = named;
        }
        var unused = target.connect(url, this).thenAccept(outcome -> {
            if (outcome instanceof StockOutcome.Refused refused) {
                fail("media socket: HTTP " + refused.response().status());
            } else if (outcome instanceof StockOutcome.Failed failed) {
                fail("media socket: " + failed.cause().getMessage());
            }
        });
    }

    private static @Nullable Verb stream(List<Verb> verbs) {
        for (Verb verb : verbs) {
            if (verb.name().equals("Connect")) {
                return verb.child("Stream");
            }
        }
        return null;
    }

    private synchronized void fail(String reason) {
        if (!over) {
            over = true;
            tally.callFailed(reason);
        }
    }
}
