package callgateway.simulator.omni;

import callgateway.omni.ClientFault;
import callgateway.omni.OmniClientListener;
import callgateway.omni.OmniClientMessage;
import callgateway.omni.OmniClientReader;
import callgateway.omni.OmniServerFrames;
import callgateway.omni.OmniServerFrames.RateForm;
import callgateway.simulator.Metronome;
import callgateway.simulator.omni.OmniSessionEvent.Kind;
import callgateway.transport.stock.StockRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The protocol of one session, without its socket: greets with hello, takes configure, hands audio and control to its
 * {@link Partner}, and does what its {@link OmniBehaviour} says. All state is under its lock.
 */
final class SimulatedSession implements OmniSession, OmniClientListener {
    private static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** Makes the far end of a session, once its rates and its line are known. */
    @FunctionalInterface
    interface Partners {
        Partner create(SimulatedSession session, SessionLine line, SessionTape tape);
    }

    private final String id;
    private final StockRequest request;
    private final OmniBehaviour behaviour;
    private final int inputHz;
    private final int outputHz;
    private final SessionTape tape;
    private final SessionLine line;
    private final OmniServerFrames frames;
    private final OmniClientReader reader;
    private final Partner partner;

    private long now;
    private boolean configured;
    private boolean silent;
    private int closeCode;
    private @Nullable Mishap toCome;
    private long toComeNanos;

    SimulatedSession(
            String id,
            StockRequest request,
            OmniBehaviour behaviour,
            int inputHz,
            SessionTape tape,
            SessionLine.Outlet outlet,
            Partners partners) {
        this.id = id;
        this.request = request;
        this.behaviour = behaviour;
        this.inputHz = inputHz;
        this.outputHz = behaviour.outputHz() == 0 ? inputHz : behaviour.outputHz();
        this.tape = tape;
        this.frames = new OmniServerFrames(behaviour.dialect());
        this.line = new SessionLine(frames, outlet, tape);
        this.reader = new OmniClientReader(behaviour.dialect(), behaviour.strict());
        this.partner = partners.create(this, line, tape);
    }

    synchronized void opened(long nowNanos) {
        now = nowNanos;
        tape.event(now, Kind.OPENED, request.path());
        Mishap mishap = behaviour.mishap();
        if (mishap != null && mishap.insteadOfHello()) {
            carryOut(mishap);
            return;
        }
        expect(Mishap.Moment.OPENED);
        if (behaviour.stall() != Stall.NO_HELLO) {
            line.event(frames.hello(id, inputHz, outputHz, behaviour.rateForm()));
            line.event(frames.sessionStarted(id));
        }
        if (behaviour.stall() == Stall.NEVER_READS) {
            line.stopReading();
        }
    }

    synchronized void text(byte[] utf8, int off, int len, long nowNanos) {
        now = nowNanos;
        reader.text(utf8, off, len, this);
    }

    synchronized void binary(byte[] bytes, int off, int len, long nowNanos) {
        now = nowNanos;
        reader.binary(bytes, off, len, this);
    }

    /** Whether {@link #beat} has to be called. */
    boolean keepsTime() {
        return partner.keepsTime() || behaviour.mishap() != null;
    }

    /** Returns when to be called again. */
    synchronized long beat(long nowNanos) {
        now = nowNanos;
        if (closeCode != 0) {
            return Metronome.NEVER;
        }
        if (toCome != null && now - toComeNanos >= 0) {
            Mishap mishap = toCome;
            toCome = null;
            carryOut(mishap);
        }
        if (configured && !silent) {
            partner.tick(now);
        }
        return now + BEAT_NANOS;
    }

    synchronized void closed(int code, String reason, long nowNanos) {
        closeCode = code;
        tape.event(nowNanos, Kind.CLOSED, (code + " " + reason).strip());
    }

    @Override
    public void audio(byte[] pcm, int off, int len) {
        tape.heard(now, pcm, off, len);
        if (configured && !silent) {
            partner.hear(pcm, off, len, now);
        }
    }

