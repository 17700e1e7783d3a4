package callgateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import callgateway.FreePort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A socket that reaches one node and is another's. */
@ExtendWith(NoLeaks.class)
final class UpgradeRelayTest {
    private static RawFrame text(String text) {
        return RawFrame.masked(1, text.getBytes(UTF_8));
    }

    private static OpenPort relayTo(IoKind kind, int port) throws IOException {
        OpenPort relay = OpenPort.start(kind);
        relay.upgrades = request -> new PublicPort.Relay("127.0.0.1", port);
        return relay;
    }

    @ParameterizedTest
    @MethodSource(Kinds.AVAILABLE)
    void itIsTheOtherNodesSocket(IoKind kind) throws Exception {
        try (OpenPort home = OpenPort.start(kind);
                OpenPort relay = relayTo(kind, home.port());
                RawPeer peer = RawPeer.connect(relay.port())) {
            ByteArrayOutputStream packet = new ByteArrayOutputStream();
            packet.writeBytes(RawPeer.upgradeRequest("/media/x?y=%20z").getBytes(UTF_8));
            packet.writeBytes(text("hello").bytes());
            peer.send(packet.toByteArray());

            assertThat(peer.answer().status()).isEqualTo(101);
            assertThat(home.requests).hasSize(1);
            assertThat(home.requests.get(0).target()).isEqualTo("/media/x?y=%20z");
            assertThat(home.requests.get(0).header("host")).isEqualTo("gateway.example");
            assertThat(home.requests.get(0).header(PublicPort.Relay.MARK)).isEqualTo("1");
            await().until(() -> home.heard.lines().equals(List.of("text hello")));
            assertThat(relay.server.counters().relaying()).isEqualTo(1);

            WebSocket socket = home.sockets.take();
            byte[] long0 = "w".repeat(60_000).getBytes(UTF_8);
            home.onLoop(() -> {
                socket.text(long0, 0, long0.length);
                socket.flush();
            });
            assertThat(peer.frame().text()).hasSize(60_000);

            peer.hangUp();
            await().until(() -> home.server.connections() == 0);
            await().until(() -> relay.server.counters().relaying() == 0);
            assertThat(relay.server.counters().relayed()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource(Kinds.AVAILABLE)
    void itEndsWhenTheOtherNodeEndsIt(IoKind kind) throws Exception {
        try (OpenPort home = OpenPort.start(kind);
                OpenPort relay = relayTo(kind, home.port());
                RawPeer peer = RawPeer.connect(relay.port())) {
            peer.send(RawPeer.upgradeRequest("/media"));
            assertThat(peer.answer().status()).isEqualTo(101);
            WebSocket socket = home.sockets.take();
            home.onLoop(() -> socket.close(1000, "bye"));
            assertThat(peer.frame().opcode()).isEqualTo(8);
            peer.hangUp();
            await().until(() -> home.server.connections() == 0 && relay.server.connections() == 0);
        }
    }

    @Test
    void aRefusalOfTheOtherNodeIsItsOwn() throws Exception {
        try (OpenPort home = OpenPort.start(IoKind.NIO);
                OpenPort relay = relayTo(IoKind.NIO, home.port());
                RawPeer peer = RawPeer.connect(relay.port())) {
            home.upgrades = request -> new PublicPort.Refuse(PlainResponse.text(403, "no\n"));
            peer.send(RawPeer.upgradeRequest("/media"));
            assertThat(peer.answer().status()).isEqualTo(403);
        }
    }

    @Test
    void aNodeThatIsGoneIsSaidToBe() throws Exception {
        int nobody = FreePort.next();
        try (OpenPort relay = relayTo(IoKind.NIO, nobody);
                RawPeer peer = RawPeer.connect(relay.port())) {
            peer.send(RawPeer.upgradeRequest("/media"));
            assertThat(peer.answer().status()).isEqualTo(503);
            assertThat(relay.server.counters().relayed()).isZero();
            peer.assertClosed();
            await().until(() -> relay.server.connections() == 0);
        }
    }
}
