package callgateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** From HTTP to a WebSocket on the public port, over real sockets. */
@ExtendWith(NoLeaks.class)
final class PublicUpgradesTest {
    private static RawFrame text(String text) {
        return RawFrame.masked(1, text.getBytes(UTF_8));
    }

    @ParameterizedTest
    @MethodSource(Kinds.AVAILABLE)
    void anUpgradeMakesASocket(IoKind kind) throws Exception {
        try (OpenPort port = OpenPort.start(kind);
                RawPeer peer = RawPeer.connect(port.port())) {
            peer.send(RawPeer.upgradeRequest("/media"));
            RawPeer.Answer answer = peer.answer();
            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.header("sec-websocket-accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            assertThat(answer.header("upgrade")).isEqualToIgnoringCase("websocket");
            assertThat(answer.header("connection")).isEqualToIgnoringCase("upgrade");

            WebSocket socket = port.sockets.take();
            peer.send(text("hello"));
            await().until(() -> port.heard.lines().equals(java.util.List.of("text hello")));
            port.onLoop(() -> {
                assertThat(socket.loop()).isSameAs(port.loops.all().get(0));
                socket.text("world".getBytes(UTF_8), 0, 5);
                socket.flush();
            });
            assertThat(peer.frame().text()).isEqualTo("world");
        }
    }

    @ParameterizedTest
    @MethodSource(Kinds.AVAILABLE)
    void framesInTheSamePacketAsTheUpgradeArriveAfterTheListenerIsThere(IoKind kind) throws IOException {
        try (OpenPort port = OpenPort.start(kind);
                RawPeer peer = RawPeer.connect(port.port())) {
            ByteArrayOutputStream packet = new ByteArrayOutputStream();
            packet.writeBytes(RawPeer.upgradeRequest("/media").getBytes(UTF_8));
            packet.writeBytes(RawFrame.join(text("one"), text("two")));
            byte[] half = text("three").bytes();
            packet.write(half, 0, 4);
            peer.send(packet.toByteArray());
            peer.send(java.util.Arrays.copyOfRange(half, 4, half.length));
            await().until(() -> port.heard.lines().equals(java.util.List.of("text one", "text two", "text three")));
            assertThat(peer.answer().status()).isEqualTo(101);
        }
    }

    @Test
    void aRequestMayComeBeforeTheUpgradeOnTheSameConnection() throws IOException {
        try (OpenPort port = OpenPort.start(IoKind.NIO);
                RawPeer peer = RawPeer.connect(port.port())) {
            peer.send(RawPeer.post("/voice", "a=b"));
            assertThat(peer.answer().status()).isEqualTo(200);
            peer.send(RawPeer.upgradeRequest("/media"));
            assertThat(peer.answer().status()).isEqualTo(101);
            peer.send(text("hello"));
            await().until(() -> port.heard.lines().contains("text hello"));
        }
    }

    @Test
    void anUpgradeBeforeTheAnswerToARequestIsRefusedInItsTurn() throws IOException {
        try (OpenPort port = OpenPort.start(IoKind.NIO);
                RawPeer peer = RawPeer.connect(port.port())) {
            CompletableFuture<PlainResponse> first = new CompletableFuture<>();
            port.answers = request -> first;
            peer.send(RawPeer.post("/voice", "") + RawPeer.upgradeRequest("/media"));
            await().until(() -> port.server.counters().badRequests() == 1);
            first.complete(PlainResponse.text(200, "ok"));
            assertThat(peer.answer().status()).isEqualTo(200);
            assertThat(peer.answer().status()).isEqualTo(400);
            peer.assertClosed();
            assertThat(port.sockets).isEmpty();
        }
    }

    @Test
    void aSocketIsNotBoundByTheRequestTimeout() throws Exception {
        try (OpenPort port = OpenPort.start(Duration.ofMillis(100));
                RawPeer peer = RawPeer.upgraded(port.port())) {
            WebSocket socket = port.sockets.take();
            peer.socket.setSoTimeout(400);
            org.assertj.core.api.Assertions.assertThatThrownBy(peer::frame)
                    .isInstanceOf(java.net.SocketTimeoutException.class);
            port.onLoop(() -> assertThat(socket.isOpen()).isTrue());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==, X: none, 400",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==, Sec-WebSocket-Key: short, 400",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==, Sec-WebSocket-Key: !!!!IHNhbXBsZSBub25jZQ==, 400",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==, Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQXX, 400",
        "GET /, POST /, 400",
        "GET /, get /, 400",
        "Sec-WebSocket-Version: 13, Sec-WebSocket-Version: 8, 426",
        "Sec-WebSocket-Version: 13, X: none, 426",
    })
    void anUpgradeThatIsNotProperIsRefusedBeforeThePortIsAsked(String part, String instead, int status)
            throws IOException {
        try (OpenPort port = OpenPort.start(IoKind.NIO);
                RawPeer peer = RawPeer.connect(port.port())) {
            String request = RawPeer.upgradeRequest("/media");
            assertThat(request).contains(part);
            peer.send(request.replace(part, instead) + RawPeer.upgradeRequest("/again"));
            RawPeer.Answer answer = peer.answer();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("sec-websocket-version")).isEqualTo(status == 426 ? "13" : null);
            peer.assertClosed();
            assertThat(port.requests).isEmpty();
            assertThat(port.server.counters().badRequests()).isEqualTo(1);
        }
    }

