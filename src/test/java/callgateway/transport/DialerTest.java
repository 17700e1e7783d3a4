package callgateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Opening a client socket against a server that is written by hand. */
@ExtendWith(NoLeaks.class)
final class DialerTest {
    private ServerSocket listener;
    private Loops loops;

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        loops = Loops.start(IoKind.NIO, 1);
    }

    @AfterEach
    void close() throws IOException {
        loops.close();
        listener.close();
    }

    private String url() {
        return "ws://127.0.0.1:" + listener.getLocalPort() + "/v1/realtime?rate=8000&x=%2F";
    }

    private Dialed dial(String url, Duration timeout) {
        return dial(loops, url, timeout);
    }

    private static Dialed dial(Loops loops, String url, Duration timeout) {
        return Dialed.start(
                new Dialer(loops),
                loops,
                new Dial(
                        URI.create(url),
                        List.of(Map.entry("Authorization", "Bearer secret")),
                        List.of("omni.v2", "omni"),
                        timeout,
                        1000));
    }

    private Dialed dial() {
        return dial(url(), Duration.ofSeconds(20));
    }

    private RawPeer accept() throws IOException {
        return new RawPeer(listener.accept());
    }

    private static String header(List<String> head, String name) {
        return head.stream()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).trim())
                .findFirst()
                .orElse("none");
    }

    private static String switching(List<String> head) {
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + Handshakes.accept(header(head, "sec-websocket-key")) + "\r\n\r\n";
    }

    private static void assertUnreachable(Dialed dialed, String stage, String message) throws Exception {
        assertThat(dialed.outcome()).isInstanceOfSatisfying(DialOutcome.Unreachable.class, unreachable -> {
            assertThat(unreachable.stage()).isEqualTo(stage);
            assertThat(unreachable.message()).contains(message);
        });
        assertThat(dialed.heard.lines()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(Kinds.AVAILABLE)
    void framesInTheSamePacketAsThe101ArriveAfterTheOutcome(IoKind kind) throws Exception {
        try (Loops own = Loops.start(kind, 1);
                Dialed dialed = dial(own, url(), Duration.ofSeconds(20));
                RawPeer server = accept()) {
            List<String> seen = new java.util.concurrent.CopyOnWriteArrayList<>();
            dialed.heard.then(line -> seen.add(line + " after " + dialed.outcomes.size()));
            ByteArrayOutputStream packet = new ByteArrayOutputStream();
            packet.writeBytes(switching(server.head()).getBytes(UTF_8));
            packet.writeBytes(RawFrame.plain(1, "hello".getBytes(UTF_8)).bytes());
            byte[] half = RawFrame.plain(2, new byte[] {1, 2, 3}).bytes();
            packet.write(half, 0, 3);
            server.send(packet.toByteArray());
            server.send(Arrays.copyOfRange(half, 3, half.length));
            await().untilAsserted(
                            () -> assertThat(seen).containsExactly("text hello after 1", "binary 010203 after 1"));

            WebSocket socket = dialed.socket();
            dialed.onLoop(() -> {
                socket.text("hi".getBytes(UTF_8), 0, 2);
                socket.flush();
            });
            RawFrame frame = server.frame();
            assertThat(frame.masked()).isTrue();
            assertThat(frame.text()).isEqualTo("hi");
            server.hangUp();
            await().until(() -> dialed.heard.lines().contains("end LOST 1006 connection closed"));
        }
    }

    @Test
    void anOwnerMaySendAsSoonAsItIsTold() throws Exception {
        Dialer dialer = new Dialer(loops);
        Dial dial = new Dial(URI.create(url()), List.of(), List.of(), Duration.ofSeconds(20), 1000);
        Loop loop = loops.all().get(0);
        Heard heard = new Heard();
        loop.execute(() -> dialer.dial(loop, dial, heard, outcome -> {
            WebSocket socket = ((DialOutcome.Open) outcome).socket();
            socket.text("configure".getBytes(UTF_8), 0, 9);
            socket.flush();
        }));
        try (RawPeer server = accept()) {
            server.send(switching(server.head()));
            assertThat(server.frame().text()).isEqualTo("configure");
            server.send(RawFrame.plain(1, "hello".getBytes(UTF_8)));
            await().until(() -> heard.lines().equals(List.of("text hello")));
        }
        dialer.close();
    }

    @Test
    void theUpgradeAsksForWhatTheDialSays() throws Exception {
        try (Dialed dialed = dial();
                RawPeer server = accept()) {
            List<String> head = server.head();
            assertThat(head.get(0)).isEqualTo("GET /v1/realtime?rate=8000&x=%2F HTTP/1.1");
            assertThat(header(head, "host")).isEqualTo("127.0.0.1:" + listener.getLocalPort());
            assertThat(header(head, "upgrade")).isEqualToIgnoringCase("websocket");
            assertThat(header(head, "connection")).isEqualToIgnoringCase("upgrade");
            assertThat(header(head, "sec-websocket-version")).isEqualTo("13");
            assertThat(header(head, "sec-websocket-protocol")).isEqualTo("omni.v2, omni");
            assertThat(header(head, "authorization")).isEqualTo("Bearer secret");
            server.send(switching(head));
            assertThat(dialed.socket().isOpen()).isTrue();
        }
    }

    @Test
    void aDialWithoutAPathAsksForTheRoot() throws Exception {
        try (Dialed dialed = dial("ws://localhost:" + listener.getLocalPort() + "?a=b", Duration.ofSeconds(20));
                RawPeer server = accept()) {
            List<String> head = server.head();
            assertThat(head.get(0)).isEqualTo("GET /?a=b HTTP/1.1");
            assertThat(header(head, "host")).isEqualTo("localhost:" + listener.getLocalPort());
            server.send(switching(head));
            assertThat(dialed.socket().isOpen()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"whole", "until the end", "chunked", "broken off", "never ended", "long", "after 103"})
    void aRefusalKeepsItsStatusHeadersAndBody(String how) throws Exception {
        try (Dialed dialed = dial(url(), how.equals("never ended") ? Duration.ofMillis(500) : Duration.ofSeconds(20));
                RawPeer server = accept()) {
            server.head();
            String start = "HTTP/1.1 429 Too Many\r\nRetry-After: 7\r\nX-Request-Id: r1\r\n";
            String body = how.equals("long") ? "x".repeat(200_000) : "{\"error\":1}";
            server.send(
                    switch (how) {
                        case "until the end" -> start + "\r\n" + body;
                        case "chunked" ->
                            start + "Transfer-Encoding: chunked\r\n\r\n4\r\n{\"er\r\n7\r\nror\":1}\r\n0\r\n\r\n";
                        case "broken off", "never ended" -> start + "Content-Length: 500\r\n\r\n" + body;
                        case "after 103" ->
                            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + start + "Content-Length: 11\r\n\r\n"
                                    + body;
                        default -> start + "Content-Length: " + body.length() + "\r\n\r\n" + body;
                    });
            if (how.equals("until the end") || how.equals("broken off")) {
                server.hangUp();
            }
            assertThat(dialed.outcome()).isInstanceOfSatisfying(DialOutcome.Refused.class, refused -> {
                assertThat(refused.status()).isEqualTo(429);
                assertThat(refused.headers()).contains(Map.entry("Retry-After", "7"), Map.entry("X-Request-Id", "r1"));
                assertThat(new String(refused.body(), UTF_8))
                        .isEqualTo(how.equals("long") ? body.substring(0, 65_536) : body);
            });
            if (!how.equals("until the end") && !how.equals("broken off")) {
                server.assertClosed();
            }
            assertThat(dialed.heard.lines()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", ""})
    void a101ThatDoesNotAnswerTheKeyIsNotTaken(String accept) throws Exception {
        try (Dialed dialed = dial();
                RawPeer server = accept()) {
            server.head();
            server.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + accept
                    + "\r\n");
            assertUnreachable(dialed, "upgrade", "does not answer our key");
            server.assertClosed();
        }
    }

    @Test
    void anAnswerThatIsNotHttpIsUnreachable() throws Exception {
        try (Dialed dialed = dial();
                RawPeer server = accept()) {
            server.head();
            server.send("SSH-2.0-OpenSSH_9.6\r\n\r\n");
            assertUnreachable(dialed, "upgrade", "not HTTP");
            server.assertClosed();
        }
    }

    @Test
    void aServerThatHangsUpWithoutAnAnswerIsUnreachable() throws Exception {
        try (Dialed dialed = dial();
                RawPeer server = accept()) {
            server.head();
            server.hangUp();
            assertUnreachable(dialed, "upgrade", "connection closed before an answer");
        }
    }

    @Test
    void aServerThatResetsIsUnreachable() throws Exception {
        try (Dialed dialed = dial();
                RawPeer server = accept()) {
            server.head();
            server.reset();
            assertUnreachable(dialed, "upgrade", "reset");
        }
    }

    @ParameterizedTest
    @MethodSource(Kinds.AVAILABLE)
    void aPortWhereNobodyListensIsUnreachable(IoKind kind) throws Exception {
        String url = url();
        listener.close();
        try (Loops own = Loops.start(kind, 1);
                Dialed dialed = dial(own, url, Duration.ofSeconds(20))) {
            assertUnreachable(dialed, "connect", "refused");
        }
    }

    @Test
    void aNameThatDoesNotExistIsUnreachable() throws Exception {
        try (Dialed dialed = dial("ws://nobody.invalid/", Duration.ofSeconds(20))) {
            assertUnreachable(dialed, "address", "nobody.invalid");
        }
    }

    @ParameterizedTest
    @MethodSource(Kinds.AVAILABLE)
    void aServerThatNeverAnswersIsLeftAfterTheTimeout(IoKind kind) throws Exception {
        try (Loops own = Loops.start(kind, 1);
                Dialed dialed = dial(own, url(), Duration.ofMillis(200));
                RawPeer server = accept()) {
            server.head();
            assertUnreachable(dialed, "timeout", "no answer within PT0.2S");
            server.assertClosed();
        }
    }

    @Test
    void aTlsServerThatNeverAnswersIsLeftAfterTheTimeout() throws Exception {
        try (Dialed dialed = dial(url().replace("ws:", "wss:"), Duration.ofMillis(200))) {
            assertUnreachable(dialed, "timeout", "no answer within PT0.2S");
        }
    }

    @Test
    void aConnectionThatIsNeverMadeIsLeftAfterTheTimeout() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Nobody accepts: the kernel takes a few connections and then leaves the others unanswered.
            List<Dialed> attempts = new java.util.ArrayList<>();
            for (int i = 0; i < 8; i++) {
                attempts.add(dial("ws://127.0.0.1:" + full.getLocalPort() + "/", Duration.ofMillis(300)));
            }
            for (Dialed attempt : attempts) {
                assertUnreachable(attempt, "timeout", "no answer within PT0.3S");
                attempt.close();
            }
        }
    }

    @Test
    void aCancelledAttemptIsNeverToldAndItsConnectionClosed() throws Exception {
        try (Dialed dialed = dial();
                RawPeer server = accept()) {
            List<String> head = server.head();
            dialed.cancel();
            server.send(switching(head));
            server.assertClosed();
            dialed.onLoop(() -> {});
            assertThat(dialed.outcomes).isEmpty();
            assertThat(dialed.heard.lines()).isEmpty();
        }
    }

    @Test
    void anAttemptCancelledBeforeItIsConnectedIsNeverToldAndItsConnectionClosed() throws Exception {
        Dialer dialer = new Dialer(loops);
        Heard heard = new Heard();
        List<DialOutcome> outcomes = new java.util.concurrent.CopyOnWriteArrayList<>();
        Dial dial = new Dial(URI.create(url()), List.of(), List.of(), Duration.ofSeconds(20), 1000);
        Loop loop = loops.all().get(0);
        java.util.concurrent.CompletableFuture.runAsync(
                        () -> dialer.dial(loop, dial, heard, outcomes::add).cancel(), loop::execute)
                .join();
        // Whoever comes next is let in, so whatever the attempt did is over.
        try (Dialed next = dial()) {
            RawPeer server = accept();
            List<String> head;
            try {
                head = server.head();
            } catch (IOException cancelled) {
                server.hangUp();
                server = accept();
                head = server.head();
            }
            server.send(switching(head));
            assertThat(next.socket().isOpen()).isTrue();
            server.hangUp();
        }
        dialer.close();
        assertThat(outcomes).isEmpty();
        assertThat(heard.lines()).isEmpty();
    }

    @Test
    void cancellingAnAttemptThatIsOpenLeavesItsSocketAlone() throws Exception {
        try (Dialed dialed = dial();
                RawPeer server = accept()) {
            server.send(switching(server.head()));
            WebSocket socket = dialed.socket();
            dialed.cancel();
            dialed.onLoop(() -> {
                assertThat(socket.isOpen()).isTrue();
                socket.text("hi".getBytes(UTF_8), 0, 2);
                socket.flush();
            });
            assertThat(server.frame().text()).isEqualTo("hi");
        }
    }

    @Test
    void anOwnerThatFailsOnItsOutcomeLosesTheSocket() throws Exception {
        Dialer dialer = new Dialer(loops);
        Heard heard = new Heard();
        Dial dial = new Dial(URI.create(url()), List.of(), List.of(), Duration.ofSeconds(20), 1000);
        Loop loop = loops.all().get(0);
        loop.execute(() -> dialer.dial(loop, dial, heard, outcome -> {
            throw new IllegalStateException("bug");
        }));
        try (RawPeer server = accept()) {
            server.send(switching(server.head()));
            assertThat(server.frame().closeCode()).isEqualTo(1011);
            server.assertClosed();
        }
        await().until(() -> heard.lines().equals(List.of("end US 1011 internal error")));
        dialer.close();
    }

    @Test
    void aHeaderThatCannotBeSentIsUnreachableAndDoesNotShowItsValue() throws Exception {
        Dial dial = new Dial(
                URI.create(url()),
                List.of(Map.entry("Authorization", "Bearer sec\r\nret")),
                List.of(),
                Duration.ofSeconds(20),
                1000);
        try (Dialed dialed = Dialed.start(new Dialer(loops), loops, dial)) {
            assertThat(dialed.outcome())
                    .isInstanceOfSatisfying(
                            DialOutcome.Unreachable.class,
                            unreachable -> assertThat(unreachable.message()).doesNotContain("sec"));
        }
    }
}
