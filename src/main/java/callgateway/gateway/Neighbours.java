package callgateway.gateway;

import callgateway.cluster.HomeTickets;
import callgateway.cluster.NodeCard;
import callgateway.cluster.PeerClient;
import callgateway.cluster.PeerRequest;
import callgateway.cluster.Peers;
import callgateway.operations.ClusterMetrics;
import callgateway.operations.ClusterMetrics.Passed;
import callgateway.transport.PlainRequest;
import callgateway.transport.PlainResponse;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks other nodes to answer the carrier. */
final class Neighbours {
    private static final Logger LOG = LoggerFactory.getLogger(Neighbours.class);
    /** As long as a node takes that is well, with the slowest of its answers; the carrier waits 15 s for both of us. */
    private static final Duration WELL = Duration.ofSeconds(9);
    /** One that has not been heard of lately is probably gone, and the caller hears silence meanwhile. */
    private static final Duration SILENT = Duration.ofSeconds(2);

    private static final Duration TAKES = Duration.ofSeconds(5);
    private static final int MOST_ASKED = 3;

    private final PeerClient client;
    private final Peers peers;
    private final ClusterMetrics metrics;

    Neighbours(HomeTickets tickets, Peers peers, ClusterMetrics metrics) {
        this.client = new PeerClient(tickets);
        this.peers = peers;
        this.metrics = metrics;
    }

    /** Whether there is anybody to pass callers on to. */
    boolean any() {
        return !peers.admitting().isEmpty();
    }

    /** The answer of the node that has the call; the stage fails when there is none. */
    CompletionStage<PlainResponse> home(NodeCard home, PlainRequest request) {
        boolean well = peers.all().stream().anyMatch(peer -> peer.card().equals(home));
        long began = System.nanoTime();
        return client.send(home, envelope(request, null), well ? WELL : SILENT).whenComplete((answer, failure) -> {
            if (failure == null) {
                metrics.passed(Passed.HOME);
                metrics.answeredByHome(Duration.ofNanos(System.nanoTime() - began));
            } else {
                LOG.warn("node {} does not answer for its call: {}", home.name(), failure.toString());
            }
        });
    }

    /**
     * Another node takes the caller; empty when nobody does.
     *
     * @param story what has been of the call; null when nothing is to be told
     */
    CompletionStage<Optional<PlainResponse>> passOn(PlainRequest request, @Nullable JsonNode story) {
        PeerRequest envelope = envelope(request, new PeerRequest.TakeOver(story));
        return passOn(peers.admitting(), 0, envelope).thenApply(answer -> {
            metrics.passed(answer.isPresent() ? Passed.MOVED : Passed.NOBODY);
            return answer;
        });
    }

    private CompletionStage<Optional<PlainResponse>> passOn(List<Peers.Peer> to, int next, PeerRequest envelope) {
        if (next >= to.size() || next >= MOST_ASKED) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        NodeCard card = to.get(next).card();
        return client.send(card, envelope, TAKES)
                .handle((answer, failure) -> {
                    if (failure == null) {
                        return CompletableFuture.completedStage(Optional.of(answer));
                    }
                    LOG.warn("node {} takes no caller: {}", card.name(), failure.toString());
                    return passOn(to, next + 1, envelope);
                })
                .thenCompose(Function.identity());
    }

    private static PeerRequest envelope(PlainRequest request, PeerRequest.@Nullable TakeOver takeOver) {
        return new PeerRequest(
                System.currentTimeMillis(),
                request.method(),
                request.target(),
                request.header("Content-Type"),
                request.header("X-Twilio-Signature"),
                request.body(),
                takeOver);
    }
}
