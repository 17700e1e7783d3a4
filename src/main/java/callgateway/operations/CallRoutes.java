package callgateway.operations;

import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import callgateway.call.CallAccount;
import callgateway.call.CallView;
import callgateway.call.Calls;
import callgateway.rest.OutboundCall;
import callgateway.rest.RestOutcome;
import callgateway.rest.RestRequest;
import callgateway.twilio.PhoneNumber;
import callgateway.twilio.Sid;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/calls}: the calls of this node; placing, handing over and ending one. */
final class CallRoutes extends AllDirectives {
    private static final Logger LOG = LoggerFactory.getLogger(CallRoutes.class);
    private static final Duration ASK = Duration.ofSeconds(3);
    /** Less than the HTTP server gives a request; the carrier's client is over sooner by itself. */
    private static final Duration ASK_CARRIER = Duration.ofSeconds(18);

    private static final long MAX_BODY = 16 * 1024;

    private final ActorSystem<?> system;
    private final ActorRef<Calls.Command> calls;
    private final Readiness readiness;
    private final @Nullable OutboundCalls outbound;
    private final TransferRoute transfer;

    CallRoutes(
            ActorSystem<?> system,
            ActorRef<Calls.Command> calls,
            Readiness readiness,
            @Nullable OutboundCalls outbound) {
        this.system = system;
        this.calls = calls;
        this.readiness = readiness;
        this.outbound = outbound;
        this.transfer = new TransferRoute(system, calls);
    }

    /** What is below {@code /api}. */
    Route routes() {
        return pathPrefix(
                segment("calls"),
                () -> concat(
                        pathEnd(() -> concat(
                                get(() -> completeWithFuture(list())),
                                post(() -> extractRequest(request -> completeWithFuture(place(request)))))),
                        path(segment(), callSid -> get(() -> completeWithFuture(describe(callSid)))),
                        path(
                                segment().slash("transfer"),
                                callSid -> post(() -> extractRequest(
                                        request -> completeWithFuture(transfer.transfer(request, callSid))))),
                        path(
                                segment().slash("hangup"),
                                callSid -> post(() ->
                                        extractRequest(request -> completeWithFuture(hangUp(request, callSid)))))));
    }

    // -- listing

    private CompletionStage<HttpResponse> list() {
        CompletionStage<List<CallView>> views = AskPattern.ask(calls, Calls.ListCalls::new, ASK, system.scheduler());
        return views.thenApply(list -> {
            ObjectNode body = AdminAnswers.object();
            ArrayNode array = body.putArray("calls");
            list.forEach(view -> array.add(AccountJson.of(view)));
            return AdminAnswers.json(StatusCodes.OK, body);
        });
    }

    private CompletionStage<HttpResponse> describe(String callSid) {
        if (!Sid.isCallSid(callSid)) {
            return answer(malformedSid());
        }
        CompletionStage<Optional<CallAccount>> account =
                AskPattern.ask(calls, replyTo -> new Calls.Describe(callSid, replyTo), ASK, system.scheduler());
        return account.thenApply(found -> found.map(known -> AdminAnswers.json(StatusCodes.OK, AccountJson.of(known)))
                .orElseGet(() ->
                        AdminAnswers.error(StatusCodes.NOT_FOUND, "no_such_call", callSid + " is not known here")));
    }

    private static HttpResponse malformedSid() {
        return AdminAnswers.error(
                StatusCodes.BAD_REQUEST, "bad_request", "the call: expected CA and 32 hex digits in the path");
    }

    // -- placing

    private CompletionStage<HttpResponse> place(HttpRequest request) {
        HttpResponse foreign = foreign(request);
        if (foreign != null) {
            return CompletableFuture.completedFuture(foreign);
        }
        if (!request.entity().getContentType().mediaType().equals(MediaTypes.APPLICATION_JSON)) {
            return answer(AdminAnswers.error(
                    StatusCodes.UNSUPPORTED_MEDIA_TYPE, "not_json", "send Content-Type: application/json"));
        }
        OutboundCalls carrier = outbound;
        if (carrier == null) {
            return answer(carrierOff());
        }
        if (readiness.isDraining()) {
            return answer(AdminAnswers.error(
                    StatusCodes.SERVICE_UNAVAILABLE, "draining", "this node takes no new calls: it is being emptied"));
        }
        return request.entity()
                .withSizeLimit(MAX_BODY)
                .toStrict(ASK.toMillis(), system)
                .thenApply(body -> body.getData().toArray())
                .handle((body, failure) ->
                        body == null ? answer(unread(failure, MAX_BODY)) : place(Change.of(request), carrier, body))
                .thenCompose(Function.identity());
    }

