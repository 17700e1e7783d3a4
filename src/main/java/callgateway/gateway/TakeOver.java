package callgateway.gateway;

import callgateway.admission.Admission;
import callgateway.admission.Answer;
import callgateway.call.CallId;
import callgateway.call.Calls;
import callgateway.routing.Pool;
import callgateway.twilio.FormParams;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Callers of other nodes that go on here. One whose stream has ended with its node comes back before all others who wait: it
 * was our fault. Whoever stood in line there asks anew, brings the place along ({@link LinePlaces}), and needs nothing from here.
 */
final class TakeOver {
    private static final Logger LOG = LoggerFactory.getLogger(TakeOver.class);
    private static final Duration WITHIN = Duration.ofSeconds(2);
    private static final Set<String> OVER = Set.of("completed", "busy", "failed", "no-answer", "canceled");

    private final ActorSystem<?> system;
    private final ActorRef<Calls.Command> calls;
    private final ActorRef<Admission.Command> admission;
    private final LivePools pools;

    TakeOver(
            ActorSystem<?> system,
            ActorRef<Calls.Command> calls,
            ActorRef<Admission.Command> admission,
            LivePools pools) {
        this.system = system;
        this.calls = calls;
        this.admission = admission;
        this.pools = pools;
    }

    /**
     * Makes this node know the call, so that what the carrier asks about it can be answered here.
     *
     * @param path of the carrier's question
     * @param params of the carrier's question, which is signed
     * @param story what has been; null when that is not known
     */
    CompletionStage<Done> take(String path, FormParams params, @Nullable JsonNode story) {
        String callSid = orEmpty(params.first("CallSid"));
        boolean comesBack = path.equals(VoiceAnswers.AFTER) || path.equals(VoiceAnswers.TRANSFER);
        if (!comesBack || callSid.isEmpty() || OVER.contains(orEmpty(params.first("CallStatus")))) {
            return CompletableFuture.completedStage(Done.done());
        }
        LOG.info("call {} goes on here; its node {}", callSid, story == null ? "is gone" : "is being emptied");
        Pool called = pools.now().of(CallerRequest.ourNumber(params));
        String named = params.first(TransferAnswers.POOL);
        Pool pool = named == null ? called : pools.now().named(named).orElse(called);
        CallId id = new CallId(
                callSid,
                orEmpty(params.first("AccountSid")),
                orEmpty(params.first("From")),
                orEmpty(params.first("To")),
                CallerRequest.isPlaced(params));
        CompletionStage<Done> adopted = AskPattern.ask(
                calls, replyTo -> new Calls.Adopt(id, pool.name(), story, replyTo), WITHIN, system.scheduler());
        if (path.equals(VoiceAnswers.TRANSFER)) {
            return adopted;
        }
        var claim = pools.claim(pool, CallerRequest.ourNumber(params), admission::tell);
        // The question that follows gets the same answer.
        CompletionStage<Answer> first = adopted.thenCompose(done -> AskPattern.ask(
                admission, replyTo -> new Admission.ComeBack(callSid, claim, replyTo), WITHIN, system.scheduler()));
        return first.thenApply(answer -> Done.done());
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}
