package callgateway.gateway;

import callgateway.cluster.HomeTickets;
import callgateway.cluster.NodeCard;
import callgateway.cluster.PeerClient;
import callgateway.cluster.PeerRequest;
import callgateway.operations.ClusterMetrics;
import callgateway.operations.ClusterMetrics.Passed;
import callgateway.transport.PlainRequest;
import callgateway.transport.PlainResponse;
import callgateway.transport.PublicPort;
import callgateway.twilio.BadMessage;
import callgateway.twilio.FormParams;
import callgateway.twilio.PublicOrigin;
import callgateway.twilio.RequestSignature;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The public port of one node of several. The carrier's requests reach any of them; the node that has the call, its home, is
 * named in their addresses.
 *
 * <pre>
 *   no home, or this node ─▶ here          (being emptied: Leaving)
 *   another node ─▶ it answers ─▶ its answer
 *            └────▶ gone, silent, or restarted since ─▶ taken over here
 *   /media of another node ─▶ relayed to it: a call lives where its slot is
 * </pre>
 */
final class ClusterPort implements PublicPort {
    private static final Duration OLDEST = Duration.ofMinutes(5);

    private final PublicPort local;
    private final HomeTickets tickets;
    private final Neighbours neighbours;
    private final RequestSignature signature;
    private final TakeOver takeOver;
    private final Leaving leaving;
    private final ClusterMetrics metrics;
    private final Executor executor;

    /** @param executor what takes longer than telling whose call it is runs there, as requests come on event loops */
    ClusterPort(
            PublicPort local,
            HomeTickets tickets,
            Neighbours neighbours,
            RequestSignature signature,
            TakeOver takeOver,
            Leaving leaving,
            ClusterMetrics metrics,
            Executor executor) {
        this.local = local;
        this.tickets = tickets;
        this.neighbours = neighbours;
        this.signature = signature;
        this.takeOver = takeOver;
        this.leaving = leaving;
        this.metrics = metrics;
        this.executor = executor;
    }

    @Override
    public Upgrade upgrade(PlainRequest request) {
        String before = VoiceAnswers.MEDIA + "/";
        String path = request.path();
        NodeCard home = path.startsWith(before) ? tickets.read(path.substring(before.length())) : null;
        if (home == null || tickets.isSelf(home)) {
            return local.upgrade(request);
        }
        if (tickets.isFormerSelf(home) || request.header(Relay.MARK) != null) {
            return new Refuse(PlainResponse.text(503, "the node of this call is gone\n"));
        }
        if (!signature.acceptsUpgrade(request.target(), request.header("X-Twilio-Signature"))) {
            // Refused, and counted, as any other.
            return local.upgrade(request);
        }
        return new Relay(home.host(), home.port());
    }

    @Override
    public CompletionStage<PlainResponse> answer(PlainRequest request) {
        String path = request.path();
        if (path.equals(PeerClient.PATH)) {
            return offLoop(() -> fromPeer(request));
        }
        if (!path.startsWith(VoiceAnswers.VOICE)) {
            return local.answer(request);
        }
        NodeCard home = home(request);
        if (home == null || tickets.isSelf(home)) {
            return leaving.isLeaving() ? offLoop(() -> here(request)) : local.answer(request);
        }
        return offLoop(() -> elsewhere(request, home));
    }

    private CompletionStage<PlainResponse> offLoop(Supplier<CompletionStage<PlainResponse>> work) {
        return CompletableFuture.supplyAsync(work, executor).thenCompose(Function.identity());
    }

    private CompletionStage<PlainResponse> elsewhere(PlainRequest request, NodeCard home) {
        if (tickets.isFormerSelf(home)) {
            return takeOver(request, null);
        }
        return neighbours
                .home(home, request)
                .handle((answer, failure) ->
                        failure == null ? CompletableFuture.completedStage(answer) : takeOver(request, null))
                .thenCompose(Function.identity());
    }

    private CompletionStage<PlainResponse> here(PlainRequest request) {
        FormParams params = leaving.isLeaving() ? signed(request) : null;
        return params == null ? local.answer(request) : leaving.answer(request, params);
    }

