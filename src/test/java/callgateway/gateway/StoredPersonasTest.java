package callgateway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.omni.OmniHttpAnswers;
import callgateway.omni.OmniSettings;
import callgateway.operations.GatewayMetrics;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoredPersonasTest {
    private static final Optional<String> DESK = Optional.of("The desk.");

    private final AtomicLong now = new AtomicLong();
    private final GatewayMetrics metrics = new GatewayMetrics();
    private final StoredPersonas personas = new StoredPersonas(metrics.storedAgents(), now::get);
    private final List<HttpExchange> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile int status = 200;
    private volatile byte[] body = OmniHttpAnswers.agent("agent_7", "The desk.", "Hello.");
    private volatile boolean waits;
    private HttpServer service;
    private OmniSettings omni;

    @BeforeEach
    void start() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.setExecutor(threads);
        service.createContext("/", this::answer);
        service.start();
        omni = OmniSettings.of(
                        URI.create("http://127.0.0.1:" + service.getAddress().getPort()), "pk_secret")
                .withAgentId("agent_7");
    }

    @AfterEach
    void stop() {
        mayAnswer.countDown();
        personas.close();
        service.stop(0);
        threads.shutdownNow();
        metrics.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(exchange);
        try {
            if (waits) {
                mayAnswer.await();
            }
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private Optional<String> persona() throws Exception {
        return personas.persona(omni).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private void passes(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private double reads(String outcome) {
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith("gateway_stored_agent_reads_total{outcome=\"" + outcome + "\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void anAgentIsReadOnceAndThenKnownAtOnce() throws Exception {
        assertThat(persona()).isEqualTo(DESK);

        assertThat(personas.persona(omni).toCompletableFuture()).isCompletedWithValue(DESK);
        assertThat(asked).hasSize(1);
        assertThat(asked.get(0).getRequestURI()).hasToString("/v1/agents/agent_7");
        assertThat(asked.get(0).getRequestHeaders().getFirst("Authorization")).isEqualTo("Bearer pk_secret");
        assertThat(reads("read")).isOne();
    }

    @Test
    void whoAskWhileItIsReadWaitForTheSameAnswer() throws Exception {
        waits = true;
        CompletableFuture<Optional<String>> one = personas.persona(omni).toCompletableFuture();
        CompletableFuture<Optional<String>> other = personas.persona(omni).toCompletableFuture();
        assertThat(one).isNotDone();

        mayAnswer.countDown();

        assertThat(one.get(30, TimeUnit.SECONDS)).isEqualTo(DESK);
        assertThat(other.get(30, TimeUnit.SECONDS)).isEqualTo(DESK);
        assertThat(asked).hasSize(1);
    }

    @Test
    void aChangedAgentIsReadAgainWhileTheOldOneServes() throws Exception {
        persona();
        body = OmniHttpAnswers.agent("agent_7", "The new desk.", "Hello.");
        passes(Duration.ofMinutes(2));

        assertThat(personas.persona(omni).toCompletableFuture()).isCompletedWithValue(DESK);

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> personas.persona(omni).toCompletableFuture().join().equals(Optional.of("The new desk.")));
        assertThat(asked).hasSize(2);
    }

    @Test
    void anAgentThatCannotBeReadIsNotAskedForAgainAtOnce() throws Exception {
        status = 403;

        assertThat(persona()).isEmpty();
        assertThat(persona()).isEmpty();
        assertThat(asked).hasSize(1);
        assertThat(reads("refused")).isOne();

        status = 200;
        passes(Duration.ofSeconds(31));
        assertThat(persona()).isEqualTo(DESK);
    }

    @Test
    void whatWasReadBeforeServesWhenTheServiceFails() throws Exception {
        persona();
        status = 500;
        passes(Duration.ofMinutes(2));

        assertThat(persona()).isEqualTo(DESK);

        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> reads("refused") == 1);
        assertThat(persona()).isEqualTo(DESK);
    }

    @Test
    void anAnswerThatIsNoAgentAndOneThatIsTooLongAreNone() throws Exception {
        body = "[]".getBytes(StandardCharsets.UTF_8);
        assertThat(persona()).isEmpty();
        assertThat(reads("without_persona")).isOne();

        body = new byte[1024 * 1024 + 1];
        passes(Duration.ofSeconds(31));
        assertThat(persona()).isEmpty();
        assertThat(reads("failed")).isOne();
    }

    @Test
    void aServiceThatIsNotThereIsNoneAndFailsNobody() throws Exception {
        service.stop(0);

        assertThat(persona()).isEmpty();
        assertThat(reads("failed")).isOne();
    }

    @Test
    void withoutAStoredAgentNobodyIsAsked() throws Exception {
        omni = omni.withAgentId(null);

        assertThat(persona()).isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void onceClosedItAnswersAllTheSame() throws Exception {
        personas.close();

        assertThat(persona()).isEmpty();
    }
}
