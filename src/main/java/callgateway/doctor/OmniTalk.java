package callgateway.doctor;

import callgateway.omni.AgentProfile;
import callgateway.omni.DropReason;
import callgateway.omni.OmniDial;
import callgateway.omni.OmniEvent;
import callgateway.omni.OmniListener;
import callgateway.omni.OmniReader;
import callgateway.omni.OmniSettings;
import callgateway.omni.OmniWriter;
import callgateway.omni.OutputRate;
import callgateway.omni.Refusal;
import callgateway.transport.Dial;
import callgateway.transport.DialOutcome;
import callgateway.transport.Dialer;
import callgateway.transport.Loop;
import callgateway.transport.Loops;
import callgateway.transport.SocketEnd;
import callgateway.transport.WebSocket;
import callgateway.transport.WebSocketListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One session with the agent up to {@code configured}, and then a polite end. Loop thread only, but for {@link #hold}. It sends no
 * audio, and takes leave before an agent has said much.
 */
final class OmniTalk implements WebSocketListener, OmniListener {
    private static final int MAX_MESSAGE = 1024 * 1024;
    /** An agent whose voice is unknown says so right after it has been configured. */
    private static final Duration LISTEN = Duration.ofMillis(400);

    /**
     * How it went.
     *
     * @param stage how far it came
     * @param refusal what ended it; null when nothing did
     * @param configured the agent's answer; null when there was none
     * @param errors what the agent called an error or a warning
     * @param outputHz the rate of its audio
     */
    record Said(
            Stage stage,
            @Nullable Refusal refusal,
            OmniEvent.@Nullable Configured configured,
            List<String> errors,
            boolean voiceUnknown,
            int outputHz) {}

    /** What was waited for last. */
    enum Stage {
        UPGRADE,
        HELLO,
        CONFIGURED,
        DONE
    }

    private final Loop loop;
    private final AgentProfile profile;
    private final OmniReader reader = new OmniReader();
    private final OmniWriter writer;
    private final OutputRate rate;
    private final List<String> errors = new ArrayList<>();
    private final CompletableFuture<Said> said = new CompletableFuture<>();
    private Stage stage = Stage.UPGRADE;
    private boolean voiceUnknown;
    private OmniEvent.@Nullable Configured configured;
    private @Nullable WebSocket socket;

    private OmniTalk(Loop loop, OmniSettings omni, AgentProfile profile) {
        this.loop = loop;
        this.profile = profile;
        this.writer = new OmniWriter(omni.dialect(), omni.controlKeys());
        this.rate = new OutputRate(omni.inputRateHz());
    }

    /** Holds it, in this time at the most. Blocks. */
    static Said hold(Loops loops, OmniSettings omni, AgentProfile profile, Duration within)
            throws InterruptedException, ExecutionException {
        Loop loop = loops.any();
        OmniTalk talk = new OmniTalk(loop, omni, profile);
        OmniDial to = OmniDial.of(
                omni, omni.sessionLabel("doctor-" + UUID.randomUUID().toString().substring(0, 8), 1));
        Dialer dialer = new Dialer(loops);
        try {
            Dial dial = new Dial(to.uri(), to.headers(), to.subprotocols(), within, MAX_MESSAGE);
            loop.execute(() -> dialer.dial(loop, dial, talk, talk::dialled));
            loop.after(within, () -> talk.over(null));
            return talk.said.get();
        } finally {
            dialer.close();
        }
    }

    private void dialled(DialOutcome outcome) {
        if (outcome instanceof DialOutcome.Open open) {
            socket = open.socket();
            stage = Stage.HELLO;
        } else if (outcome instanceof DialOutcome.Refused refused) {
            over(Refusal.ofHttp(refused.status(), refused.headers(), refused.body(), Instant.now()));
        } else if (outcome instanceof DialOutcome.Unreachable unreachable) {
            over(Refusal.unreachable(unreachable.stage() + ": " + unreachable.message()));
        }
    }

    @Override
    public void onText(byte[] buffer, int offset, int length) {
        reader.text(buffer, offset, length, this);
    }

    @Override
    public void onBinary(byte[] buffer, int offset, int length) {
        reader.binary(buffer, offset, length, this);
    }

    @Override
    public void event(OmniEvent event) {
        if (event instanceof OmniEvent.Hello hello) {
            rate.announce(hello.audioOut());
            configure();
        } else if (event instanceof OmniEvent.SessionStarted started) {
            rate.announce(started.audioOut());
            configure();
        } else if (event instanceof OmniEvent.Configured answer) {
            rate.announce(answer.audioOut());
            configured = answer;
            stage = Stage.DONE;
            loop.after(LISTEN, () -> over(null));
        } else if (event instanceof OmniEvent.ErrorEvent error) {
            voiceUnknown |= error.isVoiceNotFound();
            errors.add(error.code() + (error.message() == null ? "" : ": " + error.message()));
        } else if (event instanceof OmniEvent.Warning warning) {
            errors.add(warning.code() + (warning.message() == null ? "" : ": " + warning.message()));
        }
    }

    private void configure() {
        if (stage == Stage.HELLO) {
            stage = Stage.CONFIGURED;
            send(writer.configure(profile));
        }
    }

    private void send(byte[] message) {
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

    @Override
    public void onEnd(SocketEnd end) {
        if (stage != Stage.DONE) {
            over(Refusal.ofClose(end.code(), end.reason()));
        }
    }

    private void over(@Nullable Refusal refusal) {
        if (said.complete(new Said(stage, refusal, configured, List.copyOf(errors), voiceUnknown, rate.hz()))
                && socket != null
                && socket.isOpen()) {
            send(writer.sessionEnding());
            socket.close(1000, "");
        }
    }

    @Override
    public void audio(byte[] pcm, int off, int len) {
        // Only whether it would speak is of interest.
    }

    @Override
    public void dropped(DropReason reason) {
        errors.add("a message that cannot be read: " + reason);
    }

    @Override
    public void onWritable() {
        // What is sent is little.
    }
}