    private @Nullable NodeCard home(PlainRequest request) {
        try {
            String ticket = FormParams.ofQuery(request.target()).first(PublicOrigin.HOME);
            return ticket == null ? null : tickets.read(ticket);
        } catch (BadMessage e) {
            return null;
        }
    }

    /** Everything the carrier says; null when it is not the carrier, which the local port then refuses. */
    private @Nullable FormParams signed(PlainRequest request) {
        try {
            FormParams form = request.body().length == 0
                    ? FormParams.NONE
                    : FormParams.parse(new String(request.body(), StandardCharsets.UTF_8));
            boolean genuine = signature.acceptsWebhook(request.target(), form, request.header("X-Twilio-Signature"));
            return genuine ? form.and(FormParams.ofQuery(request.target())) : null;
        } catch (BadMessage e) {
            return null;
        }
    }

    /** The node that had the call has it no more. */
    private CompletionStage<PlainResponse> takeOver(PlainRequest request, @Nullable JsonNode story) {
        FormParams params = signed(request);
        if (params == null) {
            return local.answer(request);
        }
        if (leaving.isLeaving()) {
            return leaving.passOn(request, story);
        }
        metrics.passed(Passed.TAKEN_OVER);
        return taken(request, params, story);
    }

    private CompletionStage<PlainResponse> taken(PlainRequest request, FormParams params, @Nullable JsonNode story) {
        return takeOver.take(request.path(), params, story)
                .handle((done, failure) -> local.answer(request))
                .thenCompose(Function.identity());
    }

    // -- other nodes

    private CompletionStage<PlainResponse> fromPeer(PlainRequest envelope) {
        if (!tickets.isSigned(envelope.body(), envelope.header(PeerClient.MAC))) {
            metrics.passed(Passed.REFUSED);
            return refused(403, "not signed by a node of this cluster\n");
        }
        PeerRequest asked;
        try {
            asked = PeerRequest.parse(envelope.body());
        } catch (IOException e) {
            metrics.passed(Passed.REFUSED);
            return refused(400, "not a request that nodes pass on\n");
        }
        if (Math.abs(System.currentTimeMillis() - asked.timeMillis()) > OLDEST.toMillis()) {
            metrics.passed(Passed.REFUSED);
            return refused(403, "too old, or the nodes' clocks are minutes apart\n");
        }
        PlainRequest request = request(asked, envelope.remote());
        PeerRequest.TakeOver taking = asked.takeOver();
        if (taking != null) {
            FormParams params = signed(request);
            if (leaving.isLeaving() || params == null) {
                metrics.passed(Passed.REFUSED);
                return refused(503, "this node takes no callers\n");
            }
            metrics.passed(Passed.FROM_PEER);
            return taken(request, params, taking.story()).thenApply(ClusterPort::marked);
        }
        NodeCard home = home(request);
        if (home == null || !tickets.isSelf(home)) {
            metrics.passed(Passed.REFUSED);
            return refused(410, "another process had this call\n");
        }
        metrics.passed(Passed.FOR_PEER);
        return here(request).thenApply(ClusterPort::marked);
    }

    private static CompletionStage<PlainResponse> refused(int status, String why) {
        return CompletableFuture.completedStage(PlainResponse.text(status, why));
    }

    private static PlainRequest request(PeerRequest asked, String remote) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        String type = asked.contentType();
        if (type != null) {
            headers.add(Map.entry("Content-Type", type));
        }
        String signed = asked.signature();
        if (signed != null) {
            headers.add(Map.entry("X-Twilio-Signature", signed));
        }
        return new PlainRequest(asked.method(), asked.target(), headers, asked.body(), remote);
    }

    private static PlainResponse marked(PlainResponse answer) {
        List<Map.Entry<String, String>> headers = new ArrayList<>(answer.headers());
        headers.add(Map.entry(PeerClient.ANSWERED, "1"));
        return new PlainResponse(answer.status(), answer.contentType(), answer.body(), headers);
    }
}
