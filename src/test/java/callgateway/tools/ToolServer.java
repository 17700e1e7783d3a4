package callgateway.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An endpoint on this machine whose answers a test chooses; an empty object when it chooses none. */
public final class ToolServer implements AutoCloseable {
    private static final char[] PASSWORD = "changeit".toCharArray();

    /** Every request, whole. */
    public final List<Received> received = new CopyOnWriteArrayList<>();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    /** A request, header names in any case. */
    public record Received(String method, Map<String, String> headers, String body) {
        /** Whether an endpoint with this secret takes it for the gateway's. */
        public boolean isSignedWith(String secret) throws GeneralSecurityException {
            return HandMadeHmac.isSigned(headers.getOrDefault("x-gateway-signature", ""), secret, body);
        }
    }

    /** How a request is answered. */
    interface Answer {
        void give(HttpExchange exchange) throws IOException;
    }

    private ToolServer(HttpServer server) {
        this.server = server;
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** One without TLS. */
    public static ToolServer start() throws IOException {
        return new ToolServer(HttpServer.create(anyPort(), 0));
    }

    /** One with a certificate that nobody has signed. */
    static ToolServer start(SSLContext tls) throws IOException {
        HttpsServer server = HttpsServer.create(anyPort(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return new ToolServer(server);
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** A certificate for localhost, and trust in it, made for one test run. */
    static SSLContext tls(Path directory) throws Exception {
        Path store = directory.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keyalg",
                        "EC",
                        "-validity",
                        "36500",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost")
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Its address. */
    public URI uri() {
        return URI.create("http://localhost:" + port() + "/tools");
    }

    /** The next request that has no answer yet gets this one. */
    ToolServer then(Answer answer) {
        answers.add(answer);
        return this;
    }

    /** The next request that has no answer yet gets this one. */
    public ToolServer then(int status, String body) {
        return then(exchange -> send(exchange, status, body.getBytes(StandardCharsets.UTF_8)));
    }

    /** The same, so long after the request. */
    public ToolServer thenAfter(Duration pause, int status, String body) {
        return then(exchange -> {
            waitForClose(pause);
            send(exchange, status, body.getBytes(StandardCharsets.UTF_8));
        });
    }

    /** The next request gets no answer as long as this server is there. */
    public ToolServer thenNothing() {
        return then(exchange -> waitForClose());
    }

    void waitForClose() {
        waitForClose(Duration.ofDays(1));
    }

    private void waitForClose(Duration atMost) {
        try {
            var unused = closing.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, String.join(" | ", values)));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        received.add(new Received(exchange.getRequestMethod(), headers, body));
        Answer answer = answers.poll();
        if (answer == null) {
            send(exchange, 200, "{}".getBytes(StandardCharsets.UTF_8));
        } else {
            answer.give(exchange);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
