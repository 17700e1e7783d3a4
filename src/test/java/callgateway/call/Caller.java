package callgateway.call;

import callgateway.audio.MuLaw;
import callgateway.transport.Loop;
import callgateway.transport.SocketEnd;
import callgateway.transport.WebSocket;
import callgateway.transport.WebSocketListener;
import callgateway.twilio.CallerFrames;
import callgateway.twilio.GatewayMessage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Somebody on the phone: what the carrier sends for them, and what they hear. */
final class Caller {
    static final String ACCOUNT = "AC0123";

    final String callSid;
    final CarrierSocket socket;
    private final CallerFrames frames;
    private long timestampMs;

    Caller(String callSid, Loop loop, Function<WebSocket, WebSocketListener> owner) {
        String streamSid = "MZ" + callSid.substring(2);
        this.callSid = callSid;
        this.frames = new CallerFrames(streamSid, callSid, ACCOUNT);
        this.socket = CarrierSocket.open(loop, streamSid, owner);
    }

    Caller connected() {
        socket.text(frames.connected());
        return this;
    }

    Caller starts(String token) {
        socket.text(frames.start(Map.of("token", token)));
        return this;
    }

    Caller starts(CallerFrames other, Map<String, String> parameters) {
        socket.text(other.start(parameters));
        return this;
    }

    /** 20 ms of a constant sound. */
    Caller speaks(int mulaw) {
        byte[] audio = new byte[MuLaw.FRAME_BYTES];
        Arrays.fill(audio, (byte) mulaw);
        byte[] message = new byte[frames.maxMediaBytes(audio.length)];
        int length = frames.media(audio, 0, audio.length, timestampMs, message, 0);
        timestampMs += 20;
        socket.text(Arrays.copyOf(message, length));
        return this;
    }

    Caller presses(char key) {
        socket.text(frames.dtmf(key));
        return this;
    }

    /** The carrier returns a mark. */
    Caller played(String mark) {
        socket.text(frames.mark(mark));
        return this;
    }

    /** The carrier returns every mark it was sent so far. */
    Caller playedEverything() {
        marks().forEach(this::played);
        return this;
    }

    Caller stops() {
        socket.text(frames.stop());
        return this;
    }

    Caller says(String json) {
        socket.text(json.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    Caller vanishes() {
        socket.end(SocketEnd.By.LOST, SocketEnd.NO_CLOSE_FRAME, "connection closed");
        return this;
    }

    // -- what the caller's side got

    byte[] heard() {
        return heardFrom(0);
    }

    /** The audio from this position of what the socket got. */
    byte[] heardFrom(int position) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        // A copy: more may come while this looks.
        List<GatewayMessage> messages = List.copyOf(socket.heard);
        for (GatewayMessage message : messages.subList(position, messages.size())) {
            if (message instanceof GatewayMessage.Media media) {
                all.write(media.frame().payload(), 0, media.frame().length());
            }
        }
        return all.toByteArray();
    }

    List<String> marks() {
        return socket.heard.stream()
                .filter(GatewayMessage.Mark.class::isInstance)
                .map(message -> ((GatewayMessage.Mark) message).name())
                .toList();
    }

    int clears() {
        return (int) socket.heard.stream()
                .filter(GatewayMessage.Clear.class::isInstance)
                .count();
    }
}
