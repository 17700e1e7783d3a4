package callgateway.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultRelayTest {
    private static final int PATIENCE_MS = 60_000;
    /** How long nothing has to come for it to count as nothing. */
    private static final int QUIET_MS = 150;

    private ServerSocket listening;
    private FaultRelay relay;
    private Socket client;
    private Socket server;

    @BeforeEach
    void connect() throws IOException {
        listening = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        relay = FaultRelay.start((InetSocketAddress) listening.getLocalSocketAddress());
        client = new Socket(relay.address().getAddress(), relay.address().getPort());
        server = listening.accept();
        client.setSoTimeout(PATIENCE_MS);
        server.setSoTimeout(PATIENCE_MS);
    }

    @AfterEach
    void close() throws IOException {
        relay.close();
        client.close();
        server.close();
        listening.close();
    }

    @Test
    void passesEveryByteInOrderBothWaysAndTheEnd() throws Exception {
        byte[] data = new byte[1 << 20];
        new SplittableRandom(1).nextBytes(data);
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
            try {
                client.getOutputStream().write(data);
                client.shutdownOutput();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });

        assertThat(server.getInputStream().readAllBytes()).isEqualTo(data);
        sent.join();
        server.getOutputStream().write(7);
        server.shutdownOutput();

        assertThat(client.getInputStream().readAllBytes()).containsExactly(7);
        Awaitility.await().until(() -> relay.live() == 0);
    }

    @Test
    void delaysOneDirectionOnly() throws Exception {
        relay.suffer(Towards.SERVER, new Fault.Delay(Duration.ofMillis(300)));
        relay.suffer(Towards.CLIENT, Fault.None.INSTANCE);
        long began = System.nanoTime();
        server.getOutputStream().write(1);
        assertThat(client.getInputStream().read()).isEqualTo(1);

        client.getOutputStream().write(2);
        assertThat(server.getInputStream().read()).isEqualTo(2);

        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(300_000_000L);
    }

    @Test
    void aStallHoldsWhatItWillPassOnWhenHealed() throws Exception {
        relay.sufferNow(Towards.SERVER, Fault.Stall.INSTANCE);
        awaitOrders();
        client.getOutputStream().write(5);
        assertNothingComes(server);

        relay.heal();

        server.setSoTimeout(PATIENCE_MS);
        assertThat(server.getInputStream().read()).isEqualTo(5);
    }

    @Test
    void halfOpenSwallowsTheEndToo() throws Exception {
        relay.sufferNow(Towards.SERVER, Fault.Swallow.INSTANCE);
        awaitOrders();
        client.getOutputStream().write(5);
        client.shutdownOutput();
        assertNothingComes(server);

        server.getOutputStream().write(6);

        assertThat(client.getInputStream().read()).isEqualTo(6);
    }

    @Test
    void aCapIsKept() throws Exception {
        relay.suffer(Towards.SERVER, new Fault.Cap(20_000));
        awaitOrders();
        long began = System.nanoTime();
        client.getOutputStream().write(new byte[6_000]);

        assertThat(server.getInputStream().readNBytes(6_000)).hasSize(6_000);

        // The first and the last slice of 20 ms may fall in at once.
        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(250_000_000L);
    }

    @Test
    void resetsBothEndsNowOrAfterSomeBytes() throws Exception {
        relay.suffer(Towards.SERVER, new Fault.ResetAfter(100));
        awaitOrders();
        client.getOutputStream().write(new byte[200]);

        assertThatThrownBy(() -> server.getInputStream().readNBytes(200)).isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);

        relay.heal();
        try (Socket another =
                        new Socket(relay.address().getAddress(), relay.address().getPort());
                Socket accepted = listening.accept()) {
            another.getOutputStream().write(1);
            assertThat(accepted.getInputStream().read()).isEqualTo(1);
            relay.reset();
            assertThatThrownBy(() -> another.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void whoeverConnectsWhileTheServerIsAwayIsReset() throws Exception {
        listening.close();

        try (Socket another =
                new Socket(relay.address().getAddress(), relay.address().getPort())) {
            another.setSoTimeout(PATIENCE_MS);
            assertThatThrownBy(() -> another.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void refusesFaultsThatMakeNoSense() {
        for (int bad : new int[] {0, -1}) {
            assertThatThrownBy(() -> new Fault.Cap(bad)).hasMessageContaining(String.valueOf(bad));
        }
        assertThatThrownBy(() -> new Fault.ResetAfter(-1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new Fault.Delay(Duration.ofMillis(-1))).hasMessageContaining(">= 0");
    }

    /** What was ordered is in force once a byte sent after it has come, in the direction that is well. */
    private void awaitOrders() throws IOException {
        server.getOutputStream().write(9);
        assertThat(client.getInputStream().read()).isEqualTo(9);
    }

    private static void assertNothingComes(Socket socket) throws IOException {
        socket.setSoTimeout(QUIET_MS);
        assertThatThrownBy(() -> socket.getInputStream().readNBytes(new byte[1], 0, 1))
                .isInstanceOf(SocketTimeoutException.class);
    }
}