    private CompletionStage<HttpResponse> place(Change change, OutboundCalls carrier, byte[] body) {
        PlaceRequest asked;
        try {
            asked = PlaceRequest.parse(body);
        } catch (PlaceRequest.Wrong wrong) {
            return answer(
                    AdminAnswers.error(StatusCodes.BAD_REQUEST, "bad_request", String.valueOf(wrong.getMessage())));
        }
        change.is("place", PhoneNumber.mask(asked.to()));
        return carrier.admissions().mayPlace(asked.from(), asked.to()).thenCompose(verdict -> {
            if (verdict instanceof Admissions.Full full) {
                return answer(full(full));
            }
            if (verdict instanceof Admissions.Barred barred) {
                return answer(TransferRoute.refused(barred.why()));
            }
            Admissions.Place place = ((Admissions.Granted) verdict).place();
            OutboundCall call =
                    new OutboundCall(asked.from(), asked.to(), carrier.voice(), carrier.status(), carrier.ringFor());
            return ask(carrier, replyTo -> new RestRequest.PlaceCall(call, replyTo))
                    .thenApply(outcome -> {
                        settle(place, outcome);
                        change.after(placedCall(outcome));
                        return placed(outcome);
                    });
        });
    }

    private static @Nullable ObjectNode placedCall(RestOutcome outcome) {
        return outcome instanceof RestOutcome.Done done ? AdminAnswers.object().put("callSid", done.callSid()) : null;
    }

    private static void settle(Admissions.Place place, RestOutcome outcome) {
        if (outcome instanceof RestOutcome.Done done) {
            place.takenBy(done.callSid());
        } else if (!(outcome instanceof RestOutcome.Unknown)) {
            place.givenBack();
        }
    }

    private static HttpResponse full(Admissions.Full full) {
        ObjectNode body = AdminAnswers.object();
        body.putObject("error")
                .put("code", "concurrency_limit_exceeded")
                .put("scope", full.scope().toString())
                .put("message", "all slots of " + full.scope() + " are taken; try again later");
        return AdminAnswers.retry(AdminAnswers.json(StatusCodes.TOO_MANY_REQUESTS, body), full.retryAfter());
    }

    private static HttpResponse placed(RestOutcome outcome) {
        if (outcome instanceof RestOutcome.Done done) {
            return AdminAnswers.json(
                    StatusCodes.CREATED,
                    AdminAnswers.object().put("callSid", done.callSid()).put("status", done.status()));
        }
        return failed(outcome, "the call was not placed", "the call may have been placed: look before you repeat it");
    }

    // -- ending

    private CompletionStage<HttpResponse> hangUp(HttpRequest request, String callSid) {
        request.discardEntityBytes(system);
        HttpResponse foreign = foreign(request);
        if (foreign != null) {
            return answer(foreign);
        }
        if (!Sid.isCallSid(callSid)) {
            return answer(malformedSid());
        }
        Change.of(request).is("hangup", callSid);
        CompletionStage<Calls.HangingUp> here =
                AskPattern.ask(calls, replyTo -> new Calls.HangUp(callSid, replyTo), ASK, system.scheduler());
        return here.thenCompose(state -> {
            if (state == Calls.HangingUp.ENDING) {
                return answer(ending(callSid));
            }
            boolean known = state == Calls.HangingUp.OVER;
            OutboundCalls carrier = outbound;
            if (carrier == null) {
                return answer(notLive(callSid, known));
            }
            // Without a stream here it may still ring at a human, or be on another node.
            return ask(carrier, replyTo -> new RestRequest.HangUp(callSid, replyTo))
                    .thenApply(outcome -> outcome instanceof RestOutcome.Done
                            ? ending(callSid)
                            : outcome instanceof RestOutcome.Gone
                                    ? notLive(callSid, known)
                                    : failed(
                                            outcome,
                                            "the call was not ended",
                                            "the call may have been ended: it is safe to repeat this"));
        });
    }

