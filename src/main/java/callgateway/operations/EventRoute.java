package callgateway.operations;

import callgateway.call.CallView;
import callgateway.call.Calls;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * {@code GET /api/events}: everything that happens, as server-sent events; with {@code ?figures=true} the figures of every
 * second, too. It begins with a {@code snapshot}, or where {@code Last-Event-ID} says, if that is still known.
 */
final class EventRoute extends AllDirectives {
    private static final Duration ASK = Duration.ofSeconds(3);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(10);

    private final ActorSystem<?> system;
    private final ActorRef<Calls.Command> calls;
    private final LiveView view;

    EventRoute(ActorSystem<?> system, ActorRef<Calls.Command> calls, LiveView view) {
        this.system = system;
        this.calls = calls;
        this.view = view;
    }

    Route routes() {
        return path("events", () -> get(() -> extractRequest(request -> completeWithFuture(follow(request)))));
    }

    private CompletionStage<HttpResponse> follow(HttpRequest request) {
        String lastSeen =
                request.getHeader("Last-Event-ID").map(header -> header.value()).orElse(null);
        boolean figures =
                request.getUri().query().get("figures").filter("true"::equals).isPresent();
        return view.feed()
                .follow(system, lastSeen, figures)
                .map(this::begin)
                .orElseGet(() -> CompletableFuture.completedFuture(AdminAnswers.retry(
                        AdminAnswers.error(
                                StatusCodes.SERVICE_UNAVAILABLE,
                                "too_many_followers",
                                EventFeed.MOST_FOLLOWERS + " connections follow the events already"),
                        TRY_AGAIN)));
    }

    private CompletionStage<HttpResponse> begin(EventFeed.Subscription subscription) {
        if (subscription.resumes()) {
            return CompletableFuture.completedFuture(stream(subscription.events()));
        }
        CompletionStage<List<CallView>> live = AskPattern.ask(calls, Calls.ListCalls::new, ASK, system.scheduler());
        return live.thenApply(
                views -> stream(Source.single(EventFeed.written(subscription.after(), "snapshot", view.snapshot(views)))
                        .concat(subscription.events())));
    }

    private static HttpResponse stream(Source<ByteString, NotUsed> events) {
        return HttpResponse.create()
                // Proxies that collect an answer before they pass it on would make a live page of yesterday.
                .addHeader(RawHeader.create("Cache-Control", "no-store"))
                .addHeader(RawHeader.create("X-Accel-Buffering", "no"))
                .withEntity(HttpEntities.create(MediaTypes.TEXT_EVENT_STREAM.toContentType(), events));
    }
}
