package callgateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.epoll.Epoll;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A socket of the public port against a peer that writes its frames by hand, on every kind of loop. */
@ExtendWith(NoLeaks.class)
final class WebSocketLoopbackTest {
    private static RawFrame text(String text) {
        return RawFrame.masked(1, text.getBytes(UTF_8));
    }

    private static void awaitLines(OpenPort port, String... lines) {
        await().untilAsserted(() -> assertThat(port.heard.lines()).containsExactly(lines));
    }

    private static void assertNothingMore(OpenPort port) {
        await().until(() -> port.server.connections() == 0);
        assertThat(port.heard.ends()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource(Kinds.AVAILABLE)
    void messagesOfEveryLengthCrossBothWays(IoKind kind) throws Exception {
        try (OpenPort port = OpenPort.start(kind);
                RawPeer peer = RawPeer.upgraded(port.port())) {
            WebSocket socket = port.sockets.take();
            for (int length : new int[] {0, 1, 125, 126, 65535, 65536, OpenPort.MAX_MESSAGE}) {
                byte[] message = new byte[length];
                java.util.Arrays.fill(message, (byte) length);
                int before = port.heard.binary().size();
                peer.send(RawFrame.masked(2, message));
                await().until(() -> port.heard.binary().size() > before);
                assertThat(port.heard.binary().get(before)).isEqualTo(message);
                port.onLoop(() -> {
                    socket.binary(message, 0, length);
                    socket.flush();
                });
                assertThat(peer.frame().payload()).isEqualTo(message);
            }
        }
    }

    @ParameterizedTest
    @MethodSource(Kinds.AVAILABLE)
    void aMessageByteByByteInAPacketEachIsOneMessage(IoKind kind) throws Exception {
        try (OpenPort port = OpenPort.start(kind);
                RawPeer peer = RawPeer.upgraded(port.port())) {
            for (byte b : RawFrame.join(text("slow"), text("er"))) {
                peer.send(new byte[] {b});
            }
            awaitLines(port, "text slow", "text er");
        }
    }

    @ParameterizedTest
    @MethodSource(Kinds.AVAILABLE)
    void thePeersCloseIsAnsweredAndTheConnectionClosed(IoKind kind) throws Exception {
        for (int code : new int[] {1000, 1001, 1011, 4001}) {
            try (OpenPort port = OpenPort.start(kind);
                    RawPeer peer = RawPeer.upgraded(port.port())) {
                peer.send(text("last"), RawFrame.close(true, code, "bye"));
                assertThat(peer.frame().closeCode()).isEqualTo(code);
                peer.assertClosed();
                awaitLines(port, "text last", "end PEER " + code + " bye");
                assertNothingMore(port);
            }
        }
    }

    @ParameterizedTest
    @MethodSource(Kinds.AVAILABLE)
    void ourCloseIsToldWhenThePeerHasAnswered(IoKind kind) throws Exception {
        try (OpenPort port = OpenPort.start(kind);
                RawPeer peer = RawPeer.upgraded(port.port())) {
            WebSocket socket = port.sockets.take();
            port.onLoop(() -> socket.close(4000, "over"));
            RawFrame close = peer.frame();
            assertThat(close.closeCode()).isEqualTo(4000);
            assertThat(close.closeReason()).isEqualTo("over");
            port.onLoop(() -> assertThat(port.heard.lines()).isEmpty());
            peer.send(RawFrame.close(true, 4000, ""));
            peer.assertClosed();
            awaitLines(port, "end US 4000 over");
            assertNothingMore(port);
        }
    }

    @ParameterizedTest
    @MethodSource(Kinds.AVAILABLE)
    void aPeerThatHangsUpOrResetsIsLost(IoKind kind) throws Exception {
        for (boolean reset : new boolean[] {true, false}) {
            try (OpenPort port = OpenPort.start(kind);
                    RawPeer peer = RawPeer.upgraded(port.port())) {
                peer.send(text("here"));
                await().until(() -> !port.heard.lines().isEmpty());
                if (reset) {
                    peer.reset();
                } else {
                    peer.hangUp();
                }
                await().until(() -> port.heard.lines().size() == 2);
                assertThat(port.heard.ends()).singleElement().satisfies(end -> {
                    assertThat(end.by()).isEqualTo(SocketEnd.By.LOST);
                    assertThat(end.code()).isEqualTo(1006);
                });
                assertNothingMore(port);
            }
        }
    }

    @ParameterizedTest
    @MethodSource(Kinds.AVAILABLE)
    void aMessageDeclaredTooLongIsRefusedAndThePeerCanStillReadWhy(IoKind kind) throws Exception {
        try (OpenPort port = OpenPort.start(kind);
                RawPeer peer = RawPeer.upgraded(port.port())) {
            peer.send(RawFrame.header(0x82, true, 10_000_000));
            peer.send(new byte[20_000]);
            RawFrame close = peer.frame();
            assertThat(close.closeCode()).isEqualTo(1009);
            assertThat(close.closeReason()).isEqualTo("message over 70000 bytes");
            peer.assertClosed();
            awaitLines(port, "end VIOLATION 1009 message over 70000 bytes");
            assertNothingMore(port);
        }
    }

    @ParameterizedTest
    @MethodSource(Kinds.AVAILABLE)
    void aPeerThatDoesNotReadIsToldToBeSlowAndThenEnded(IoKind kind) throws Exception {
        try (OpenPort port = OpenPort.start(kind);
                RawPeer peer = RawPeer.upgraded(port.port())) {
            WebSocket socket = port.sockets.take();
            byte[] message = new byte[4 * 1024];
            AtomicLong sent = new AtomicLong();
            port.onLoop(() -> {
                while (socket.isWritable()) {
                    socket.binary(message, 0, message.length);
                    socket.flush();
                    sent.incrementAndGet();
                }
                assertThat(socket.isOpen()).isTrue();
            });
            for (long i = sent.get(); i > 0; i--) {
                assertThat(peer.frame().payload()).hasSize(message.length);
            }
            awaitLines(port, "writable");

            port.onLoop(() -> {
                // Twice what the kernel may hold and the bound.
                for (int i = 0; i < 64 * 1024 && socket.isOpen(); i++) {
                    socket.binary(message, 0, message.length);
                    socket.flush();
                }
                assertThat(socket.isOpen()).isFalse();
            });
            assertThat(port.heard.lines()).last().isEqualTo("end TOO_SLOW 1006 peer does not read");
            assertNothingMore(port);
        }
    }

    @Test
    void littleWaitsForAPeerThatReadsSlowlyAndWhatIsWrittenThenComesRightBehindIt() throws Exception {
        assumeThat(Epoll.isAvailable()).isTrue();
        try (Socket slow = new Socket();
                OpenPort port = OpenPort.start(IoKind.EPOLL)) {
            slow.setReceiveBufferSize(4 * 1024);
            slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.port()));
            RawPeer peer = new RawPeer(slow);
            peer.upgrade();
            WebSocket socket = port.sockets.take();
            byte[] frame = new byte[310];
            AtomicLong frames = new AtomicLong();
            port.onLoop(() -> {
                while (socket.isWritable()) {
                    socket.binary(frame, 0, frame.length);
                    socket.flush();
                    frames.incrementAndGet();
                }
                socket.text("clear".getBytes(UTF_8), 0, 5);
                socket.flush();
            });

            // Telephone audio is 50 of them a second.
            assertThat(frames.get()).isLessThan(120);
            for (long i = frames.get(); i > 0; i--) {
                assertThat(peer.frame().payload()).hasSize(frame.length);
            }
            assertThat(peer.frame().text()).isEqualTo("clear");
        }
    }

