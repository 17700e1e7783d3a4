package callgateway.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP on the public port, over real sockets. */
@ExtendWith(NoLeaks.class)
final class PublicRequestsTest {
    @ParameterizedTest
    @MethodSource(Kinds.AVAILABLE)
    void aConnectionCarriesOneRequestAfterTheOther(IoKind kind) throws IOException {
        try (OpenPort port = OpenPort.start(kind);
                RawPeer peer = RawPeer.connect(port.port())) {
            for (int i = 0; i < 3; i++) {
                peer.send(RawPeer.post("/voice?n=" + i, "CallSid=CA1"));
                RawPeer.Answer answer = peer.answer();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("answer to /voice?n=" + i);
                assertThat(answer.header("content-type")).isEqualTo("text/plain; charset=UTF-8");
            }
            assertThat(port.server.counters().accepted()).isEqualTo(1);
            assertThat(port.requests).hasSize(3).first().satisfies(request -> {
                assertThat(request.method()).isEqualTo("POST");
                assertThat(request.target()).isEqualTo("/voice?n=0");
                assertThat(request.path()).isEqualTo("/voice");
                assertThat(request.header("hOST")).isEqualTo("gateway.example");
                assertThat(request.header("missing")).isNull();
                assertThat(request.body()).asString().isEqualTo("CallSid=CA1");
                assertThat(request.remote()).contains("127.0.0.1");
            });
        }
    }

    @Test
    void theTargetIsHandedOnExactlyAsItWasWritten() throws IOException {
        try (OpenPort port = OpenPort.start(IoKind.NIO);
                RawPeer peer = RawPeer.connect(port.port())) {
            String target = "/voice//x/../y;a=b?q=%2f%zz+%C3%a9&&=;";
            peer.send("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(peer.answer().body()).isEqualTo("answer to " + target);
        }
    }

    @Test
    void aRequestCutAtEveryByteIsStillOne() throws IOException {
        try (OpenPort port = OpenPort.start(IoKind.NIO);
                RawPeer peer = RawPeer.connect(port.port())) {
            for (char c : RawPeer.post("/voice", "a=b").toCharArray()) {
                peer.send(String.valueOf(c));
            }
            assertThat(peer.answer().body()).isEqualTo("answer to /voice");
        }
    }

    @Test
    void anAnswersOwnHeadersAreSent() throws IOException {
        try (OpenPort port = OpenPort.start(IoKind.NIO);
                RawPeer peer = RawPeer.connect(port.port())) {
            port.answers = request -> CompletableFuture.completedStage(
                    new PlainResponse(503, "", new byte[0], List.of(Map.entry("Retry-After", "7"))));
            peer.send(RawPeer.post("/", ""));
            RawPeer.Answer answer = peer.answer();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("retry-after")).isEqualTo("7");
            assertThat(answer.header("content-type")).isNull();
        }
    }

    @Test
    void aClientThatAsksToCloseIsClosedAfterItsAnswer() throws IOException {
        try (OpenPort port = OpenPort.start(IoKind.NIO);
                RawPeer peer = RawPeer.connect(port.port())) {
            peer.send("GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n");
            RawPeer.Answer answer = peer.answer();
            assertThat(answer.body()).isEqualTo("answer to /a");
            assertThat(answer.header("connection")).isEqualTo("close");
            peer.assertClosed();
            assertThat(port.requests).extracting(PlainRequest::target).containsExactly("/a");
        }
    }