    @Test
    void aRefusedUpgradeIsAnsweredWithTheRefusal() throws IOException {
        try (OpenPort port = OpenPort.start(IoKind.NIO);
                RawPeer peer = RawPeer.connect(port.port())) {
            port.upgrades = request -> new PublicPort.Refuse(PlainResponse.text(403, "signature does not match\n"));
            peer.send(RawPeer.upgradeRequest("/media"));
            RawPeer.Answer answer = peer.answer();
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body()).isEqualTo("signature does not match\n");
            peer.assertClosed();
            assertThat(port.server.counters().upgradesRefused()).isEqualTo(1);
        }
    }

    @Test
    void aDecisionThatFailsIs500() throws IOException {
        try (OpenPort port = OpenPort.start(IoKind.NIO);
                RawPeer peer = RawPeer.connect(port.port())) {
            port.upgrades = request -> {
                throw new IllegalStateException("bug");
            };
            peer.send(RawPeer.upgradeRequest("/media"));
            assertThat(peer.answer().status()).isEqualTo(500);
            peer.assertClosed();
            assertThat(port.server.counters().failedAnswers()).isEqualTo(1);
        }
    }

    @Test
    void anOwnerThatCannotBeMadeClosesTheSocket() throws IOException {
        try (OpenPort port = OpenPort.start(IoKind.NIO);
                RawPeer peer = RawPeer.connect(port.port())) {
            port.upgrades = request -> new PublicPort.Accept(socket -> {
                throw new IllegalStateException("bug");
            });
            peer.send(RawPeer.upgradeRequest("/media"));
            assertThat(peer.answer().status()).isEqualTo(101);
            peer.assertClosed();
            assertThat(port.server.counters().failedAnswers()).isEqualTo(1);
        }
    }

    @Test
    void anOwnerMaySendWhileItIsMade() throws IOException {
        try (OpenPort port = OpenPort.start(IoKind.NIO);
                RawPeer peer = RawPeer.connect(port.port())) {
            port.upgrades = request -> new PublicPort.Accept(socket -> {
                socket.text("welcome".getBytes(UTF_8), 0, 7);
                socket.flush();
                return port.heard;
            });
            peer.send(RawPeer.upgradeRequest("/media"));
            assertThat(peer.answer().status()).isEqualTo(101);
            assertThat(peer.frame().text()).isEqualTo("welcome");
        }
    }

    @Test
    void anOwnerMayCloseItsSocketWhileItIsMade() throws IOException {
        try (OpenPort port = OpenPort.start(IoKind.NIO);
                RawPeer peer = RawPeer.connect(port.port())) {
            port.upgrades = request -> new PublicPort.Accept(socket -> {
                socket.abort();
                return port.heard;
            });
            peer.send(RawPeer.upgradeRequest("/media"));
            assertThat(peer.answer().status()).isEqualTo(101);
            peer.assertClosed();
            await().until(() -> port.heard.lines().equals(java.util.List.of("end US 1006 aborted")));
        }
    }
}
