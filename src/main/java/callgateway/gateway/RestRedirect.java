package callgateway.gateway;

import callgateway.call.CallId;
import callgateway.call.CalledPool;
import callgateway.call.CarrierRedirect;
import callgateway.call.TransferAttempt;
import callgateway.rest.RestOutcome;
import callgateway.rest.RestRequest;
import callgateway.rest.TwilioRest;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/** Takes calls out of their streams by Twilio's REST API. */
final class RestRedirect implements CarrierRedirect {
    private static final Duration WITHIN = Duration.ofSeconds(5);
    /** An attempt that begins later could still be carried out after the stream has been closed instead. */
    private static final Duration BEGIN_WITHIN = Duration.ofSeconds(4);

    private final ActorRef<TwilioRest.Command> rest;
    private final Scheduler scheduler;
    private final TransferAnswers answers;

    RestRedirect(ActorRef<TwilioRest.Command> rest, Scheduler scheduler, TransferAnswers answers) {
        this.rest = rest;
        this.scheduler = scheduler;
        this.answers = answers;
    }

    @Override
    public CompletionStage<Result> dial(CallId id, CalledPool pool, TransferAttempt attempt) {
        String twiml = answers.dial(id, pool.name(), pool.transfers(), attempt);
        CompletionStage<RestOutcome> asked = AskPattern.ask(
                rest,
                replyTo -> new RestRequest.UpdateCall(id.callSid(), twiml, BEGIN_WITHIN, replyTo),
                WITHIN,
                scheduler);
        return asked.handle((outcome, late) -> outcome == null ? Result.UNKNOWN : result(outcome));
    }

    private static Result result(RestOutcome outcome) {
        return switch (outcome.kind()) {
            case DONE -> Result.DONE;
            case GONE -> Result.GONE;
            case REJECTED, BUSY, UNREACHABLE -> Result.NOT_DONE;
            case UNKNOWN -> Result.UNKNOWN;
        };
    }
}
