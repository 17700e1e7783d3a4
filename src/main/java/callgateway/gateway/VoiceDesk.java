package callgateway.gateway;

import callgateway.admission.Admission;
import callgateway.admission.Answer;
import callgateway.call.CallJournal;
import callgateway.call.CalledPool;
import callgateway.call.Calls;
import callgateway.call.NextStep;
import callgateway.call.TransferOutcome;
import callgateway.logging.CallLog;
import callgateway.logging.LoggedNumbers;
import callgateway.operations.GatewayMetrics;
import callgateway.operations.GatewayMetrics.WebhookResult;
import callgateway.operations.Readiness;
import callgateway.routing.Overflow;
import callgateway.routing.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Decides what a caller hears next. Every answer is TwiML, whatever fails behind it.
 *
 * <pre>
 *   comes in ─▶ pool closed ─────────────────────────▶ overflow
 *          └──▶ admission: granted ──────────────────▶ media stream ─▶ after it: hang up, human (TransferDesk), line
 *                        └ queued ─▶ rings on, or waits in line ─▶ asks again
 *                        └ refused ──────────────────▶ overflow
 * </pre>
 */
final class VoiceDesk {
    /** Twilio waits 15 s for a webhook; a caller hears the silence. */
    private static final Duration DECIDE_WITHIN = Duration.ofSeconds(3);

    /** A waiting caller of whom nothing was heard for so long has left the line. */
    private static final Duration UNSEEN_FOR = Duration.ofMinutes(3);

    private static final Duration RING = Duration.ofSeconds(3);

    private final ActorSystem<?> system;
    private final ActorRef<Calls.Command> calls;
    private final ActorRef<Admission.Command> admission;
    private final LivePools pools;
    private final VoiceAnswers answers;
    private final TransferDesk transfers;
    private final CallJournal journal;
    private final WaitingCallers waiting;
    private final GatewayMetrics metrics;
    private final Readiness readiness;
    private final InstantSource clock;
    private final CallLog log;

    VoiceDesk(
            ActorSystem<?> system,
            ActorRef<Calls.Command> calls,
            ActorRef<Admission.Command> admission,
            LivePools pools,
            VoiceAnswers answers,
            TransferAnswers transferAnswers,
            CallJournal journal,
            GatewayMetrics metrics,
            Readiness readiness,
            InstantSource clock,
            Logger log) {
        this.system = system;
        this.calls = calls;
        this.admission = admission;
        this.pools = pools;
        this.answers = answers;
        this.journal = journal;
        this.waiting = new WaitingCallers(journal, clock, UNSEEN_FOR, caller -> answers.places()
                .of(caller)
                .waited());
        this.metrics = metrics;
        this.readiness = readiness;
        this.clock = clock;
        this.log = new CallLog(log);
        this.transfers = new TransferDesk(system, calls, pools, transferAnswers, new TransferDesk.Ways() {
            @Override
            public CompletionStage<String> comesIn(CallerRequest caller) {
                return enter(caller, 0);
            }

            @Override
            public CompletionStage<String> comesBack(CallerRequest caller) {
                return askAgain(caller).thenCompose(answer -> answered(caller, answer, 0));
            }

            @Override
            public CompletionStage<String> overflows(CallerRequest caller) {
                return says(answers.overflow(caller.pool().overflow(), caller));
            }

            @Override
            public CompletionStage<String> says(String twiml) {
                metrics.webhook(WebhookResult.ANSWERED);
                return CompletableFuture.completedStage(twiml);
            }
        });
    }

    /** Notes when this webhook was asked and answered. */
    CompletionStage<String> noting(String path, CallerRequest caller, CompletionStage<String> answer, Instant began) {
        return answer.whenComplete((twiml, failure) -> journal.webhook(caller.callSid(), path, began, clock.instant()));
    }

    /** Now. */
    Instant now() {
        return clock.instant();
    }

    /** The pool that takes calls of this number. */
    Pool poolOf(String number) {
        return pools.now().of(number);
    }

    /** The pool of that name, if there is one. */
    Optional<Pool> poolNamed(@Nullable String name) {
        return name == null ? Optional.empty() : pools.now().named(name);
    }

    /**
     * A call comes in, rings on, or comes out of the line.
     *
     * @param rung seconds it has been left ringing
     */
    CompletionStage<String> incoming(CallerRequest caller, int rung) {
        String left = caller.queueResult();
        if (left != null && !left.equals("leave")) {
            return CompletableFuture.completedStage(outOfLine(caller, left));
        }
        if (left == null && rung == 0) {
            log.info(
                    caller.callSid(),
                    "call {} from {} to {}, pool {}",
                    caller.callSid(),
                    LoggedNumbers.shown(caller.id().from()),
                    LoggedNumbers.shown(caller.id().to()),
                    caller.pool().name());
            return rescuing(caller, readiness.isDraining() ? enterUnlessNew(caller) : enter(caller, rung));
        }
        return rescuing(caller, ask(caller).thenCompose(answer -> answered(caller, answer, rung)));
    }

