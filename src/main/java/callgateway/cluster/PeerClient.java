package callgateway.cluster;

import callgateway.transport.PlainResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;

/** Passes requests on to other nodes. */
public final class PeerClient {
    /** Where a node takes them, on its public port. */
    public static final String PATH = "/peer/webhook";
    /** The MAC of the body. */
    public static final String MAC = "X-Call-Gateway-Mac";
    /** On every answer that a node gives to such a request, with the value {@code 1}. */
    public static final String ANSWERED = "X-Call-Gateway-Peer";

    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(1);
    private static final int MOST_AT_ONCE = 512;

    private final HomeTickets tickets;
    private final Semaphore atOnce = new Semaphore(MOST_AT_ONCE);
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_WITHIN)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** @param tickets sign what is sent */
    public PeerClient(HomeTickets tickets) {
        this.tickets = tickets;
    }

    /**
     * Sends a request. The stage fails with an {@link IOException} when that node does not take it, or not in time; whether
     * it has acted on it is not known then.
     */
    public CompletionStage<PlainResponse> send(NodeCard to, PeerRequest request, Duration within) {
        if (!atOnce.tryAcquire()) {
            return CompletableFuture.failedStage(new IOException("too many requests are being passed on"));
        }
        byte[] body = request.toBytes();
        HttpRequest sent = HttpRequest.newBuilder(URI.create("http://" + to.name() + PATH))
                .timeout(within)
                .header("Content-Type", "application/json")
                .header(MAC, tickets.sign(body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return http.sendAsync(sent, HttpResponse.BodyHandlers.ofByteArray())
                .whenComplete((response, failure) -> atOnce.release())
                .thenCompose(response -> answered(to, response));
    }

    private static CompletionStage<PlainResponse> answered(NodeCard from, HttpResponse<byte[]> response) {
        if (response.headers().firstValue(ANSWERED).isEmpty()) {
            return CompletableFuture.failedStage(
                    new IOException(from.name() + " does not take it: HTTP " + response.statusCode()));
        }
        return CompletableFuture.completedStage(new PlainResponse(
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(""),
                response.body(),
                List.of()));
    }
}
