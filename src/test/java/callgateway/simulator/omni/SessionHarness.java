package callgateway.simulator.omni;

import callgateway.omni.AgentProfile;
import callgateway.omni.Dialect;
import callgateway.omni.DropReason;
import callgateway.omni.OmniEvent;
import callgateway.omni.OmniListener;
import callgateway.omni.OmniReader;
import callgateway.omni.OmniWriter;
import callgateway.simulator.Speech;
import callgateway.transport.stock.StockRequest;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** A session without a socket, in virtual time, and the client at its other end. */
final class SessionHarness implements SessionLine.Outlet, OmniListener {
    static final AgentProfile PROFILE = AgentProfile.DEFAULTS.withGreeting("Good morning.");

    final List<OmniEvent> events = new ArrayList<>();
    final List<Integer> audioMessages = new ArrayList<>();
    final ByteArrayOutputStream audio = new ByteArrayOutputStream();
    final List<String> ends = new ArrayList<>();
    final SimulatedSession session;
    final OmniWriter writer;
    private final OmniReader reader = new OmniReader();
    private long nowNanos = 1_000_000_000L;

    SessionHarness(AgentScript script, OmniBehaviour behaviour) {
        this(script, behaviour, behaviour.dialect());
    }

    SessionHarness(AgentPlay play, OmniBehaviour behaviour) {
        this(
                behaviour,
                behaviour.dialect(),
                (made, line, tape) ->
                        new PlayedAgent(play, behaviour, made.inputHz(), made.outputHz(), line, tape, made::befall));
    }

    SessionHarness(AgentScript script, OmniBehaviour behaviour, Dialect spoken) {
        this(
                behaviour,
                spoken,
                (made, line, tape) ->
                        new ScriptedAgent(script, behaviour, made.inputHz(), made.outputHz(), line, tape));
    }

    private SessionHarness(OmniBehaviour behaviour, Dialect spoken, SimulatedSession.Partners partners) {
        writer = new OmniWriter(spoken);
        session = new SimulatedSession(
                "c_1",
                new StockRequest("GET", "/v1/omni?rate=8000", List.of(), new byte[0]),
                behaviour,
                8000,
                new SessionTape(1 << 20),
                this,
                partners);
    }

    SessionHarness open() {
        session.opened(nowNanos);
        return this;
    }

    SessionHarness configure(AgentProfile profile) {
        return control(writer.configure(profile));
    }

    SessionHarness control(byte[] frame) {
        if (writer.controlIsText()) {
            session.text(frame, 0, frame.length, nowNanos);
        } else {
            session.binary(frame, 0, frame.length, nowNanos);
        }
        return this;
    }

    /** Time passes while the caller is silent. */
    SessionHarness silence(int ms) {
        return speak(new byte[16 * ms]);
    }

    SessionHarness speak(Speech speech) {
        return speak(speech.pcm(8000));
    }

    private SessionHarness speak(byte[] pcm) {
        byte[] out = new byte[321];
        for (int at = 0; at < pcm.length; at += 320) {
            nowNanos += 20_000_000;
            session.beat(nowNanos);
            int length = writer.audio(pcm, at, Math.min(320, pcm.length - at), out, 0);
            session.binary(out, 0, length, nowNanos);
        }
        return this;
    }

    /** The names of the events so far, audio being one. */
    List<String> names() {
        return events.stream().map(event -> event.getClass().getSimpleName()).toList();
    }

    <T extends OmniEvent> List<T> all(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Override
    public void audio(byte[] pcm, int off, int len) {
        audioMessages.add(len);
        audio.write(pcm, off, len);
        if (events.isEmpty()
                || !(events.get(events.size() - 1) instanceof OmniEvent.Other other)
                || !other.name().equals("audio")) {
            events.add(new OmniEvent.Other("audio"));
        }
    }

    @Override
    public void event(OmniEvent event) {
        events.add(event);
    }

    @Override
    public void dropped(DropReason reason) {
        events.add(new OmniEvent.Other("dropped " + reason));
    }

    @Override
    public void text(byte[] utf8) {
        reader.text(utf8, 0, utf8.length, this);
    }

    @Override
    public void binary(byte[] bytes, int off, int len) {
        reader.binary(bytes, off, len, this);
    }

    @Override
    public void close(int code, String reason) {
        ends.add("close " + code + " " + reason);
    }

    @Override
    public void reset() {
        ends.add("reset");
    }

    @Override
    public void stopReading() {
        ends.add("stop reading");
    }
}