    /** A node that is being emptied takes nobody new; whoever has a slot or a place already keeps it. */
    private CompletionStage<String> enterUnlessNew(CallerRequest caller) {
        CompletionStage<Admission.PollAnswer> asked = AskPattern.ask(
                admission, replyTo -> new Admission.Poll(caller.callSid(), replyTo), DECIDE_WITHIN, system.scheduler());
        return asked.thenCompose(answer -> {
            if (answer.known() != null) {
                return enter(caller, 0);
            }
            log.info(caller.callSid(), "call {} goes elsewhere: this node is being emptied", caller.callSid());
            metrics.webhook(WebhookResult.DRAINING);
            return CompletableFuture.completedStage(
                    answers.overflow(caller.pool().overflow(), caller));
        });
    }

    private CompletionStage<String> enter(CallerRequest caller, int rung) {
        Optional<Overflow> closed = caller.pool().closedAt(clock.instant());
        if (closed.isPresent()) {
            metrics.webhook(WebhookResult.CLOSED);
            refused(caller, "pool_closed");
            return CompletableFuture.completedStage(answers.overflow(closed.get(), caller));
        }
        return ask(caller).thenCompose(answer -> answered(caller, answer, rung));
    }

    /** The queue let the caller go without our asking. */
    private String outOfLine(CallerRequest caller, String how) {
        metrics.webhook(WebhookResult.ANSWERED);
        if (how.equals("queue-full") || how.equals("error") || how.equals("system-error")) {
            log.warn(caller.callSid(), "call {} could not wait in Twilio's queue: {}", caller.callSid(), how);
            admission.tell(new Admission.Over(caller.callSid()));
            refused(caller, "no_queue");
            return answers.overflow(caller.pool().overflow(), caller);
        }
        if (how.equals("hangup")) {
            admission.tell(new Admission.Over(caller.callSid()));
            waiting.hungUp(caller);
        } else {
            waiting.isServed(caller.callSid());
        }
        // Whoever redirected or bridged the call has told it what to do.
        return answers.nothing();
    }

    private CompletionStage<Answer> ask(CallerRequest caller) {
        var claim = pools.claim(caller.pool(), CallerRequest.ourNumber(caller.params()), admission::tell);
        return AskPattern.ask(
                admission,
                replyTo -> new Admission.Ask(
                        caller.callSid(), claim, answers.places().of(caller), replyTo),
                DECIDE_WITHIN,
                system.scheduler());
    }

    /** As {@link #ask}, before all others who wait. */
    private CompletionStage<Answer> askAgain(CallerRequest caller) {
        var claim = pools.claim(caller.pool(), CallerRequest.ourNumber(caller.params()), admission::tell);
        return AskPattern.ask(
                admission,
                replyTo -> new Admission.ComeBack(caller.callSid(), claim, replyTo),
                DECIDE_WITHIN,
                system.scheduler());
    }

    private CompletionStage<String> answered(CallerRequest caller, Answer answer, int rung) {
        if (answer instanceof Answer.Granted) {
            return connect(caller);
        }
        if (answer instanceof Answer.Queued queued) {
            return CompletableFuture.completedStage(wait(caller, queued, rung));
        }
        return CompletableFuture.completedStage(overflow(caller, (Answer.Refused) answer));
    }

    private CompletionStage<String> connect(CallerRequest caller) {
        CompletionStage<Calls.Announcement> asked = AskPattern.ask(
                calls,
                replyTo -> new Calls.Announce(caller.id(), CalledPool.of(caller.pool()), replyTo),
                DECIDE_WITHIN,
                system.scheduler());
        return asked.thenCompose(announcement -> {
            if (announcement instanceof Calls.Expected expected) {
                Instant now = clock.instant();
                // The record first: whatever becomes of this process, an admitted call has one.
                Instant came = waiting.came(caller);
                waiting.isServed(caller.callSid());
                return journal.admitted(caller.id(), caller.pool().name(), came, now)
                        .handle((kept, failure) -> {
                            metrics.webhook(WebhookResult.ANSWERED);
                            return answers.connect(caller, expected.token(), expected.consented());
                        });
            }
            log.warn(caller.callSid(), "call {} cannot be taken: this node is closing", caller.callSid());
            metrics.webhook(WebhookResult.FULL);
            refused(caller, "node_closing");
            return CompletableFuture.completedStage(
                    answers.overflow(caller.pool().overflow(), caller));
        });
    }