    @Override
    public void message(OmniClientMessage message) {
        tape.message(message);
        if (message instanceof OmniClientMessage.Configure configure) {
            configure(configure);
        } else if (message instanceof OmniClientMessage.SessionEnding) {
            tape.event(now, Kind.CLIENT_ENDING, "");
            line.event(frames.sessionEnd("client"));
            line.close(1000, "");
        } else if (configured && !silent) {
            partner.message(message, now);
        }
    }

    @Override
    public void ignored(ClientFault fault) {
        if (tape.fault(fault)) {
            tape.event(now, Kind.CLIENT_FAULT, fault.name());
        }
    }

    private void configure(OmniClientMessage.Configure configure) {
        tape.event(now, Kind.CONFIGURED, "");
        if (behaviour.stall() == Stall.NO_CONFIGURED || behaviour.stall() == Stall.NO_HELLO) {
            return;
        }
        boolean first = !configured;
        boolean mute = behaviour.has(Quirk.VOICE_NOT_FOUND) && configure.voiceId() != null;
        boolean early = first && !mute && behaviour.has(Quirk.GREETING_BEFORE_ACK);
        if (early) {
            begin(configure);
        }
        acknowledge(configure);
        if (mute) {
            line.binary(frames.errorOnAudioTag("voice_not_found"));
        } else if (first && !early) {
            begin(configure);
        }
    }

    private void begin(OmniClientMessage.Configure configure) {
        configured = true;
        expect(Mishap.Moment.CONFIGURED);
        partner.begin(configure, now);
    }

    private void acknowledge(OmniClientMessage.Configure configure) {
        if (behaviour.has(Quirk.CONFIG_ACK)) {
            line.event(frames.configAck(configure.voiceId(), List.of("persona", "greeting", "tools"), List.of()));
        } else {
            RateForm form = behaviour.rateForm();
            boolean greeting = configure.greeting() != null;
            line.event(
                    frames.configured(id, configure.voiceId(), configure.tools().size(), greeting, outputHz, form));
        }
    }

    private void expect(Mishap.Moment moment) {
        Mishap mishap = behaviour.mishap();
        if (mishap != null && mishap.moment() == moment) {
            toCome = mishap;
            toComeNanos = now + mishap.after().toNanos();
        }
    }

    @Override
    public synchronized void befall(Mishap mishap) {
        carryOut(mishap);
    }

    private void carryOut(Mishap mishap) {
        tape.event(now, Kind.MISHAP, mishap.kind().name());
        switch (mishap.kind()) {
            case DROP -> line.reset();
            case CLOSE -> line.close(mishap.code(), mishap.reason());
            case GO_SILENT -> {
                silent = true;
                line.mute();
            }
            case STOP_READING -> line.stopReading();
            case SESSION_ENDING -> line.event(frames.sessionEnding());
            case SESSION_END -> {
                line.event(frames.sessionEnd(mishap.reason()));
                line.close(1000, "");
            }
            case ERROR -> line.event(frames.error(mishap.reason(), "simulated"));
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String label() {
        String label = UpgradeQuery.value(request.target(), "session_label");
        return label == null ? "" : label;
    }

    @Override
    public StockRequest request() {
        return request;
    }

    @Override
    public int inputHz() {
        return inputHz;
    }

    @Override
    public int outputHz() {
        return outputHz;
    }

    @Override
    public List<OmniSessionEvent> events() {
        return tape.events();
    }

    @Override
    public List<OmniClientMessage> messages() {
        return tape.messages();
    }

    @Override
    public Map<ClientFault, Integer> faults() {
        return tape.faults();
    }

    @Override
    public byte[] heardPcm() {
        return tape.heardPcm();
    }

    @Override
    public byte[] saidPcm() {
        return tape.saidPcm();
    }

    @Override
    public long heardBytes() {
        return tape.heardBytes();
    }

    @Override
    public long saidBytes() {
        return tape.saidBytes();
    }

    @Override
    public long longestGapNanos() {
        return tape.longestGapNanos();
    }

    @Override
    public synchronized boolean isLive() {
        return closeCode == 0;
    }

    @Override
    public synchronized int closeCode() {
        return closeCode;
    }
}
