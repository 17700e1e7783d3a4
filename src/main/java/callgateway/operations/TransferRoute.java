package callgateway.operations;

import callgateway.call.Calls;
import callgateway.routing.Transfers;
import callgateway.twilio.PhoneNumber;
import callgateway.twilio.Sid;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;

/** {@code POST /api/calls/SID/transfer}: an operator hands a caller over. */
final class TransferRoute {
    private static final Duration ASK = Duration.ofSeconds(3);
    private static final long MAX_BODY = 4096;

    private final ActorSystem<?> system;
    private final ActorRef<Calls.Command> calls;

    TransferRoute(ActorSystem<?> system, ActorRef<Calls.Command> calls) {
        this.system = system;
        this.calls = calls;
    }

    CompletionStage<HttpResponse> transfer(HttpRequest request, String callSid) {
        HttpResponse foreign = CallRoutes.foreign(request);
        if (foreign != null) {
            request.discardEntityBytes(system);
            return CompletableFuture.completedFuture(foreign);
        }
        return request.entity()
                .withSizeLimit(MAX_BODY)
                .toStrict(ASK.toMillis(), system)
                .thenApply(body -> body.getData().toArray())
                .handle((body, failure) -> body == null
                        ? answer(CallRoutes.unread(failure, MAX_BODY))
                        : transfer(Change.of(request), body, callSid))
                .thenCompose(Function.identity());
    }

    private CompletionStage<HttpResponse> transfer(Change change, byte[] body, String callSid) {
        if (!Sid.isCallSid(callSid)) {
            return answer(bad("the call: expected CA and 32 hex digits in the path"));
        }
        TransferRequest asked;
        try {
            asked = TransferRequest.parse(body);
        } catch (PlaceRequest.Wrong wrong) {
            return answer(bad(String.valueOf(wrong.getMessage())));
        }
        String to = asked.to();
        change.is("transfer", callSid);
        change.after(AdminAnswers.object().put("to", to == null ? "the pool's own" : masked(to)));
        CompletionStage<Calls.Transferring> answer = AskPattern.ask(
                calls, replyTo -> new Calls.TransferCall(callSid, asked.to(), replyTo), ASK, system.scheduler());
        return answer.thenApply(state -> answer(callSid, state))
                .exceptionally(late -> AdminAnswers.error(
                        StatusCodes.GATEWAY_TIMEOUT, "outcome_unknown", callSid + " did not answer in time"));
    }

    private static HttpResponse answer(String callSid, Calls.Transferring state) {
        if (state instanceof Calls.TransferStarted) {
            return AdminAnswers.json(
                    StatusCodes.ACCEPTED,
                    AdminAnswers.object().put("callSid", callSid).put("state", "transferring"));
        }
        if (state instanceof Calls.TransferRefused refused) {
            return refused(refused.why());
        }
        return state instanceof Calls.NotTalking
                ? AdminAnswers.error(
                        StatusCodes.CONFLICT, "not_talking", callSid + " is not talking with an agent at the moment")
                : AdminAnswers.error(StatusCodes.NOT_FOUND, "no_such_call", callSid + " is not a live call");
    }

    /** Somebody who may not be dialled. */
    static HttpResponse refused(Transfers.Refusal why) {
        String words =
                switch (why) {
                    case MALFORMED -> "to: no number, SIP address or pool (expected: such as +14155550123)";
                    case NOT_LISTED -> "to: not on the list transfer.allow of the call's pool";
                    case PREMIUM ->
                        "to: a premium rate, satellite or short number; transfer.allow must list it digit by digit";
                    case NOBODY -> "to: not there, and the call's pool has nobody for that case (transfer.to)";
                    case TOO_MANY -> "the call has been handed over often enough";
                };
        return AdminAnswers.error(
                why == Transfers.Refusal.MALFORMED ? StatusCodes.BAD_REQUEST : StatusCodes.FORBIDDEN,
                "destination_" + why.name().toLowerCase(Locale.ROOT),
                words);
    }

    private static String masked(String to) {
        return to.startsWith("pool:") ? to : PhoneNumber.mask(to);
    }

    private static HttpResponse bad(String what) {
        return AdminAnswers.error(StatusCodes.BAD_REQUEST, "bad_request", what);
    }

    private static CompletionStage<HttpResponse> answer(HttpResponse response) {
        return CompletableFuture.completedFuture(response);
    }
}
