package callgateway.records;

import callgateway.tools.ToolSignature;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * Posts events with the JDK's client, on threads of its own. Signed as tool requests are, at the time of sending, so that a
 * receiver can refuse what is old. Any 2xx is delivered; redirects are not followed; 410 means never again.
 */
final class HttpEventSender implements EventSender {
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
    private static final int GONE = 410;

    private final EventSettings settings;
    private final InstantSource clock;
    private final UnaryOperator<String> traces;
    private final ExecutorService threads;
    private final HttpClient http;

    /** @param traces knows the {@code traceparent} of a CallSid; empty for none */
    HttpEventSender(EventSettings settings, InstantSource clock, UnaryOperator<String> traces) {
        this.traces = traces;
        this.settings = settings;
        this.clock = clock;
        AtomicInteger made = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, "records-events-" + made.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_WITHIN)
                .executor(threads)
                .build();
    }

    @Override
    public CompletableFuture<Reply> send(OutboxEntry entry) {
        byte[] body = entry.body().getBytes(StandardCharsets.UTF_8);
        HttpRequest.Builder post = HttpRequest.newBuilder(settings.url())
                .timeout(settings.timeout())
                .header("Content-Type", "application/json")
                .header("User-Agent", "call-gateway")
                .header("Idempotency-Key", entry.id())
                .header("X-Gateway-Event", entry.type())
                .header(
                        ToolSignature.HEADER,
                        ToolSignature.of(settings.secrets(), clock.instant().getEpochSecond(), body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        String trace = traces.apply(entry.callSid());
        HttpRequest request = (trace.isEmpty() ? post : post.header("traceparent", trace)).build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .handle((response, failure) -> failure == null
                        ? new Reply(
                                response.statusCode() / 100 == 2,
                                response.statusCode() == GONE,
                                "HTTP " + response.statusCode())
                        : new Reply(false, false, words(failure)));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private static String words(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String message = cause.getMessage();
        return cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }
}