    private void refused(CallerRequest caller, String why) {
        Instant came = waiting.came(caller);
        waiting.isServed(caller.callSid());
        journal.refused(caller.id(), caller.pool().name(), why, came, clock.instant());
    }

    private String wait(CallerRequest caller, Answer.Queued queued, int rung) {
        metrics.webhook(WebhookResult.QUEUED);
        waiting.waits(caller);
        Duration left = caller.pool().line().ringFor().minusSeconds(rung).minus(RING);
        if (caller.isRinging() && !left.isNegative() && queued.eta().compareTo(left.plus(RING)) <= 0) {
            return answers.ringOn(RING, rung, queued.place());
        }
        log.info(
                caller.callSid(), "call {} waits, place {} of {}", caller.callSid(), queued.position(), queued.depth());
        return answers.enqueue(caller, queued.place());
    }

    private String overflow(CallerRequest caller, Answer.Refused refused) {
        log.info(
                caller.callSid(),
                "call {} goes elsewhere: {} ({})",
                caller.callSid(),
                refused.reason(),
                refused.full().toMaskedString());
        metrics.webhook(WebhookResult.FULL);
        refused(caller, refused.reason().name().toLowerCase(Locale.ROOT));
        return answers.overflow(caller.pool().overflow(), caller);
    }

    /** A waiting caller has heard the hold audio to its end. */
    CompletionStage<String> waiting(CallerRequest caller) {
        metrics.webhook(WebhookResult.WAITING);
        waiting.waits(caller);
        CompletionStage<Admission.PollAnswer> asked = AskPattern.ask(
                admission, replyTo -> new Admission.Poll(caller.callSid(), replyTo), DECIDE_WITHIN, system.scheduler());
        // Not known any more: out of the line and in again from the start is what brings the caller back to it.
        return asked.thenApply(answer -> answer.known() instanceof Answer.Queued queued
                        ? answers.hold(caller, queued.position())
                        : answers.leave())
                .exceptionally(failure -> {
                    log.error(caller.callSid(), "a waiting caller could not be answered, and waits on", failure);
                    metrics.webhook(WebhookResult.RESCUED);
                    return answers.hold(caller, 0);
                });
    }

    /** A media stream has ended. */
    CompletionStage<String> after(CallerRequest caller, boolean over) {
        CompletionStage<NextStep> asked = AskPattern.ask(
                calls, replyTo -> new Calls.After(caller.callSid(), over, replyTo), DECIDE_WITHIN, system.scheduler());
        return rescuing(caller, asked.thenCompose(step -> {
            log.info(caller.callSid(), "call {} goes on with {}", caller.callSid(), step);
            if (step == NextStep.WAIT && caller.pool().line().open()) {
                return ask(caller).thenCompose(answer -> answered(caller, answer, 0));
            }
            if (step == NextStep.RECONNECT) {
                // As a rule its slot is still kept for it.
                return askAgain(caller).thenCompose(answer -> answered(caller, answer, 0));
            }
            if (step == NextStep.TRANSFER || step == NextStep.RETURN) {
                return transfers.next(step, caller);
            }
            metrics.webhook(WebhookResult.ANSWERED);
            return CompletableFuture.completedStage(
                    switch (step) {
                        case HANG_UP -> answers.hangUp();
                        case ENDING -> answers.ending(caller);
                        default -> answers.overflow(caller.pool().overflow(), caller);
                    });
        }));
    }

    /** A human was dialled for a caller who was to be handed over. */
    CompletionStage<String> afterTransfer(CallerRequest caller, int number, TransferOutcome outcome) {
        return rescuing(caller, transfers.over(caller, number, outcome));
    }

    /** A human has picked up, and is told who comes. */
    CompletionStage<String> whisper(String callSid, String pool) {
        return transfers.whisper(callSid, pool);
    }

    /** The phone call is over. */
    void over(String callSid) {
        // The registry gives the slot back, once the agent's socket is closed.
        calls.tell(new Calls.CallOver(callSid));
        waiting.hungUp(callSid);
    }

    /** Gives up waiting callers of whom nothing was heard. To be called now and then. */
    void sweep() {
        waiting.sweep();
    }

    /** An answer that may not come: the caller must not pay for it. */
    private CompletionStage<String> rescuing(CallerRequest caller, CompletionStage<String> answer) {
        return answer.exceptionally(failure -> {
            log.error(caller.callSid(), "a webhook could not be decided; the caller is rescued", failure);
            metrics.webhook(WebhookResult.RESCUED);
            refused(caller, "undecided");
            return answers.overflow(caller.pool().overflow(), caller);
        });
    }
}
