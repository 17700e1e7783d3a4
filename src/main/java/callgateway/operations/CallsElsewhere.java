package callgateway.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/calls} of a cluster: the calls of all nodes, each with its node; and a call of another node as if it were here.
 * {@code ?node=} lists those of one node alone.
 */
final class CallsElsewhere extends AllDirectives {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CALLS = "/api/calls";
    private static final int MOST_BODY = 16 * 1024;
    private static final int MOST_ANSWER = 64 * 1024 * 1024;
    private static final long READ_MILLIS = 3000;

    private final ActorSystem<?> system;
    private final PeerCalls peers;
    private final org.apache.pekko.japi.function.Function<HttpRequest, CompletionStage<HttpResponse>> own;

    /** @param own answers about the calls of this node */
    CallsElsewhere(
            ActorSystem<?> system,
            PeerCalls peers,
            org.apache.pekko.japi.function.Function<HttpRequest, CompletionStage<HttpResponse>> own) {
        this.system = system;
        this.peers = peers;
        this.own = own;
    }

    /** What is below {@code /api}, instead of the node's own. */
    Route route() {
        return pathPrefix(
                "calls",
                () -> extractRequest(request -> extractUnmatchedPath(rest -> {
                    if (rest.isEmpty()) {
                        return request.method().equals(HttpMethods.GET)
                                ? completeWithFuture(list(
                                        request.getUri().query().get("node").orElse(null), request))
                                : completeWithFuture(here(request));
                    }
                    return completeWithFuture(one(request, rest.substring(1)));
                })));
    }

    private CompletionStage<HttpResponse> here(HttpRequest request) {
        try {
            return own.apply(request);
        } catch (Exception e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private CompletionStage<PeerCalls.Said> said(HttpResponse response) {
        return response.entity()
                .withSizeLimit(MOST_ANSWER)
                .toStrict(READ_MILLIS, system)
                .thenApply(entity -> new PeerCalls.Said(
                        response.status().intValue(), entity.getData().toArray()));
    }

    private static HttpResponse answer(PeerCalls.Said said) {
        return HttpResponse.create()
                .withStatus(said.status())
                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, said.json()));
    }

    // -- all calls

    private CompletionStage<HttpResponse> list(@Nullable String only, HttpRequest request) {
        Map<String, CompletableFuture<Optional<PeerCalls.Said>>> asked = new TreeMap<>();
        if (only == null || only.equals(peers.self())) {
            asked.put(peers.self(), orNone(here(request).thenCompose(this::said)));
        }
        for (String other : peers.others()) {
            if (only == null || only.equals(other)) {
                asked.put(other, orNone(peers.ask(other, HttpMethods.GET, CALLS, "", new byte[0])));
            }
        }
        if (asked.isEmpty()) {
            return CompletableFuture.completedStage(AdminAnswers.error(
                    StatusCodes.NOT_FOUND,
                    "no_such_node",
                    "nodes: " + peers.self() + " " + String.join(" ", peers.others())));
        }
        return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
                .thenApply(all ->
                        AdminAnswers.json(StatusCodes.OK, together(asked, only == null ? peers.unheard() : List.of())));
    }

    private static CompletableFuture<Optional<PeerCalls.Said>> orNone(CompletionStage<PeerCalls.Said> asked) {
        return asked.toCompletableFuture()
                .handle((said, failure) ->
                        failure == null && said.status() == 200 ? Optional.of(said) : Optional.empty());
    }

    /** A node that has not answered is named. */
    private static ObjectNode together(
            Map<String, CompletableFuture<Optional<PeerCalls.Said>>> asked, List<String> unheard) {
        ObjectNode body = AdminAnswers.object();
        ArrayNode calls = body.putArray("calls");
        Set<String> silent = new TreeSet<>(unheard);
        asked.forEach((node, answer) -> {
            JsonNode list = answer.join().map(said -> parsed(said.json())).orElse(null);
            if (list == null) {
                silent.add(node);
                return;
            }
            for (JsonNode call : list.path("calls")) {
                if (call instanceof ObjectNode object) {
                    calls.add(object.put("node", node));
                }
            }
        });
        if (!silent.isEmpty()) {
            ArrayNode names = body.putArray("silent");
            silent.forEach(names::add);
        }
        return body;
    }

    private static @Nullable JsonNode parsed(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            return null;
        }
    }

    // -- one call

    private CompletionStage<HttpResponse> one(HttpRequest request, String rest) {
        String callSid = rest.contains("/") ? rest.substring(0, rest.indexOf('/')) : rest;
        return request.entity()
                .withSizeLimit(MOST_BODY)
                .toStrict(READ_MILLIS, system)
                .handle((body, failure) -> failure == null
                        ? one(request.withEntity(body), body, rest, callSid)
                        : CompletableFuture.completedStage(CallRoutes.unread(failure, MOST_BODY)))
                .thenCompose(Function.identity());
    }

    private CompletionStage<HttpResponse> one(
            HttpRequest request, HttpEntity.Strict body, String rest, String callSid) {
        return whose(callSid).thenCompose(node -> {
            if (node.isEmpty()) {
                return here(request);
            }
            ByteString data = body.getData();
            return peers.ask(
                            node.get(),
                            request.method(),
                            CALLS + "/" + rest,
                            data.isEmpty() ? "" : "application/json",
                            data.toArray())
                    .handle((said, failure) -> failure == null
                            ? answer(said)
                            : AdminAnswers.error(
                                    StatusCodes.BAD_GATEWAY, "node_silent", node.get() + " does not answer"));
        });
    }

    /** Which other node knows this call; none when this one does, or nobody. */
    private CompletionStage<Optional<String>> whose(String callSid) {
        HttpRequest describe = HttpRequest.GET(CALLS + "/" + callSid);
        return here(describe).thenCompose(mine -> {
            mine.discardEntityBytes(system);
            if (mine.status().intValue() != StatusCodes.NOT_FOUND.intValue()) {
                return CompletableFuture.completedStage(Optional.empty());
            }
            List<CompletableFuture<Optional<String>>> asked = new ArrayList<>();
            for (String other : peers.others()) {
                asked.add(orNone(peers.ask(other, HttpMethods.GET, CALLS + "/" + callSid, "", new byte[0]))
                        .thenApply(said -> said.map(known -> other)));
            }
            return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                    .thenApply(all -> asked.stream()
                            .map(CompletableFuture::join)
                            .flatMap(Optional::stream)
                            .findFirst());
        });
    }
}
