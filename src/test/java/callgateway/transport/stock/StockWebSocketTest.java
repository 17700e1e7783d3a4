package callgateway.transport.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import callgateway.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class StockWebSocketTest {
    private static final StockLoops LOOPS = StockLoops.start("stock-test", 2);

    private final Recorded there = new Recorded();
    private final Recorded here = new Recorded();

    @AfterAll
    static void stop() {
        LOOPS.close();
    }

    @Test
    void carriesTextBinaryAndPingsBothWays() throws Exception {
        try (StockWebSocketServer server = serve(request -> StockAnswer.accept(there))) {
            StockSocket client = open(server);
            assertThat(there.next()).isEqualTo("opened");

            client.sendText("hällo");
            client.sendBinary(new byte[] {0, 1, (byte) 0xff});
            client.ping("p".getBytes(StandardCharsets.UTF_8));
            there.socket().sendText("back");
            there.socket().sendBinary(new byte[] {3, '{', '}'}, 0, 1);

            assertThat(there.next()).isEqualTo("text hällo");
            assertThat(there.next()).isEqualTo("binary 0001ff");
            assertThat(there.next()).isEqualTo("ping p");
            assertThat(List.of(here.next(), here.next(), here.next())).contains("text back", "binary 03", "pong p");
        }
        assertThat(here.next()).isEqualTo("closed 1006");
        assertThat(there.next()).isEqualTo("closed 1006");
    }

    @Test
    void joinsTheFragmentsOfAMessageAndCarriesLargeOnes() throws Exception {
        try (StockWebSocketServer server = serve(request -> StockAnswer.accept(there))) {
            StockSocket client = open(server);
            there.next();

            client.sendFragment(1, false, new byte[] {'a', (byte) 0xc3});
            client.sendFragment(0, true, new byte[] {(byte) 0xa4});
            client.sendText(new byte[4_000_000], 0, 4_000_000);

            assertThat(there.next()).isEqualTo("text aä");
            assertThat(there.next()).isEqualTo("text 4000000 bytes");
            assertThatThrownBy(() -> client.sendFragment(7, true, new byte[0]))
                    .hasMessage("opcode: 7 (expected: 0, 1 or 2)");
        }
    }

    @Test
    void closesWithCodeAndReasonFromEitherSide() throws Exception {
        try (StockWebSocketServer server = serve(request -> StockAnswer.accept(there))) {
            open(server).close(1000, "done");
            assertThat(there.next()).isEqualTo("opened");
            assertThat(there.next()).isEqualTo("closed 1000 done");
            assertThat(here.next()).isEqualTo("closed 1000 done");

            open(server);
            there.next();
            there.socket().close(4429, "full");
            assertThat(here.next()).isEqualTo("closed 4429 full");
            assertThat(there.next()).isEqualTo("closed 4429 full");
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> server.connections() == 0);
        }
    }

    @Test
    void aResetIsSeenAsAnEndWithoutACloseFrame() throws Exception {
        try (StockWebSocketServer server = serve(request -> StockAnswer.accept(there))) {
            open(server).reset();
            there.next();
            assertThat(there.next()).isEqualTo("closed 1006");
            assertThat(here.next()).isEqualTo("closed 1006");

            open(server);
            there.next();
            there.socket().reset();
            assertThat(here.next()).startsWith("closed 1006");
        }
    }

    @Test
    void aPeerThatDoesNotReadMakesSendsFailOnceTheBoundIsReached() throws Exception {
        StockListener deaf = new StockListener() {
            @Override
            public void opened(StockSocket socket) {
                socket.pauseReading();
            }
        };
        try (StockWebSocketServer server = serve(request -> StockAnswer.accept(there))) {
            assertThat(outcome(StockDial.to(address(server), "/"), deaf)).isInstanceOf(StockOutcome.Open.class);
            there.next();
            byte[] message = new byte[1 << 20];

            // From the server: its frames are not masked, which would take longest while buffers are watched for leaks.
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !there.socket()
                    .sendBinary(message));
            there.socket().reset();
        }
    }

    @Test
    void tellsStatusHeadersAndBodyOfARefusal() throws Exception {
        StockResponse full = new StockResponse(
                429, List.of(new StockHeader("Retry-After", "2")), "{\"error\":1}".getBytes(StandardCharsets.UTF_8));
        try (StockWebSocketServer server = serve(request -> StockAnswer.respond(full))) {
            StockResponse refusal = refused(StockDial.to(address(server), "/v1/omni"));

            assertThat(refusal.status()).isEqualTo(429);
            assertThat(refusal.header("retry-after")).isEqualTo("2");
            assertThat(refusal.text()).isEqualTo("{\"error\":1}");
        }
        try (StockWebSocketServer server = serve(request -> StockAnswer.respond(StockResponse.empty(401)))) {
            assertThat(refused(StockDial.to(address(server), "/")).body()).isEmpty();
        }
    }

    @Test
    void showsTheServerTargetHostAndHeadersExactlyAsDialled() throws Exception {
        Function<StockRequest, StockAnswer> echo = request -> StockAnswer.respond(StockResponse.of(
                404,
                "text/plain",
                request.method()
                        + ' '
                        + request.target()
                        + ' '
                        + request.header("host")
                        + ' '
                        + request.header("X-TWILIO-SIGNATURE")
                        + ' '
                        + request.isUpgrade()));
        try (StockWebSocketServer server = serve(echo)) {
            StockDial dial = StockDial.to(address(server), "/media?a=%2B&b=")
                    .withHost("gw.example")
                    .withHeaders(List.of(new StockHeader("x-twilio-signature", "abc=")));

            assertThat(refused(dial).text()).isEqualTo("GET /media?a=%2B&b= gw.example abc= true");
        }
    }

    @Test
    void selectsASubprotocolOrNone() throws Exception {
        Function<StockRequest, StockAnswer> selective =
                request -> new StockAnswer.Accept(there, request.path().equals("/none") ? null : "pyai.v1", List.of());
        try (StockWebSocketServer server = serve(selective)) {
            StockDial dial = StockDial.to(address(server), "/");

            assertThat(opened(dial.withSubprotocols(List.of("pyai.v1", "other")))
                            .subprotocol())
                    .isEqualTo("pyai.v1");
            assertThat(opened(StockDial.to(address(server), "/none")).subprotocol())
                    .isNull();
        }
    }

    @Test
    void aServerThatNeverAnswersResetsOrTakesLongIsAFailureOrAWait() throws Exception {
        Function<StockRequest, StockAnswer> odd = request -> switch (request.path()) {
            case "/silent" -> StockAnswer.Silence.INSTANCE;
            case "/reset" -> StockAnswer.Reset.INSTANCE;
            default -> new StockAnswer.Delayed(Duration.ofMillis(20), StockAnswer.accept(there));
        };
        try (StockWebSocketServer server = serve(odd)) {
            Duration soon = Duration.ofMillis(100);

            assertThat(failed(StockDial.to(address(server), "/silent").withTimeout(soon)))
                    .hasMessageContaining("in time");
            assertThat(failed(StockDial.to(address(server), "/reset"))).isNotNull();
            assertThat(outcome(StockDial.to(address(server), "/late"))).isInstanceOf(StockOutcome.Open.class);
        }
    }

    @Test
    void nobodyListeningIsAFailure() throws Exception {
        int port = FreePort.next();
        assertThat(failed(StockDial.to(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), "/")))
                .hasMessageContaining(String.valueOf(port));
    }

    @Test
    void anAddressInUseIsToldAsSuch() throws Exception {
        try (StockWebSocketServer server = serve(request -> StockAnswer.accept(there))) {
            assertThatThrownBy(() ->
                            StockWebSocketServer.bind(LOOPS, address(server), request -> StockAnswer.accept(there)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen at");
        }
    }

    @Test
    void postsAFormAndReadsTheAnswer() throws Exception {
        Function<StockRequest, StockAnswer> echo = request -> StockAnswer.respond(
                StockResponse.of(200, "text/xml", request.method() + request.header("content-type") + request.text()));
        try (StockWebSocketServer server = serve(echo)) {
            StockDial dial =
                    StockDial.to(address(server), "/voice").withHeaders(List.of(new StockHeader("Content-Type", "x")));

            StockResponse answer = StockHttpClient.send(LOOPS, dial, "POST", "a=b".getBytes(StandardCharsets.UTF_8))
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);

            assertThat(answer.text()).isEqualTo("POSTxa=b");
            assertThat(answer.header("Content-Type")).isEqualTo("text/xml");
        }
    }

    @Test
    void aPostWithoutAnAnswerFails() throws Exception {
        try (StockWebSocketServer server = serve(request -> StockAnswer.Silence.INSTANCE)) {
            StockDial dial = StockDial.to(address(server), "/voice").withTimeout(Duration.ofMillis(100));

            assertThat(StockHttpClient.send(LOOPS, dial, "POST", new byte[0]))
                    .failsWithin(Duration.ofMinutes(1))
                    .withThrowableOfType(Exception.class)
                    .havingCause()
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void closingTheLoopsEndsTheirThreads() {
        StockLoops loops = StockLoops.start("stock-ending", 2);
        StockHttpClient.send(loops, StockDial.to(java.net.URI.create("http://127.0.0.1:9/")), "GET", new byte[0])
                .toCompletableFuture()
                .handle((answer, failure) -> failure)
                .join();

        loops.close();

        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.isAlive() && thread.getName().startsWith("stock-ending"));
    }

    private static StockWebSocketServer serve(Function<StockRequest, StockAnswer> answers) throws IOException {
        return StockWebSocketServer.bind(LOOPS, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), answers);
    }

    private static InetSocketAddress address(StockWebSocketServer server) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
    }

    private StockSocket open(StockWebSocketServer server) throws Exception {
        StockSocket socket = opened(StockDial.to(address(server), "/")).socket();
        assertThat(here.next()).isEqualTo("opened");
        return socket;
    }

    private StockOutcome.Open opened(StockDial dial) throws Exception {
        return assertThat(outcome(dial))
                .asInstanceOf(type(StockOutcome.Open.class))
                .actual();
    }

    private StockResponse refused(StockDial dial) throws Exception {
        return assertThat(outcome(dial))
                .asInstanceOf(type(StockOutcome.Refused.class))
                .actual()
                .response();
    }

    private IOException failed(StockDial dial) throws Exception {
        return assertThat(outcome(dial))
                .asInstanceOf(type(StockOutcome.Failed.class))
                .actual()
                .cause();
    }

    private StockOutcome outcome(StockDial dial) throws Exception {
        return outcome(dial, here);
    }

    private static StockOutcome outcome(StockDial dial, StockListener listener) throws Exception {
        return StockWebSocketClient.connect(LOOPS, dial, listener)
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }
}