    private static HttpResponse ending(String callSid) {
        return AdminAnswers.json(
                StatusCodes.ACCEPTED,
                AdminAnswers.object().put("callSid", callSid).put("state", "ending"));
    }

    private static HttpResponse notLive(String callSid, boolean known) {
        return known
                ? AdminAnswers.error(StatusCodes.CONFLICT, "call_over", callSid + " is over")
                : AdminAnswers.error(StatusCodes.NOT_FOUND, "no_such_call", callSid + " is not a live call");
    }

    // -- around them

    private CompletionStage<RestOutcome> ask(
            OutboundCalls carrier,
            org.apache.pekko.japi.function.Function<ActorRef<RestOutcome>, RestRequest> request) {
        CompletionStage<RestOutcome> asked =
                AskPattern.ask(carrier.rest(), request::apply, ASK_CARRIER, system.scheduler());
        return asked.exceptionally(
                late -> new RestOutcome.Unknown("no outcome within " + ASK_CARRIER.toSeconds() + " s"));
    }

    private static HttpResponse failed(RestOutcome outcome, String not, String perhaps) {
        if (outcome instanceof RestOutcome.Rejected rejected) {
            ObjectNode body = AdminAnswers.errorBody(
                    "refused_by_twilio", not + ": Twilio says " + rejected.status() + ", " + rejected.message());
            body.withObject("/error").put("twilioCode", rejected.code());
            // What is wrong with our own credentials is not the fault of whoever asks.
            return AdminAnswers.json(
                    rejected.status() == 400 ? StatusCodes.UNPROCESSABLE_CONTENT : StatusCodes.BAD_GATEWAY, body);
        }
        if (outcome instanceof RestOutcome.Busy busy) {
            return AdminAnswers.retry(
                    AdminAnswers.error(
                            StatusCodes.SERVICE_UNAVAILABLE, "carrier_busy", not + ": too many requests to Twilio"),
                    busy.retryAfter());
        }
        if (outcome instanceof RestOutcome.Unreachable unreachable) {
            return AdminAnswers.error(StatusCodes.BAD_GATEWAY, "carrier_unreachable", not + ": " + unreachable.why());
        }
        String why = outcome instanceof RestOutcome.Unknown unknown ? unknown.why() : "no such resource at Twilio";
        return AdminAnswers.error(StatusCodes.GATEWAY_TIMEOUT, "outcome_unknown", perhaps + " (" + why + ")");
    }

    private static HttpResponse carrierOff() {
        return AdminAnswers.error(
                StatusCodes.SERVICE_UNAVAILABLE,
                "carrier_api_off",
                "calls cannot be placed: set TWILIO_ACCOUNT_SID, and restart");
    }

    static HttpResponse unread(Throwable failure, long most) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof EntityStreamSizeException) {
            return AdminAnswers.error(
                    StatusCodes.CONTENT_TOO_LARGE, "too_large", "the body is longer than " + most + " bytes");
        }
        return AdminAnswers.error(
                cause instanceof TimeoutException ? StatusCodes.REQUEST_TIMEOUT : StatusCodes.BAD_REQUEST,
                "bad_request",
                "the body did not arrive whole");
    }

    /** Refuses what a web page of somebody else's makes a browser on this machine send. */
    static @Nullable HttpResponse foreign(HttpRequest request) {
        String origin =
                request.getHeader("Origin").map(header -> header.value()).orElse(null);
        String host = request.getHeader("Host").map(header -> header.value()).orElse("");
        if (origin == null || origin.equals("http://" + host) || origin.equals("https://" + host)) {
            return null;
        }
        LOG.warn("a request of another web page refused: Origin {}", origin.replaceAll("\\p{Cntrl}", " "));
        return AdminAnswers.error(StatusCodes.FORBIDDEN, "foreign_origin", "requests of other web pages are refused");
    }

    private static CompletionStage<HttpResponse> answer(HttpResponse response) {
        return CompletableFuture.completedFuture(response);
    }
}
