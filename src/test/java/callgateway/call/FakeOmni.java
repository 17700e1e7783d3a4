package callgateway.call;

import static callgateway.call.Soon.await;

import callgateway.audio.MuLaw;
import callgateway.omni.ClientFault;
import callgateway.omni.Dialect;
import callgateway.omni.OmniClientListener;
import callgateway.omni.OmniClientMessage;
import callgateway.omni.OmniClientReader;
import callgateway.omni.OmniServerFrames;
import callgateway.omni.OmniServerFrames.RateForm;
import callgateway.transport.stock.StockAnswer;
import callgateway.transport.stock.StockListener;
import callgateway.transport.stock.StockLoops;
import callgateway.transport.stock.StockRequest;
import callgateway.transport.stock.StockResponse;
import callgateway.transport.stock.StockSocket;
import callgateway.transport.stock.StockWebSocketServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Omni as far as these tests need it: does with each session what the test has said beforehand. */
final class FakeOmni implements AutoCloseable {
    private final StockLoops loops = StockLoops.start("fake-omni", 1);
    private final StockWebSocketServer server;
    private final Queue<StockAnswer> next = new ConcurrentLinkedQueue<>();
    private volatile Dialect dialect = Dialect.TAGGED;
    private volatile Manner manner = Manner.TALKS;
    final List<StockRequest> requests = new CopyOnWriteArrayList<>();
    final List<Session> sessions = new CopyOnWriteArrayList<>();

    /** How far a session goes by itself. */
    enum Manner {
        /** Not a word. */
        SILENT,
        /** Hello, and no answer to configure. */
        HELLO,
        /** Hello and configured. */
        TALKS,
        /** Hello and config_ack. */
        TALKS_AS_BEFORE
    }

    FakeOmni() {
        try {
            server = StockWebSocketServer.bind(
                    loops, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this::answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    int connections() {
        return server.connections();
    }

    /** As if just started. */
    void forget() {
        next.clear();
        requests.clear();
        sessions.clear();
        dialect = Dialect.TAGGED;
        manner = Manner.TALKS;
    }

    void speaks(Dialect other) {
        dialect = other;
    }

    /** Sessions for which nothing else was said. */
    void usually(Manner other) {
        manner = other;
    }

    /** The next upgrade without an answer of its own gets this one. */
    void then(StockAnswer answer) {
        next.add(answer);
    }

    void thenRefuses(int status) {
        then(StockAnswer.respond(StockResponse.empty(status)));
    }

    void then(Manner one) {
        then(StockAnswer.accept(new Session(dialect, one)));
    }

    /** The n-th session, from 1, once it is there. */
    Session session(int n) {
        await().until(() -> sessions.size() >= n);
        return sessions.get(n - 1);
    }

    private StockAnswer answer(StockRequest request) {
        requests.add(request);
        StockAnswer answer = next.poll();
        return answer != null ? answer : StockAnswer.accept(new Session(dialect, manner));
    }

    @Override
    public void close() {
        server.close();
        loops.close();
    }

    /** How a session was closed by its client. */
    record Closed(int code, String reason) {}

    /** One session. */
    final class Session implements StockListener, OmniClientListener {
        private final OmniServerFrames frames;
        private final OmniClientReader reader;
        private final Manner how;
        private final ByteArrayOutputStream audio = new ByteArrayOutputStream();
        final List<OmniClientMessage> messages = new CopyOnWriteArrayList<>();
        final List<ClientFault> faults = new CopyOnWriteArrayList<>();
        private volatile @Nullable StockSocket socket;
        private volatile @Nullable Closed closed;

        Session(Dialect dialect, Manner how) {
            this.frames = new OmniServerFrames(dialect);
            this.reader = new OmniClientReader(dialect, true);
            this.how = how;
        }

        // -- what the test has it say

        OmniServerFrames frames() {
            return frames;
        }

        void says(byte[] event) {
            StockSocket to = socket();
            if (frames.eventsAreText()) {
                to.sendText(event, 0, event.length);
            } else {
                to.sendBinary(event);
            }
        }

        /** So much of one mu-law byte, at 8 kHz. */
        void speaks(int mulaw, int ms) {
            byte[] sound = new byte[8 * ms];
            Arrays.fill(sound, (byte) mulaw);
            byte[] pcm = new byte[2 * sound.length];
            MuLaw.decode(sound, 0, sound.length, pcm, 0);
            socket().sendBinary(frames.audio(pcm));
        }

        /** Reads nothing any more when this returns: what was on its way is read. */
        void readsNothingMore() {
            socket().pauseReading();
            int[] before = {-1};
            // Silence is sent to it every 20 ms, so as long as it reads it hears more and more.
            await().pollInterval(Duration.ofMillis(300)).until(() -> {
                int now = heard().length;
                boolean same = now == before[0];
                before[0] = now;
                return same;
            });
        }

        StockSocket socket() {
            if (socket == null) {
                await().until(() -> socket != null);
            }
            return Objects.requireNonNull(socket);
        }

        // -- what it got

        /** The message of this kind, once it is there. */
        <M extends OmniClientMessage> M got(Class<M> kind) {
            await().until(() -> messages.stream().anyMatch(kind::isInstance));
            return messages.stream()
                    .filter(kind::isInstance)
                    .map(kind::cast)
                    .findFirst()
                    .orElseThrow();
        }

        synchronized byte[] heard() {
            return audio.toByteArray();
        }

        /** How the client closed it, once it has. */
        Closed closed() {
            await().until(() -> closed != null);
            return Objects.requireNonNull(closed);
        }

        boolean isOpen() {
            return closed == null;
        }

        // -- by itself

        @Override
        public void opened(StockSocket opened) {
            socket = opened;
            sessions.add(this);
            if (how != Manner.SILENT) {
                says(frames.hello("c_" + sessions.size(), 8000, 8000, RateForm.FORMAT_AND_RATE));
            }
        }

        @Override
        public void text(StockSocket from, byte[] utf8, int off, int len) {
            reader.text(utf8, off, len, this);
        }

        @Override
        public void binary(StockSocket from, byte[] bytes, int off, int len) {
            reader.binary(bytes, off, len, this);
        }

        @Override
        public void closed(StockSocket from, int code, String reason) {
            closed = new Closed(code, reason);
        }

        @Override
        public synchronized void audio(byte[] pcm, int off, int len) {
            audio.write(pcm, off, len);
        }

        @Override
        public void message(OmniClientMessage message) {
            messages.add(message);
            if (message instanceof OmniClientMessage.Configure configure) {
                if (how == Manner.TALKS) {
                    says(frames.configured(
                            "c",
                            configure.voiceId(),
                            configure.tools().size(),
                            configure.greeting() != null,
                            8000,
                            RateForm.ABSENT));
                } else if (how == Manner.TALKS_AS_BEFORE) {
                    says(frames.configAck(configure.voiceId(), List.of("persona"), List.of()));
                }
            }
        }

        @Override
        public void ignored(ClientFault fault) {
            faults.add(fault);
        }
    }
}
