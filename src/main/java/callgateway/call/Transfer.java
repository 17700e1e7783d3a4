package callgateway.call;

import callgateway.call.CallEvent.TransferBegan.By;
import callgateway.omni.OmniEvent;
import callgateway.routing.TransferTarget;
import callgateway.routing.Transfers;
import callgateway.routing.Transfers.Allowed;
import callgateway.routing.Transfers.Refusal;
import callgateway.routing.Transfers.Refused;
import callgateway.twilio.PhoneNumber;
import java.time.Duration;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handing the caller of one call over to somebody else. Whoever is named by the agent has to be on the pool's list, because
 * what an agent says is what a caller can make it say; otherwise the pool's own human is dialled. Belongs to the call.
 */
final class Transfer {
    private static final Logger LOG = LoggerFactory.getLogger(Transfer.class);
    /** How long the carrier may take to take the call out of its stream, before that is closed instead. */
    static final Duration REDIRECT_WITHIN = Duration.ofSeconds(5);

    /** In one phone call: an agent that insists must not have phones ring for ever. */
    private static final int MOST = 3;

    private final ActorContext<CallCommand> context;
    private final CallPlan plan;
    private final CallDiary diary;
    private @Nullable TransferAttempt attempt;
    private boolean asked;
    private boolean callerLeft;

    Transfer(ActorContext<CallCommand> context, CallPlan plan, CallDiary diary) {
        this.context = context;
        this.plan = plan;
        this.diary = diary;
    }

    // -- whom to

    /** The agent asks for somebody. False: there is nobody to be dialled, and the agent goes on. */
    boolean wantedByAgent(OmniEvent.TransferToHuman agent) {
        Transfers.Verdict verdict = decide(agent.destination());
        if (verdict instanceof Allowed allowed) {
            begins(allowed.target(), agent.reason(), By.AGENT);
            return true;
        }
        Refusal why = ((Refused) verdict).why();
        TransferTarget instead =
                why == Refusal.TOO_MANY ? null : plan.pool().transfers().to();
        refused(agent.destination(), why, instead);
        if (instead != null) {
            begins(instead, agent.reason(), By.AGENT);
        }
        // Where there is nobody at all, the pool says what becomes of those who get no agent.
        return instead != null || why == Refusal.NOBODY;
    }

    /** An operator wants the caller to be handed over; null when that is done. */
    @Nullable
    Refusal wantedByOperator(@Nullable String target) {
        Transfers.Verdict verdict = decide(target);
        if (verdict instanceof Allowed allowed) {
            begins(allowed.target(), null, By.OPERATOR);
            return null;
        }
        Refusal why = ((Refused) verdict).why();
        refused(target, why, null);
        return why;
    }

    private Transfers.Verdict decide(@Nullable String named) {
        return plan.transfersBefore() >= MOST
                ? new Refused(Refusal.TOO_MANY)
                : plan.pool().transfers().decide(named);
    }

    private void refused(@Nullable String named, Refusal why, @Nullable TransferTarget instead) {
        plan.monitor().transferRefused(why);
        LOG.warn(
                "no transfer to {}: {}{}",
                named == null ? "anybody" : PhoneNumber.mask(named),
                why,
                instead == null ? "" : "; to " + instead + " instead");
    }

    private void begins(TransferTarget target, @Nullable String reason, By by) {
        attempt = new TransferAttempt(plan.transfersBefore() + 1, target, reason);
        LOG.info("transfer {} to {}", attempt.number(), target);
        diary.note(new CallEvent.TransferBegan(target.toString(), attempt.reason(), by));
        // Before the stream can end: the carrier asks whom to dial as soon as it does.
        plan.calls().tell(new Calls.TransferBegins(context.getSelf(), plan.id().callSid(), attempt));
    }

    // -- back again

    /**
     * What an agent says first that goes on with this call.
     *
     * @param otherwise what it says when the caller was not handed over since the last agent
     */
    @Nullable
    String reentry(String otherwise) {
        CallEvent last = null;
        for (CallEvent event : diary.story().events()) {
            if (event instanceof CallEvent.TransferBegan
                    || event instanceof CallEvent.TransferEnded
                    || event instanceof CallEvent.AgentReady) {
                last = event;
            }
        }
        if (last instanceof CallEvent.TransferEnded) {
            return plan.pool().transfers().comeback();
        }
        boolean passedOn = last instanceof CallEvent.TransferBegan began && began.isToPool();
        return passedOn ? plan.pool().agent().profile().greeting() : otherwise;
    }

    // -- out of the stream

    /** Asks the carrier to take the call out of its stream. False: the stream has to be closed. */
    boolean redirects(Function<CarrierRedirect.Result, CallCommand> answer) {
        TransferAttempt now = attempt;
        if (now == null || now.target() instanceof TransferTarget.InPool || plan.redirect() == CarrierRedirect.NONE) {
            return false;
        }
        asked = true;
        context.pipeToSelf(
                plan.redirect().dial(plan.id(), plan.pool(), now),
                (result, failure) -> answer.apply(result == null ? CarrierRedirect.Result.UNKNOWN : result));
        return true;
    }

    /** The caller's stream is over. True: perhaps because of what the carrier was asked for, whose answer tells. */
    boolean takesNoteThatTheCallerLeft() {
        callerLeft |= asked;
        return callerLeft;
    }

    boolean callerLeft() {
        return callerLeft;
    }

    /** Why the call ends, when the carrier has answered. */
    EndReason end(CarrierRedirect.Result result) {
        return switch (result) {
            case GONE -> EndReason.CALLER_HUNG_UP;
            case NOT_DONE -> callerLeft ? EndReason.CALLER_HUNG_UP : EndReason.TRANSFER;
            case DONE, UNKNOWN -> EndReason.TRANSFER;
        };
    }

    /** What an operator is told. */
    static void tell(ActorRef<Calls.Transferring> operator, @Nullable Refusal why) {
        operator.tell(why == null ? new Calls.TransferStarted() : new Calls.TransferRefused(why));
    }
}
