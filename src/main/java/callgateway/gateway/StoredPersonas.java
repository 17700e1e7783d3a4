package callgateway.gateway;

import callgateway.call.StoredAgents;
import callgateway.omni.AccountLimits;
import callgateway.omni.OmniSettings;
import callgateway.omni.Refusal;
import callgateway.omni.StoredAgent;
import callgateway.operations.StoredAgentMetrics;
import callgateway.operations.StoredAgentMetrics.Outcome;
import callgateway.tools.BoundedBody;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the personas of stored agents when calls ask for them, and remembers them: for a while, and for as long as no newer
 * one can be read. Safe from any thread; what takes time is done on one of its own.
 */
final class StoredPersonas implements StoredAgents, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoredPersonas.class);
    private static final Duration WITHIN = Duration.ofSeconds(5);
    /** How long an agent is taken to be as it was read: the service takes changes over with the next call. */
    private static final long GOOD_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final long AGAIN_AFTER_FAILURE_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** As many as pools may name, and far more than there are. */
    private static final int MOST = 1000;

    private static final int OK = 200;

    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread own = new Thread(task, "stored-agents");
        own.setDaemon(true);
        return own;
    });
    private final StoredAgentMetrics metrics;
    private final LongSupplier nanos;
    private final Map<String, Known> agents = new HashMap<>();
    private @Nullable HttpClient http;

    /** What is known of one agent. Guarded by {@link #agents}. */
    private static final class Known {
        private Optional<String> persona = Optional.empty();
        private @Nullable CompletableFuture<Optional<String>> asking;
        private long nextNanos;
        private boolean failed;
    }

    /** What reading one came to: a persona, or why there is none. */
    private record Answer(@Nullable String persona, String why) {}

    StoredPersonas(StoredAgentMetrics metrics, LongSupplier nanos) {
        this.metrics = metrics;
        this.nanos = nanos;
    }

    @Override
    public CompletionStage<Optional<String>> persona(OmniSettings omni) {
        String id = omni.agentId();
        if (id == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        CompletableFuture<Optional<String>> asking;
        synchronized (agents) {
            long now = nanos.getAsLong();
            Known known = agents.get(id);
            if (known == null) {
                if (agents.size() >= MOST) {
                    return CompletableFuture.completedFuture(Optional.empty());
                }
                known = new Known();
                known.nextNanos = now;
                agents.put(id, known);
            }
            if (known.asking == null && now - known.nextNanos >= 0) {
                known.asking = new CompletableFuture<>();
                begin(omni, id, known, known.asking);
            }
            asking = known.asking;
            if (asking == null || known.persona.isPresent()) {
                return CompletableFuture.completedFuture(known.persona);
            }
        }
        return asking.minimalCompletionStage();
    }

    private void begin(OmniSettings omni, String id, Known known, CompletableFuture<Optional<String>> asked) {
        try {
            thread.execute(
                    () -> ask(omni, id).whenComplete((answer, impossible) -> answered(id, known, asked, answer)));
        } catch (RejectedExecutionException closed) {
            known.asking = null;
            asked.complete(known.persona);
        }
    }

    /** Never fails. On the thread of its own. */
    private CompletableFuture<Answer> ask(OmniSettings omni, String id) {
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(StoredAgent.address(omni, id)).timeout(WITHIN);
            AccountLimits.headers(omni).forEach(header -> request.header(header.getKey(), header.getValue()));
            CompletableFuture<HttpResponse<BoundedBody.Read>> answer =
                    client().sendAsync(request.build(), info -> new BoundedBody(StoredAgent.MOST_BYTES));
            // The request's own limit ends with the headers.
            return answer.orTimeout(WITHIN.toMillis(), TimeUnit.MILLISECONDS).handle((response, failure) -> {
                if (failure != null) {
                    answer.cancel(true);
                    Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                            ? failure.getCause()
                            : failure;
                    return not(Outcome.FAILED, cause.toString());
                }
                return read(response);
            });
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(not(Outcome.FAILED, e.toString()));
        }
    }

    private Answer read(HttpResponse<BoundedBody.Read> response) {
        if (response.body().isTooLong()) {
            return not(Outcome.FAILED, "more than " + StoredAgent.MOST_BYTES + " bytes");
        }
        if (response.statusCode() != OK) {
            List<Map.Entry<String, String>> headers = List.of();
            return not(
                    Outcome.REFUSED,
                    Refusal.ofHttp(
                                    response.statusCode(),
                                    headers,
                                    response.body().bytes(),
                                    Instant.now())
                            .message());
        }
        StoredAgent agent = StoredAgent.read(response.body().bytes());
        if (agent == null || agent.persona() == null) {
            return not(Outcome.WITHOUT_PERSONA, "no persona in the answer");
        }
        metrics.read(Outcome.READ);
        return new Answer(agent.persona(), "");
    }

    private Answer not(Outcome outcome, String why) {
        metrics.read(outcome);
        return new Answer(null, why);
    }

    private void answered(String id, Known known, CompletableFuture<Optional<String>> asked, Answer answer) {
        Optional<String> now;
        synchronized (agents) {
            if (answer.persona == null && !known.failed) {
                LOG.warn("the stored agent {} cannot be read (GET /v1/agents): {}", id, answer.why);
            }
            known.failed = answer.persona == null;
            if (answer.persona != null) {
                known.persona = Optional.of(answer.persona);
            }
            now = known.persona;
            known.asking = null;
            known.nextNanos = nanos.getAsLong() + (known.failed ? AGAIN_AFTER_FAILURE_NANOS : GOOD_NANOS);
        }
        asked.complete(now);
    }

    private HttpClient client() {
        if (http == null) {
            http = HttpClient.newBuilder()
                    .connectTimeout(WITHIN)
                    .executor(thread)
                    .build();
        }
        return http;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
