package callgateway.tools;

import static callgateway.tools.ToolBench.at;
import static callgateway.tools.ToolBench.idempotent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against real sockets: what is sent, and what becomes of every kind of answer and of none. */
class ToolClientTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ToolServer server;
    private ToolBench bench;

    @BeforeEach
    void start() throws IOException {
        server = ToolServer.start();
        bench = new ToolBench();
    }

    @AfterEach
    void nothingIsUnderWay() {
        await().untilAsserted(() -> assertThat(bench.running).hasValue(0));
        bench.close();
        server.close();
    }

    private static ToolOutcome failed(ToolFault fault) {
        return new ToolOutcome.Failed(fault);
    }

    private static ToolOutcome answered(String json) {
        return new ToolOutcome.Answered(json);
    }

    @Test
    void anEndpointIsToldWhoCallsWhatAndCanProveIt() throws Exception {
        assertThat(bench.call(at(server.uri()))).isEqualTo(answered("{}"));

        ToolServer.Received request = server.received.get(0);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(JSON.readTree(request.body())).isEqualTo(JSON.readTree("""
                        {"callSid":"CA1","pool":"sales","toolCallId":"t_7","name":"find_slot",
                         "arguments":{"day":"Thursday","n":1.0000000000000000001},
                         "agentCallId":"c_41","from":"+*******0123","to":"+15550100"}"""));
        assertThat(request.body()).contains("1.0000000000000000001");
        assertThat(request.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("idempotency-key", "CA1-s1-t_7");
        assertThat(request.isSignedWith(ToolBench.SECRET)).isTrue();
        assertThat(new ToolServer.Received("POST", request.headers(), request.body() + " ")
                        .isSignedWith(ToolBench.SECRET))
                .isFalse();
        assertThat(request.isSignedWith("another secret, too")).isFalse();
        assertThat(bench.counted).containsExactly("answered");
    }

    @Test
    void whileSecretsAreRotatedEitherOneProvesIt() throws Exception {
        ToolEndpoint one = at(server.uri());
        bench.call(new ToolEndpoint(
                one.url(),
                List.of(ToolBench.SECRET, "the next secret of ours"),
                one.timeout(),
                one.maxResponseBytes(),
                false,
                one.caller()));

        ToolServer.Received request = server.received.get(0);
        assertThat(request.isSignedWith(ToolBench.SECRET)).isTrue();
        assertThat(request.isSignedWith("the next secret of ours")).isTrue();
    }

    @Test
    void whatIsNotKnownIsLeftOut() throws Exception {
        ToolRequest known = ToolBench.request(at(server.uri()));
        CompletableFuture<ToolOutcome> outcome = new CompletableFuture<>();
        bench.client.begin(
                new ToolRequest(
                        known.endpoint(), "CA1", "sales", "s1", "\u00e4 /\r\n", "a", "{}", null, null, "+15550100"),
                outcome::complete);

        assertThat(outcome.get()).isEqualTo(answered("{}"));
        assertThat(server.received.get(0).body()).doesNotContain("agentCallId").doesNotContain("from");
        assertThat(server.received.get(0).headers()).containsEntry("idempotency-key", "CA1-s1-%C3%A4+%2F%0D%0A");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"free\":true}", "[1,2]", "\"Thursday at two\"", "17", "null", " true "})
    void anyJsonIsAResult(String json) throws Exception {
        server.then(200, json);

        assertThat(bench.call(at(server.uri()))).isEqualTo(answered(json.strip()));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 202, 204})
    void nothingToSayIsAResultToo(int status) throws Exception {
        server.then(status, "");

        assertThat(bench.call(at(server.uri()))).isEqualTo(answered("{\"ok\":true}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "200 | <html>it works</html> | NOT_JSON",
                "200 | {\"a\":1} x | NOT_JSON",
                "200 | {\"a\": | NOT_JSON",
                "200 | {'a':1} | NOT_JSON",
                "301 | {} | REDIRECTED",
                "304 | ^^ | REDIRECTED",
                "400 | {\"error\":\"no\"} | REFUSED",
                "401 | ^^ | REFUSED",
                "404 | not found | REFUSED",
                "429 | {} | REFUSED",
                "500 | {} | SERVICE_FAILED",
                "501 | ^^ | SERVICE_FAILED",
                "503 | {} | SERVICE_FAILED",
            })
    void whatIsNoResultIsAnErrorAndIsNotRepeated(int status, String body, ToolFault fault) throws Exception {
        server.then(status, body);

        assertThat(bench.call(at(server.uri()))).isEqualTo(failed(fault));
        assertThat(server.received).hasSize(1);
        assertThat(bench.counted).containsExactly(fault.code());
    }

    @Test
    void bytesThatAreNoTextAreNoJson() throws Exception {
        server.then(exchange -> ToolServer.send(exchange, 200, new byte[] {'"', (byte) 0xC3, '"'}));

        assertThat(bench.call(at(server.uri()))).isEqualTo(failed(ToolFault.NOT_JSON));
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        try (ToolServer elsewhere = ToolServer.start()) {
            server.then(exchange -> {
                exchange.getResponseHeaders().add("Location", elsewhere.uri().toString());
                ToolServer.send(exchange, 302, new byte[0]);
            });

            assertThat(bench.call(idempotent(server.uri()))).isEqualTo(failed(ToolFault.REDIRECTED));
            assertThat(elsewhere.received).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnswerBeyondTheBoundIsNotRead(boolean lengthIsSaid) throws Exception {
        byte[] most = ("\"" + "x".repeat(64 * 1024 - 2) + "\"").getBytes(StandardCharsets.UTF_8);
        server.then(exchange -> ToolServer.send(exchange, 200, most));
        server.then(exchange -> {
            exchange.sendResponseHeaders(200, lengthIsSaid ? most.length + 1 : 0);
            exchange.getResponseBody().write(most);
            exchange.getResponseBody().write(' ');
            exchange.close();
        });

        assertThat(bench.call(at(server.uri()))).isInstanceOf(ToolOutcome.Answered.class);
        assertThat(bench.call(at(server.uri()))).isEqualTo(failed(ToolFault.ANSWER_TOO_LONG));
    }

    @Test
    void anEndpointThatSaysNothingIsGivenUpAndItsConnectionClosed() throws Exception {
        try (Raw raw = new Raw()) {
            ToolBench.Running call = bench.begin(at(raw.uri("http"), Duration.ofMillis(500)));
            Socket connection = raw.accept();

            assertThat(call.get()).isEqualTo(failed(ToolFault.TIMED_OUT));
            assertThat(restOf(connection)).contains("\"find_slot\"");
        }
    }

    /** Everything until the other end closes; what is left unread there may make that a reset. */
    private static String restOf(Socket connection) throws IOException {
        return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void anAnswerThatComesDropByDropIsGivenUpToo() throws Exception {
        server.then(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            server.waitForClose();
        });

        assertThat(bench.call(at(server.uri(), Duration.ofMillis(500)))).isEqualTo(failed(ToolFault.TIMED_OUT));
    }

    @Test
    void aConnectionThatBreaksLeavesItOpenWhatHappened() throws Exception {
        try (Raw raw = new Raw()) {
            ToolBench.Running call = bench.begin(at(raw.uri("http")));
            raw.accept().close();

            assertThat(call.get()).isEqualTo(failed(ToolFault.BROKEN_OFF));
            assertThat(ToolFault.BROKEN_OFF.forAgent()).contains("not known whether");
            assertThat(bench.counted).doesNotContain("repeated");
        }
    }

    @Test
    void anAnswerThatBreaksOffInTheMiddleIsNone() throws Exception {
        try (Raw raw = new Raw()) {
            ToolBench.Running call = bench.begin(at(raw.uri("http")));
            try (Socket connection = raw.accept()) {
                OutputStream out = connection.getOutputStream();
                out.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"a\"".getBytes(StandardCharsets.UTF_8));
                out.flush();
            }

            assertThat(call.get()).isEqualTo(failed(ToolFault.BROKEN_OFF));
        }
    }

    @Test
    void aKeptConnectionThatBreaksIsNoReasonToSendARequestTwice() throws Exception {
        try (Raw raw = new Raw()) {
            ToolBench.Running first = bench.begin(at(raw.uri("http")));
            Socket connection = raw.accept();
            readRequest(connection);
            connection
                    .getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".getBytes(StandardCharsets.UTF_8));
            assertThat(first.get()).isEqualTo(answered("{}"));

            ToolBench.Running second = bench.begin(at(raw.uri("http")));
            readRequest(connection);
            connection.close();

            // On another connection it would wait for an answer until it is too late.
            assertThat(second.get()).isEqualTo(failed(ToolFault.BROKEN_OFF));
        }
    }

    private static void readRequest(Socket connection) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf("\"to\":\"+15550100\"}") < 0) {
            int next = connection.getInputStream().read();
            assertThat(next).as("a whole request").isNotNegative();
            read.append((char) next);
        }
    }

    @Test
    void whereNobodyListensNothingWasDone() throws Exception {
        URI nobody;
        try (Raw raw = new Raw()) {
            nobody = raw.uri("http");
        }

        assertThat(bench.call(at(nobody))).isEqualTo(failed(ToolFault.UNREACHABLE));
        // Nothing was sent, so even what must not be done twice was tried again.
        assertThat(bench.counted).containsExactly("repeated", "unreachable");
    }

    @Test
    void aCertificateThatNobodyHasSignedIsRefusedBeforeAnythingIsSent(@TempDir Path directory) throws Exception {
        SSLContext tls = ToolServer.tls(directory);
        try (ToolServer safe = ToolServer.start(tls);
                ToolBench trusting = new ToolBench(256, tls)) {
            ToolEndpoint endpoint = at(URI.create("https://localhost:" + safe.port() + "/tools"));
            ToolEndpoint otherName = at(URI.create("https://127.0.0.1:" + safe.port() + "/tools"));

            assertThat(bench.call(endpoint)).isEqualTo(failed(ToolFault.TLS_FAILED));
            assertThat(trusting.call(otherName)).isEqualTo(failed(ToolFault.TLS_FAILED));
            assertThat(safe.received).isEmpty();
            assertThat(trusting.call(endpoint)).isEqualTo(answered("{}"));
        }
    }

    @Test
    void aServerWithoutTlsIsNotSpokenToInTheClear() throws Exception {
        try (Raw raw = new Raw()) {
            ToolBench.Running call = bench.begin(at(raw.uri("https")));
            try (Socket connection = raw.accept()) {
                connection.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                connection.getOutputStream().flush();

                assertThat(call.get()).isEqualTo(failed(ToolFault.TLS_FAILED));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void whatDoesNoHarmTwiceIsTriedASecondTime(int status) throws Exception {
        server.then(status, "busy").then(200, "{\"free\":true}");

        assertThat(bench.call(idempotent(server.uri()))).isEqualTo(answered("{\"free\":true}"));
        assertThat(bench.counted).containsExactly("repeated", "answered");
        assertThat(server.received)
                .hasSize(2)
                .extracting(request -> request.headers().get("idempotency-key"))
                .containsOnly("CA1-s1-t_7");
        for (ToolServer.Received request : server.received) {
            assertThat(request.isSignedWith(ToolBench.SECRET)).isTrue();
        }
    }

    @Test
    void aThirdTimeItIsNotTried() throws Exception {
        server.then(503, "").then(503, "").then(200, "{}");

        assertThat(bench.call(idempotent(server.uri()))).isEqualTo(failed(ToolFault.SERVICE_FAILED));
        assertThat(server.received).hasSize(2);
    }

    @Test
    void aSecondAttemptThatCouldOnlyBeLateIsNotMade() throws Exception {
        server.then(503, "");
        ToolEndpoint hasty = at(server.uri(), Duration.ofMillis(400)).with(server.uri(), true);

        assertThat(bench.call(hasty)).isIn(failed(ToolFault.SERVICE_FAILED), failed(ToolFault.TIMED_OUT));
        assertThat(bench.counted).doesNotContain("repeated");
    }

    @Test
    void oneEndpointThatHangsTakesHalfOfThePlacesAndNobodyWaits() throws Exception {
        try (ToolBench small = new ToolBench(4, null);
                ToolServer other = ToolServer.start();
                ToolServer third = ToolServer.start()) {
            CountDownLatch go = new CountDownLatch(1);
            for (int i = 0; i < 2; i++) {
                server.then(exchange -> answerAfter(go, exchange));
                other.then(exchange -> answerAfter(go, exchange));
            }
            List<ToolBench.Running> first = List.of(small.begin(at(server.uri())), small.begin(at(server.uri())));

            assertThat(small.call(at(server.uri()))).isEqualTo(failed(ToolFault.ENDPOINT_BUSY));
            List<ToolBench.Running> second = List.of(small.begin(at(other.uri())), small.begin(at(other.uri())));
            assertThat(small.call(at(third.uri()))).isEqualTo(failed(ToolFault.GATEWAY_BUSY));

            go.countDown();
            for (ToolBench.Running running : first) {
                assertThat(running.get()).isEqualTo(answered("{}"));
            }
            assertThat(small.call(at(server.uri()))).isEqualTo(answered("{}"));
            for (ToolBench.Running running : second) {
                assertThat(running.get()).isEqualTo(answered("{}"));
            }
            assertThat(small.call(at(third.uri()))).isEqualTo(answered("{}"));
            assertThat(small.counted).contains("refused endpoint_busy", "refused gateway_busy");
        }
    }

    private static void answerAfter(CountDownLatch go, HttpExchange exchange) throws IOException {
        try {
            go.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ToolServer.send(exchange, 200, "{}".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatCanBeAskedAgainIsBrokenOffWhenNobodyWaits() throws Exception {
        try (Raw raw = new Raw()) {
            ToolBench.Running call = bench.begin(idempotent(raw.uri("http")));
            Socket connection = raw.accept();
            call.run().abandon();

            assertThat(call.get()).isEqualTo(failed(ToolFault.ABANDONED));
            assertThat(restOf(connection)).isNotNull();
        }
    }

    @Test
    void whatCannotBeAskedAgainComesToItsEndAlthoughNobodyWaits() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        server.then(exchange -> answerAfter(go, exchange));
        ToolBench.Running call = bench.begin(at(server.uri()));
        await().until(() -> server.received.size() == 1);

        call.run().abandon();
        go.countDown();

        assertThat(call.get()).isEqualTo(answered("{}"));
        call.run().abandon();
    }

    @Test
    void aClientThatIsClosedBreaksOffEverythingAndTakesNothingNew() throws Exception {
        server.thenNothing();
        ToolBench.Running call = bench.begin(at(server.uri()));
        await().until(() -> server.received.size() == 1);

        bench.close();

        assertThat(call.get()).isEqualTo(failed(ToolFault.ABANDONED));
        assertThat(bench.call(at(server.uri()))).isEqualTo(failed(ToolFault.ABANDONED));
        call.run().abandon();
    }

    /** A port that speaks no protocol by itself. */
    private static final class Raw implements AutoCloseable {
        private final ServerSocket listening;

        Raw() throws IOException {
            listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
            listening.setSoTimeout(60_000);
        }

        URI uri(String scheme) {
            return URI.create(scheme + "://localhost:" + listening.getLocalPort() + "/tools");
        }

        Socket accept() throws IOException {
            Socket connection = listening.accept();
            connection.setSoTimeout(60_000);
            return connection;
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }
    }
}
