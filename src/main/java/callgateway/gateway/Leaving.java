package callgateway.gateway;

import callgateway.admission.Admission;
import callgateway.admission.Answer;
import callgateway.call.CallAccount;
import callgateway.call.Calls;
import callgateway.call.EndReason;
import callgateway.call.StoryJson;
import callgateway.operations.Readiness;
import callgateway.transport.PlainRequest;
import callgateway.transport.PlainResponse;
import callgateway.transport.PublicPort;
import callgateway.twilio.FormParams;
import callgateway.twilio.Twiml;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.jspecify.annotations.Nullable;

/**
 * What a node that is being emptied does with callers: new ones go to another node; those who wait leave the line and join
 * it elsewhere; those whose streams had to be ended go on elsewhere, with what has been. Where nobody takes them they are
 * answered here, as by a node that is alone.
 */
final class Leaving {
    private static final Duration ASK = Duration.ofSeconds(2);

    private final ActorSystem<?> system;
    private final ActorRef<Calls.Command> calls;
    private final ActorRef<Admission.Command> admission;
    private final Readiness readiness;
    private final Neighbours neighbours;
    private final PublicPort local;

    Leaving(
            ActorSystem<?> system,
            ActorRef<Calls.Command> calls,
            ActorRef<Admission.Command> admission,
            Readiness readiness,
            Neighbours neighbours,
            PublicPort local) {
        this.system = system;
        this.calls = calls;
        this.admission = admission;
        this.readiness = readiness;
        this.neighbours = neighbours;
        this.local = local;
    }

    boolean isLeaving() {
        Readiness.State state = readiness.state();
        return state == Readiness.State.DRAINING || state == Readiness.State.STOPPING;
    }

    /** Answers a question of the carrier's about a call that is here, or new. */
    CompletionStage<PlainResponse> answer(PlainRequest request, FormParams params) {
        String callSid = params.first("CallSid");
        if (callSid == null) {
            return local.answer(request);
        }
        CompletionStage<PlainResponse> answer =
                switch (request.path()) {
                    case VoiceAnswers.VOICE -> comesIn(request, callSid);
                    case VoiceAnswers.WAIT -> waits(request, callSid);
                    case VoiceAnswers.AFTER -> after(request, callSid);
                    default -> local.answer(request);
                };
        return answer.handle((done, failure) ->
                        failure == null ? CompletableFuture.completedStage(done) : local.answer(request))
                .thenCompose(Function.identity());
    }

    /** Another node takes the caller, or this one after all. */
    CompletionStage<PlainResponse> passOn(PlainRequest request, @Nullable JsonNode story) {
        return neighbours.passOn(request, story).thenCompose(answer -> answer.map(CompletableFuture::completedStage)
                .orElseGet(() -> local.answer(request)));
    }

    private CompletionStage<PlainResponse> comesIn(PlainRequest request, String callSid) {
        return known(callSid).thenCompose(known -> {
            if (known instanceof Answer.Granted) {
                return local.answer(request);
            }
            return neighbours.passOn(request, null).thenCompose(answer -> {
                if (answer.isEmpty()) {
                    return local.answer(request);
                }
                if (known != null) {
                    // The place in this node's line; there is one elsewhere now.
                    admission.tell(new Admission.Over(callSid));
                }
                return CompletableFuture.completedStage(answer.get());
            });
        });
    }

    private CompletionStage<PlainResponse> waits(PlainRequest request, String callSid) {
        if (!neighbours.any()) {
            return local.answer(request);
        }
        // Out of the line and in again is what brings the caller to another node.
        return known(callSid)
                .thenCompose(known -> known instanceof Answer.Queued
                        ? CompletableFuture.completedStage(twiml(Twiml.leave()))
                        : local.answer(request));
    }

    private CompletionStage<PlainResponse> after(PlainRequest request, String callSid) {
        CompletionStage<Optional<CallAccount>> asked =
                AskPattern.ask(calls, replyTo -> new Calls.Describe(callSid, replyTo), ASK, system.scheduler());
        return asked.thenCompose(known -> known.isPresent() && known.get().ended() == EndReason.SHUTDOWN
                ? passOn(request, StoryJson.of(known.get()))
                : local.answer(request));
    }

    private CompletionStage<@Nullable Answer> known(String callSid) {
        CompletionStage<Admission.PollAnswer> asked =
                AskPattern.ask(admission, replyTo -> new Admission.Poll(callSid, replyTo), ASK, system.scheduler());
        return asked.thenApply(Admission.PollAnswer::known);
    }

    private static PlainResponse twiml(String document) {
        return new PlainResponse(200, "text/xml; charset=UTF-8", document.getBytes(StandardCharsets.UTF_8), List.of());
    }
}
