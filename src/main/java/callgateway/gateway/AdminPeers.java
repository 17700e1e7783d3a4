package callgateway.gateway;

import callgateway.cluster.ClusterNode;
import callgateway.cluster.PeerMessage;
import callgateway.cluster.Peers;
import callgateway.operations.PeerCalls;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.function.Function;
import org.jspecify.annotations.Nullable;

/** Carries requests to the admin API from node to node, between members of the cluster: who asks has shown the token there. */
final class AdminPeers implements PeerCalls {
    private static final Duration WITHIN = Duration.ofSeconds(4);
    /** Longer answers do not fit into one message between nodes. */
    private static final int MOST_BYTES = 900_000;

    private static final String CONTENT_TYPE = "Content-Type";

    private final String self;
    private final Peers peers;
    private final Supplier<@Nullable ClusterNode> node;

    AdminPeers(String self, Peers peers, Supplier<@Nullable ClusterNode> node) {
        this.self = self;
        this.peers = peers;
        this.node = node;
    }

    @Override
    public String self() {
        return self;
    }

    @Override
    public List<String> others() {
        return peers.all().stream().map(peer -> peer.card().name()).toList();
    }

    @Override
    public List<String> unheard() {
        ClusterNode member = node.get();
        return member == null ? List.of() : peers.unheard(member.others());
    }

    @Override
    public CompletionStage<Said> ask(String name, HttpMethod method, String target, String contentType, byte[] body) {
        ClusterNode member = node.get();
        Peers.Peer peer = peers.all().stream()
                .filter(one -> one.card().name().equals(name))
                .findFirst()
                .orElse(null);
        if (member == null || peer == null) {
            return CompletableFuture.failedStage(new IOException("no node " + name));
        }
        Map<String, String> headers = contentType.isEmpty() ? Map.of() : Map.of(CONTENT_TYPE, contentType);
        CompletionStage<PeerMessage.AdminAnswer> answer = AskPattern.ask(
                peer.presence().desk(),
                replyTo -> new PeerMessage.AdminAsk(method.value(), target, headers, body, replyTo),
                WITHIN,
                member.system().scheduler());
        return answer.thenApply(said -> new Said(said.status(), said.body()));
    }

    /**
     * Answers the others.
     *
     * @param routes those behind the token, of this node
     */
    static CompletionStage<PeerMessage.AdminAnswer> answer(
            PeerMessage.AdminAsk ask,
            Function<HttpRequest, CompletionStage<HttpResponse>> routes,
            ActorSystem<?> system) {
        boolean post = ask.method().equals("POST");
        HttpRequest request = HttpRequest.create(ask.target()).withMethod(post ? HttpMethods.POST : HttpMethods.GET);
        if (ask.headers().containsKey(CONTENT_TYPE)) {
            request = request.withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, ask.body()));
        }
        CompletionStage<HttpResponse> answered;
        try {
            answered = routes.apply(request);
        } catch (Exception e) {
            return CompletableFuture.failedStage(e);
        }
        return answered.thenCompose(response -> response.entity()
                .withSizeLimit(MOST_BYTES)
                .toStrict(WITHIN.toMillis(), system)
                .thenApply(entity -> new PeerMessage.AdminAnswer(
                        response.status().intValue(), entity.getData().toArray())));
    }
}
