package callgateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both ends over TLS: the public port with PEM files, and the dialer. */
@ExtendWith(NoLeaks.class)
final class TlsTest {
    @TempDir
    private static Path directory;

    private static TestCertificate certificate;

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificate = TestCertificate.make(directory, "localhost");
    }

    private static Dialed dial(OpenPort port, String host, boolean trusted) {
        SslContextBuilder tls = SslContextBuilder.forClient();
        if (trusted) {
            tls.trustManager(certificate.certificate().toFile());
        }
        return Dialed.start(
                new Dialer(port.loops, tls),
                port.loops,
                new Dial(
                        URI.create("wss://" + host + ":" + port.port() + "/media"),
                        List.of(),
                        List.of(),
                        Duration.ofSeconds(10),
                        OpenPort.MAX_MESSAGE));
    }

    @ParameterizedTest
    @MethodSource(Kinds.AVAILABLE)
    void messagesOfEveryLengthCrossTlsBothWays(IoKind kind) throws Exception {
        try (OpenPort port = OpenPort.start(kind, certificate.settings());
                Dialed dialed = dial(port, "localhost", true)) {
            WebSocket ours = dialed.socket();
            WebSocket theirs = port.sockets.take();
            for (int length : new int[] {0, 125, 126, 20_000, 65_536, OpenPort.MAX_MESSAGE}) {
                byte[] message = new byte[length];
                int before = port.heard.binary().size();
                port.onLoop(() -> {
                    ours.binary(message, 0, length);
                    ours.flush();
                    theirs.binary(message, 0, length);
                    theirs.flush();
                });
                await().until(() -> port.heard.binary().size() > before
                        && dialed.heard.binary().size() > before);
                assertThat(port.heard.binary().get(before)).isEqualTo(message);
                assertThat(dialed.heard.binary().get(before)).isEqualTo(message);
            }
            port.onLoop(() -> ours.close(1000, "done"));
            await().until(() -> port.heard.lines().contains("end PEER 1000 done"));
            await().until(() -> dialed.heard.lines().contains("end US 1000 done"));
        }
    }

    @Test
    void aServerWhoseCertificateIsNotTrustedIsUnreachable() throws Exception {
        try (OpenPort port = OpenPort.start(IoKind.NIO, certificate.settings());
                Dialed dialed = dial(port, "localhost", false)) {
            assertThat(dialed.outcome())
                    .isInstanceOfSatisfying(
                            DialOutcome.Unreachable.class,
                            unreachable -> assertThat(unreachable.stage()).isEqualTo("tls"));
        }
    }

    @Test
    void aServerWhoseCertificateIsForAnotherNameIsUnreachable() throws Exception {
        try (OpenPort port = OpenPort.start(IoKind.NIO, certificate.settings());
                Dialed dialed = dial(port, "127.0.0.1", true)) {
            assertThat(dialed.outcome())
                    .isInstanceOfSatisfying(
                            DialOutcome.Unreachable.class,
                            unreachable -> assertThat(unreachable.stage()).isEqualTo("tls"));
        }
    }

    @Test
    void aServerThatSpeaksNoTlsIsUnreachable() throws Exception {
        try (OpenPort port = OpenPort.start(IoKind.NIO);
                Dialed dialed = dial(port, "localhost", true)) {
            assertThat(dialed.outcome())
                    .isInstanceOfSatisfying(
                            DialOutcome.Unreachable.class,
                            unreachable -> assertThat(unreachable.stage()).isEqualTo("tls"));
        }
    }

    @Test
    void aPeerThatSpeaksPlainHttpToATlsPortIsABadRequest() throws Exception {
        try (OpenPort port = OpenPort.start(IoKind.NIO, certificate.settings());
                RawPeer peer = RawPeer.connect(port.port())) {
            peer.send(RawPeer.post("/voice", ""));
            await().until(() -> port.server.counters().badRequests() > 0 && port.server.connections() == 0);
            assertThat(port.requests).isEmpty();
        }
    }

    @Test
    void filesThatCannotBeUsedAreNamed() throws Exception {
        Path empty = Files.writeString(directory.resolve("empty.pem"), "");
        Path missing = directory.resolve("missing.pem");
        for (TransportSettings.Tls wrong : List.of(
                new TransportSettings.Tls(empty, certificate.key()),
                new TransportSettings.Tls(certificate.certificate(), empty),
                new TransportSettings.Tls(missing, certificate.key()),
                new TransportSettings.Tls(certificate.certificate(), missing),
                new TransportSettings.Tls(certificate.key(), certificate.certificate()))) {
            assertThatThrownBy(() -> OpenPort.start(IoKind.NIO, wrong).close())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(wrong.certificateChain().toString())
                    .hasMessageContaining(wrong.privateKey().toString());
        }
    }

    @Test
    void aMessageIsNotChangedByTheTlsRecordsItCrosses() throws Exception {
        try (OpenPort port = OpenPort.start(IoKind.NIO, certificate.settings());
                Dialed dialed = dial(port, "localhost", true)) {
            WebSocket ours = dialed.socket();
            StringBuilder all = new StringBuilder();
            port.onLoop(() -> {
                for (int i = 0; i < 3000; i++) {
                    byte[] text = ("message " + i).getBytes(UTF_8);
                    all.append("text message ").append(i).append('\n');
                    ours.text(text, 0, text.length);
                }
                ours.flush();
            });
            await().untilAsserted(() ->
                    assertThat(String.join("\n", port.heard.lines()) + "\n").isEqualTo(all.toString()));
        }
    }
}
