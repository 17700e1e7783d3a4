package callgateway.gateway;

import callgateway.call.Calls;
import callgateway.call.NextStep;
import callgateway.call.TransferAttempt;
import callgateway.call.TransferOutcome;
import callgateway.logging.CallLog;
import callgateway.routing.Pool;
import callgateway.routing.TransferTarget;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * Callers who are handed over, and those who come back because nobody took them.
 *
 * <pre>
 *   stream ended ─▶ another pool ──────────────▶ as a call that comes in there
 *           └─────▶ human dialled ─▶ talked ───▶ the end
 *                            └─────▶ not taken ▶ first in line for the agent
 * </pre>
 */
final class TransferDesk {
    private static final CallLog LOG = CallLog.of(TransferDesk.class);
    /** Answered once the old stream's sockets are closed, which takes the slowest two seconds; Twilio waits 15 s. */
    private static final Duration DECIDE_WITHIN = Duration.ofSeconds(8);

    /** What a caller gets who is not with a human. */
    interface Ways {
        CompletionStage<String> comesIn(CallerRequest caller);

        CompletionStage<String> comesBack(CallerRequest caller);

        CompletionStage<String> overflows(CallerRequest caller);

        /** Any other answer; each way counts its request, once. */
        CompletionStage<String> says(String twiml);
    }

    private final ActorSystem<?> system;
    private final ActorRef<Calls.Command> calls;
    private final LivePools pools;
    private final TransferAnswers answers;
    private final Ways ways;

    TransferDesk(
            ActorSystem<?> system, ActorRef<Calls.Command> calls, LivePools pools, TransferAnswers answers, Ways ways) {
        this.system = system;
        this.calls = calls;
        this.pools = pools;
        this.answers = answers;
        this.ways = ways;
    }

    /** The stream of a caller who is to be handed over has ended; the carrier may ask more than once. */
    CompletionStage<String> next(NextStep step, CallerRequest caller) {
        return which(caller.callSid()).thenCompose(known -> {
            TransferAttempt attempt = known.attempt();
            if (attempt != null && attempt.target() instanceof TransferTarget.InPool in) {
                return passOn(caller, in.pool());
            }
            if (step == NextStep.RETURN) {
                return ways.comesBack(caller);
            }
            return attempt == null
                    ? ways.overflows(caller)
                    : ways.says(answers.dial(
                            caller.id(), caller.pool().name(), caller.pool().transfers(), attempt));
        });
    }

    private CompletionStage<String> passOn(CallerRequest caller, String name) {
        Optional<Pool> pool = pools.now().named(name);
        if (pool.isEmpty()) {
            LOG.warn(
                    caller.callSid(),
                    "call {} was to be passed on to pool {}, which is no more",
                    caller.callSid(),
                    name);
            return ways.overflows(caller);
        }
        LOG.info(caller.callSid(), "call {} is passed on to pool {}", caller.callSid(), name);
        return ways.comesIn(caller.in(pool.get()));
    }

    /** The carrier has dialled a human for the caller. */
    CompletionStage<String> over(CallerRequest caller, int number, TransferOutcome outcome) {
        LOG.info(
                caller.callSid(),
                "call {}: transfer {} {}, {} s",
                caller.callSid(),
                number,
                outcome,
                CallerRequest.seconds(caller.params().first("DialCallDuration")));
        CompletionStage<NextStep> asked = AskPattern.ask(
                calls,
                replyTo -> new Calls.TransferOver(caller.callSid(), number, outcome, replyTo),
                DECIDE_WITHIN,
                system.scheduler());
        return asked.thenCompose(
                step -> step == NextStep.RETURN ? ways.comesBack(caller) : ways.says(answers.hangUp()));
    }

    /** What the human is told; without the reason when that is not known any more. */
    CompletionStage<String> whisper(String callSid, String poolName) {
        Pool pool = pools.now().named(poolName).orElseGet(() -> pools.now().of(""));
        return which(callSid)
                .exceptionally(failure -> new Calls.TransferKnown(null))
                .thenApply(known -> {
                    TransferAttempt attempt = known.attempt();
                    return answers.whisper(
                            callSid,
                            pool.name(),
                            pool.transfers(),
                            pool.agent().profile().language(),
                            attempt == null ? null : attempt.reason());
                });
    }

    private CompletionStage<Calls.TransferKnown> which(String callSid) {
        return AskPattern.ask(
                calls, replyTo -> new Calls.WhichTransfer(callSid, replyTo), DECIDE_WITHIN, system.scheduler());
    }
}
