package callgateway.gateway;

import callgateway.call.CallMonitor;
import callgateway.call.CallSettings;
import callgateway.call.Calls;
import callgateway.call.TwilioStream;
import callgateway.transport.PlainRequest;
import callgateway.transport.PlainResponse;
import callgateway.transport.PublicPort;
import callgateway.twilio.RequestSignature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.RawRequestURI;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;
import org.apache.pekko.japi.function.Function;

/** The public port: webhooks go to the HTTP routes, media sockets become streams if Twilio has signed their upgrade. */
final class GatewayPort implements PublicPort {
    private static final long MAX_ANSWER_MILLIS = 5000;

    private final ActorSystem<?> system;
    private final Function<HttpRequest, CompletionStage<HttpResponse>> routes;
    private final RequestSignature signature;
    private final ActorRef<Calls.Command> calls;
    private final CallMonitor monitor;
    private final CallSettings settings;

    GatewayPort(
            ActorSystem<?> system,
            VoiceRoutes routes,
            RequestSignature signature,
            ActorRef<Calls.Command> calls,
            CallMonitor monitor,
            CallSettings settings) {
        this.system = system;
        this.routes =
                Directives.concat(routes.routes(), new HoldRoute().route()).handler(system);
        this.signature = signature;
        this.calls = calls;
        this.monitor = monitor;
        this.settings = settings;
    }

    @Override
    public Upgrade upgrade(PlainRequest request) {
        String path = request.path();
        // In a cluster the node is named behind it; who has come so far is right here.
        if (!path.equals(VoiceAnswers.MEDIA) && !path.startsWith(VoiceAnswers.MEDIA + "/")) {
            return new Refuse(PlainResponse.text(404, "the media socket is at /media\n"));
        }
        if (!signature.acceptsUpgrade(request.target(), request.header("X-Twilio-Signature"))) {
            return new Refuse(PlainResponse.text(
                    403, "X-Twilio-Signature is missing or wrong; is PUBLIC_HOST the name that Twilio calls?\n"));
        }
        return new Accept(socket -> new TwilioStream(
                socket, (start, stream) -> calls.tell(new Calls.Claim(start, stream)), monitor, settings));
    }

    @Override
    public CompletionStage<PlainResponse> answer(PlainRequest request) {
        // In one piece: a stage of its own for the route would run on this loop when the request is made before it is
        // added.
        return CompletableFuture.supplyAsync(() -> route(pekko(request)), system.executionContext()::execute)
                .thenCompose(answer -> answer)
                .thenCompose(this::whole)
                .thenApply(GatewayPort::plain)
                .exceptionally(GatewayPort::unanswered);
    }

    /** Most are whole already, and then reading them as a stream would cost more than all the rest. */
    private CompletionStage<? extends HttpResponse> whole(HttpResponse response) {
        return response.entity() instanceof HttpEntity.Strict
                ? CompletableFuture.completedStage(response)
                : response.toStrict(MAX_ANSWER_MILLIS, system);
    }

    /** An address that is none is the client's fault; anything else is ours. */
    private static PlainResponse unanswered(Throwable failure) {
        if (failure.getCause() instanceof IllegalUriException) {
            return PlainResponse.text(400, "not a proper address\n");
        }
        throw new CompletionException(failure);
    }

    private CompletionStage<HttpResponse> route(HttpRequest request) {
        try {
            return routes.apply(request);
        } catch (Exception e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private static HttpRequest pekko(PlainRequest request) {
        List<HttpHeader> headers = new ArrayList<>();
        headers.add(RawRequestURI.create(request.target()));
        String contentType = "";
        for (Map.Entry<String, String> header : request.headers()) {
            if (header.getKey().equalsIgnoreCase("Content-Type")) {
                contentType = header.getValue();
            } else if (!header.getKey().equalsIgnoreCase("Content-Length")) {
                headers.add(RawHeader.create(header.getKey(), header.getValue()));
            }
        }
        ContentType type = contentType.startsWith("application/x-www-form-urlencoded")
                ? ContentTypes.create(MediaTypes.APPLICATION_X_WWW_FORM_URLENCODED)
                : ContentTypes.APPLICATION_OCTET_STREAM;
        return HttpRequest.create(request.path())
                .withMethod(HttpMethods.lookup(request.method()).orElse(HttpMethods.OPTIONS))
                .addHeaders(headers)
                .withEntity(type, request.body());
    }

    private static PlainResponse plain(HttpResponse response) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        response.getHeaders().forEach(header -> headers.add(Map.entry(header.name(), header.value())));
        var entity = (HttpEntity.Strict) response.entity();
        byte[] body = entity.getData().toArray();
        return new PlainResponse(
                response.status().intValue(),
                body.length == 0 ? "" : entity.getContentType().toString(),
                body,
                headers);
    }
}
