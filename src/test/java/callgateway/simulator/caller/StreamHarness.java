package callgateway.simulator.caller;

import callgateway.simulator.Metronome;
import callgateway.simulator.Speech;
import callgateway.twilio.BadMessage;
import callgateway.twilio.TwilioMessage;
import callgateway.twilio.TwilioReader;
import callgateway.twilio.TwilioWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A stream without a socket in virtual time, and the gateway at its other end. */
final class StreamHarness implements CallerStream.Outlet {
    final List<TwilioMessage> received = new ArrayList<>();
    final List<String> ends = new ArrayList<>();
    final List<Integer> binaries = new ArrayList<>();
    final CallParts call;
    final CallerStream stream;
    final TwilioWriter writer = new TwilioWriter("MZ1");
    private final TwilioReader reader = new TwilioReader();
    private long nowNanos = 7_000_000_000L;
    private long beatNanos;

    StreamHarness(CallerScript script) {
        call = CallParts.create(new Timeline(nowNanos), script, 1 << 20, event -> {});
        stream = new CallerStream(call, "MZ1", "CA1", "AC1", this, nowNanos);
        stream.open(Map.of("token", "t"));
        beatNanos = nowNanos + CallerStream.FRAME_NANOS;
    }

    /** Time passes, to the nanosecond that the stream asks for. */
    StreamHarness pass(long ms) {
        long until = nowNanos + ms * 1_000_000;
        while (beatNanos != Metronome.NEVER && beatNanos <= until) {
            nowNanos = Math.max(nowNanos, beatNanos);
            beatNanos = stream.beat(nowNanos);
        }
        nowNanos = until;
        return this;
    }

    /** This machine stands still. */
    StreamHarness stall(long ms) {
        nowNanos += ms * 1_000_000;
        beatNanos = stream.beat(nowNanos);
        return this;
    }

    /** The agent speaks in real time, while the caller's script goes on. */
    StreamHarness agentSays(Speech line) {
        return agentSays(line, line.millis());
    }

    StreamHarness agentSays(Speech line, int ms) {
        for (int at = 0; at < ms * 8; at += 160) {
            media(line.mu(), at, Math.min(160, line.mu().length - at)).pass(20);
        }
        return this;
    }

    /** The agent's audio comes at once. */
    StreamHarness agentBursts(Speech line) {
        return media(line.mu(), 0, line.mu().length);
    }

    StreamHarness mark(String name) {
        return say(writer.mark(name));
    }

    StreamHarness clear() {
        return say(writer.clear());
    }

    StreamHarness say(String text) {
        return say(text.getBytes(StandardCharsets.UTF_8));
    }

    StreamHarness gatewayCloses() {
        stream.closed(1000, "done", nowNanos);
        return this;
    }

    StreamHarness binary() {
        stream.receivedBinary(3, nowNanos);
        return this;
    }

    <T extends TwilioMessage> List<T> all(Class<T> type) {
        return received.stream().filter(type::isInstance).map(type::cast).toList();
    }

    List<CallerEvent> events(CallerEvent.Kind kind) {
        return call.log().events().stream()
                .filter(event -> event.kind() == kind)
                .toList();
    }

    private StreamHarness media(byte[] mu, int off, int len) {
        byte[] out = new byte[writer.maxMediaBytes(len)];
        stream.received(out, 0, writer.media(mu, off, len, out, 0), nowNanos);
        return this;
    }

    private StreamHarness say(byte[] message) {
        stream.received(message, 0, message.length, nowNanos);
        return this;
    }

    @Override
    public void text(byte[] utf8, int off, int len) {
        try {
            received.add(reader.read(utf8, off, len));
        } catch (BadMessage e) {
            throw new AssertionError(new String(utf8, off, len, StandardCharsets.UTF_8), e);
        }
    }

    @Override
    public void binary(byte[] bytes) {
        binaries.add(bytes.length);
    }

    @Override
    public void close() {
        ends.add("close");
    }

    @Override
    public void reset() {
        ends.add("reset");
    }
}
