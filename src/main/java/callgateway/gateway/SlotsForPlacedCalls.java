package callgateway.gateway;

import callgateway.admission.Admission;
import callgateway.admission.Answer;
import callgateway.logging.LoggedNumbers;
import callgateway.operations.Admissions;
import callgateway.operations.GatewayMetrics;
import callgateway.routing.Pool;
import callgateway.routing.Transfers;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a slot for a call that is placed to somebody who may be dialled, from before it rings until its webhook asks for it by its own name. */
final class SlotsForPlacedCalls implements Admissions {
    private static final Logger LOG = LoggerFactory.getLogger(SlotsForPlacedCalls.class);
    private static final Duration WITHIN = Duration.ofSeconds(3);

    private final ActorSystem<?> system;
    private final ActorRef<Admission.Command> admission;
    private final LivePools pools;
    private final GatewayMetrics metrics;

    SlotsForPlacedCalls(
            ActorSystem<?> system, ActorRef<Admission.Command> admission, LivePools pools, GatewayMetrics metrics) {
        this.system = system;
        this.admission = admission;
        this.pools = pools;
        this.metrics = metrics;
    }

    @Override
    public CompletionStage<Verdict> mayPlace(String from, String to) {
        Pool pool = pools.now().of(from);
        if (pool.transfers().decide(to) instanceof Transfers.Refused refused) {
            LOG.warn("no call to {} from pool {}: {}", LoggedNumbers.shown(to), pool.name(), refused.why());
            metrics.calls().transferRefused(refused.why());
            return CompletableFuture.completedStage(new Barred(refused.why()));
        }
        String id = "placing-" + UUID.randomUUID();
        var claim = pools.claim(pool, from, admission::tell);
        CompletionStage<Answer> asked = AskPattern.ask(
                admission, replyTo -> new Admission.Reserve(id, claim, replyTo), WITHIN, system.scheduler());
        return asked.thenApply(answer -> answer instanceof Answer.Refused refused
                ? new Full(refused.full(), refused.retryAfter())
                : new Granted(new Kept(id)));
    }

    private final class Kept implements Place {
        private final String id;

        Kept(String id) {
            this.id = id;
        }

        @Override
        public void takenBy(String callSid) {
            admission.tell(new Admission.Placed(id, callSid));
        }

        @Override
        public void givenBack() {
            admission.tell(new Admission.Over(id));
        }
    }
}