    @ParameterizedTest
    @MethodSource(Kinds.AVAILABLE)
    void aPingIsAnsweredAndOursMovesTheSignOfLife(IoKind kind) throws Exception {
        try (OpenPort port = OpenPort.start(kind);
                RawPeer peer = RawPeer.upgraded(port.port())) {
            WebSocket socket = port.sockets.take();
            peer.send(RawFrame.masked(9, "mine".getBytes(UTF_8)));
            RawFrame pong = peer.frame();
            assertThat(pong.opcode()).isEqualTo(10);
            assertThat(pong.text()).isEqualTo("mine");

            AtomicLong before = new AtomicLong();
            port.onLoop(() -> {
                before.set(socket.lastReceivedNanos());
                socket.ping();
            });
            assertThat(peer.frame().opcode()).isEqualTo(9);
            peer.send(RawFrame.masked(10, new byte[0]));
            await().until(() -> {
                AtomicLong now = new AtomicLong();
                port.onLoop(() -> now.set(socket.lastReceivedNanos()));
                return now.get() > before.get();
            });
            assertThat(port.heard.lines()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource(Kinds.AVAILABLE)
    void socketsOfOneLoopDoNotDisturbEachOther(IoKind kind) throws Exception {
        try (OpenPort port = OpenPort.start(kind);
                RawPeer one = RawPeer.upgraded(port.port());
                RawPeer two = RawPeer.upgraded(port.port())) {
            byte[] first = text("from one").bytes();
            byte[] second = text("from two").bytes();
            for (int i = 0; i < Math.max(first.length, second.length); i++) {
                one.send(new byte[] {first[i]});
                two.send(new byte[] {second[i]});
            }
            await().untilAsserted(() ->
                    assertThat(port.heard.lines()).containsExactlyInAnyOrder("text from one", "text from two"));
            two.send(RawFrame.masked(3, new byte[0]));
            assertThat(two.frame().closeCode()).isEqualTo(1002);
            one.send(text("still here"));
            await().until(() -> port.heard.lines().contains("text still here"));
        }
    }
}