    @ParameterizedTest
    @MethodSource(Kinds.AVAILABLE)
    void requestsSentAheadAreAnsweredInTheirOrder(IoKind kind) throws IOException {
        try (OpenPort port = OpenPort.start(kind);
                RawPeer peer = RawPeer.connect(port.port())) {
            List<CompletableFuture<PlainResponse>> answers =
                    List.of(new CompletableFuture<>(), new CompletableFuture<>(), new CompletableFuture<>());
            port.answers =
                    request -> answers.get(Integer.parseInt(request.path().substring(1)));
            peer.send(RawPeer.post("/0", "") + RawPeer.post("/1", "x") + RawPeer.post("/2", "") + "garbage\r\n\r\n");
            for (int i = 2; i >= 0; i--) {
                answers.get(i).complete(PlainResponse.text(200, "answer " + i));
            }
            for (int i = 0; i < 3; i++) {
                assertThat(peer.answer().body()).isEqualTo("answer " + i);
            }
            assertThat(peer.answer().status()).isEqualTo(400);
            peer.assertClosed();
        }
    }

    @Test
    void onlyOneRequestOfAConnectionIsWithThePortAtATime() throws IOException {
        try (OpenPort port = OpenPort.start(IoKind.NIO);
                RawPeer peer = RawPeer.connect(port.port())) {
            CompletableFuture<PlainResponse> first = new CompletableFuture<>();
            port.answers = request -> first;
            peer.send(RawPeer.post("/0", "") + RawPeer.post("/1", ""));
            await().until(() -> port.requests.size() == 1);
            port.onLoop(() -> {});
            assertThat(port.requests).hasSize(1);
            first.complete(PlainResponse.text(200, "ok"));
            assertThat(peer.answer().status()).isEqualTo(200);
            assertThat(peer.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void moreRequestsAheadThanThereIsRoomForEndTheConnectionAfterTheOthersAnswers() throws IOException {
        try (OpenPort port = OpenPort.start(IoKind.NIO);
                RawPeer peer = RawPeer.connect(port.port())) {
            CompletableFuture<PlainResponse> answer = new CompletableFuture<>();
            port.answers = request -> answer;
            peer.send(RawPeer.post("/", "").repeat(20));
            await().until(() -> port.server.counters().badRequests() == 1);
            answer.complete(PlainResponse.text(200, "ok"));
            for (int i = 0; i < 9; i++) {
                assertThat(peer.answer().status()).isEqualTo(200);
            }
            assertThat(peer.answer().status()).isEqualTo(400);
            peer.assertClosed();
            assertThat(port.requests).hasSize(9);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stage", "throw", "null", "header"})
    void anAnswerThatFailsIs500AndClosesTheConnection(String how) throws IOException {
        try (OpenPort port = OpenPort.start(IoKind.NIO);
                RawPeer peer = RawPeer.connect(port.port())) {
            port.answers = request -> switch (how) {
                case "stage" -> CompletableFuture.failedStage(new IllegalStateException("bug"));
                case "throw" -> throw new IllegalStateException("bug");
                case "header" ->
                    CompletableFuture.completedStage(
                            new PlainResponse(200, "", new byte[0], List.of(Map.entry("X", "a\r\nInjected: b"))));
                default -> CompletableFuture.supplyAsync(() -> null);
            };
            peer.send(RawPeer.post("/voice", "") + RawPeer.post("/next", ""));
            RawPeer.Answer answer = peer.answer();
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).isEqualTo("internal error\n");
            peer.assertClosed();
            assertThat(port.server.counters().failedAnswers()).isEqualTo(1);
            assertThat(port.requests).hasSize(1);
        }
    }

    @Test
    void anAnswerForAPeerThatHasGoneHarmsNobody() throws IOException {
        try (OpenPort port = OpenPort.start(IoKind.NIO)) {
            CompletableFuture<PlainResponse> answer = new CompletableFuture<>();
            port.answers = request -> answer;
            try (RawPeer peer = RawPeer.connect(port.port())) {
                peer.send(RawPeer.post("/voice", ""));
                await().until(() -> port.requests.size() == 1);
                peer.reset();
            }
            await().until(() -> port.server.connections() == 0);
            answer.complete(PlainResponse.text(200, "ok"));
            try (RawPeer peer = RawPeer.connect(port.port())) {
                peer.send(RawPeer.post("/voice", ""));
                assertThat(peer.answer().status()).isEqualTo(200);
            }
            assertThat(port.server.counters().badRequests()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "\u0016\u0003\u0001\u0002\r\n\r\n",
                "GET  HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nno colon\r\n\r\n"
            })
    void whatIsNoHttpIsAnsweredWith400(String request) throws IOException {
        try (OpenPort port = OpenPort.start(IoKind.NIO);
                RawPeer peer = RawPeer.connect(port.port())) {
            peer.send(request);
            assertThat(peer.answer().status()).isEqualTo(400);
            peer.assertClosed();
            assertThat(port.server.counters().badRequests()).isEqualTo(1);
            assertThat(port.requests).isEmpty();
        }
    }

    @Test
    void headersAndRequestLinesThatAreTooLongAreAnsweredWith431() throws IOException {
        try (OpenPort port = OpenPort.start(IoKind.NIO)) {
            String path = "/" + "x".repeat(9000);
            String value = "y".repeat(17000);
            for (String request : List.of(
                    "GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n",
                    "GET / HTTP/1.1\r\nHost: h\r\nX: " + value + "\r\n\r\n")) {
                try (RawPeer peer = RawPeer.connect(port.port())) {
                    peer.send(request);
                    assertThat(peer.answer().status()).isEqualTo(431);
                    peer.assertClosed();
                }
            }
            assertThat(port.server.counters().badRequests()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBodyThatIsTooLongIsAnsweredWith413InItsTurn(boolean chunked) throws IOException {
        try (OpenPort port = OpenPort.start(IoKind.NIO);
                RawPeer peer = RawPeer.connect(port.port())) {
            CompletableFuture<PlainResponse> first = new CompletableFuture<>();
            port.answers = request -> first;
            String body = "z".repeat(OpenPort.MAX_REQUEST + 1);
            peer.send(RawPeer.post("/first", ""));
            peer.send(
                    chunked
                            ? "POST /long HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                                    + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n"
                            : RawPeer.post("/long", body));
            await().until(() -> port.server.counters().badRequests() == 1);
            first.complete(PlainResponse.text(200, "ok"));
            assertThat(peer.answer().status()).isEqualTo(200);
            RawPeer.Answer refusal = peer.answer();
            assertThat(refusal.status()).isEqualTo(413);
            assertThat(refusal.body()).isEqualTo("request body over 2048 bytes\n");
            peer.assertClosed();
            assertThat(port.requests).hasSize(1);
        }
    }

    @Test
    void aPeerThatAsksOnWithoutReadingItsAnswersIsClosed() throws IOException {
        try (OpenPort port = OpenPort.start(IoKind.NIO);
                RawPeer peer = RawPeer.connect(port.port())) {
            String answer = "a".repeat(60_000);
            port.answers = request -> CompletableFuture.completedStage(PlainResponse.text(200, answer));
            await().until(() -> port.server.connections() == 1);
            for (int i = 1; port.server.connections() == 1; i++) {
                peer.send(RawPeer.post("/voice", ""));
                while (port.requests.size() < i && port.server.connections() == 1) {
                    Thread.onSpinWait();
                }
            }
            assertThat(port.server.counters().badRequests()).isEqualTo(1);
            assertThat(port.requests).as("answers of 60 kB").hasSizeLessThan(1000);
        }
    }

    @Test
    void aPeerThatAsksWithoutWaitingForAnyAnswerIsClosed() throws IOException {
        try (OpenPort port = OpenPort.start(IoKind.NIO);
                RawPeer peer = RawPeer.connect(port.port())) {
            port.answers = request -> new CompletableFuture<>();
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1_000_000; i++) {
                            peer.send(RawPeer.post("/voice", ""));
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThat(port.server.counters().badRequests()).isEqualTo(1);
            assertThat(port.requests).hasSize(1);
        }
    }

    @Test
    void aConnectionThatSaysNothingIsClosedInTime() throws IOException {
        try (OpenPort port = OpenPort.start(Duration.ofMillis(150));
                RawPeer peer = RawPeer.connect(port.port())) {
            peer.assertClosed();
            assertThat(port.server.counters().timedOut()).isEqualTo(1);
        }
    }

    @Test
    void aByteNowAndThenDoesNotKeepAConnectionOpen() throws IOException {
        try (OpenPort port = OpenPort.start(Duration.ofMillis(300));
                RawPeer peer = RawPeer.connect(port.port())) {
            peer.send("GET / HTTP/1.1\r\nX: ");
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            peer.send("x");
                            peer.socket.setSoTimeout(50);
                            try {
                                peer.assertClosed();
                                throw new IOException("closed");
                            } catch (java.net.SocketTimeoutException e) {
                                // Not closed yet: say a little more.
                            }
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThat(port.server.counters().timedOut()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionThatIsIdleAfterItsAnswerIsClosedInTime() throws IOException {
        try (OpenPort port = OpenPort.start(Duration.ofMillis(150));
                RawPeer peer = RawPeer.connect(port.port())) {
            peer.send(RawPeer.post("/voice", ""));
            assertThat(peer.answer().status()).isEqualTo(200);
            peer.assertClosed();
            assertThat(port.server.counters().timedOut()).isEqualTo(1);
        }
    }

    @Test
    void anAnswerThatTakesLongerThanARequestMayIsStillSent() throws IOException {
        try (OpenPort port = OpenPort.start(Duration.ofMillis(100));
                RawPeer peer = RawPeer.connect(port.port())) {
            port.answers = request -> CompletableFuture.supplyAsync(
                    () -> PlainResponse.text(200, "late"),
                    CompletableFuture.delayedExecutor(400, java.util.concurrent.TimeUnit.MILLISECONDS));
            peer.send(RawPeer.post("/voice", ""));
            assertThat(peer.answer().body()).isEqualTo("late");
        }
    }

    @Test
    void aConnectionOverTheLimitIsClosedUnreadAndRoomComesBack() throws IOException {
        try (OpenPort port = OpenPort.start(2);
                RawPeer first = RawPeer.connect(port.port());
                RawPeer second = RawPeer.connect(port.port())) {
            await().until(() -> port.server.connections() == 2);
            try (RawPeer third = RawPeer.connect(port.port())) {
                third.assertClosed();
            }
            assertThat(port.server.counters().overLimit()).isEqualTo(1);
            first.hangUp();
            await().until(() -> port.server.connections() == 1);
            try (RawPeer fourth = RawPeer.connect(port.port())) {
                fourth.send(RawPeer.post("/voice", ""));
                assertThat(fourth.answer().status()).isEqualTo(200);
            }
            second.send(RawPeer.post("/voice", ""));
            assertThat(second.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void aPortThatIsTakenIsSaidSo() throws IOException {
        try (OpenPort port = OpenPort.start(IoKind.NIO)) {
            TransportSettings same = new TransportSettings(
                    "127.0.0.1", port.port(), "nio", 1, 10, 2048, 4096, Duration.ofSeconds(1), null);
            assertThatThrownBy(() -> PublicServer.start(port.loops, same, port))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("cannot listen on 127.0.0.1:" + port.port());
        }
    }

    private static boolean refuses(int port) {
        try (RawPeer peer = RawPeer.connect(port)) {
            return peer.socket.isClosed();
        } catch (IOException refused) {
            return true;
        }
    }

    @Test
    void aClosedPortTakesNobodyAndLetsTheOthersGoOn() throws IOException {
        try (OpenPort port = OpenPort.start(IoKind.NIO);
                RawPeer peer = RawPeer.connect(port.port())) {
            await().until(() -> port.server.connections() == 1);
            port.server.close();
            // A selector lets a closed port go only with its next turn.
            await().until(() -> refuses(port.port()));
            peer.send(RawPeer.post("/voice", ""));
            assertThat(peer.answer().status()).isEqualTo(200);
        }
    }
}
