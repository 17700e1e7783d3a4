package callgateway.call;

import callgateway.admission.Admission;
import callgateway.logging.LoggedNumbers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A call's way to its agent, and from one session to the next: admission is asked, the agent is dialled, failed attempts are
 * repeated, and an agent that is lost, or about to be, is replaced. What ends the call it answers with. Belongs to the call.
 */
final class AgentCourse {
    private static final Duration ADMISSION_WITHIN = Duration.ofSeconds(5);

    /** The call is to end at once. */
    record End(EndReason reason, String what) {}

    private final CallParts parts;
    private final AgentWords words;
    private final LastWords lastWords;
    /** The latest attempt whose first words were heard. */
    private int heardAttempt;

    private @Nullable CallGuards guards;

    AgentCourse(CallParts parts, AgentWords words, LastWords lastWords) {
        this.parts = parts;
        this.words = words;
        this.lastWords = lastWords;
    }

    // -- to the agent

    /** The call's setup begins. */
    void begin() {
        parts.timers.startSingleTimer(
                CallCommand.SetupTimeUp.INSTANCE, parts.plan.pool().guards().maxSetup());
        parts.knocking.begins();
        parts.context.ask(
                Boolean.class,
                parts.plan.admission(),
                ADMISSION_WITHIN,
                replyTo -> new Admission.Started(parts.plan.id().callSid(), replyTo),
                (may, failure) -> new CallCommand.MayKnock(may));
    }

    @Nullable
    End mayKnock(@Nullable Boolean may) {
        if (may == null) {
            return new End(EndReason.AGENT_BUSY, "admission does not answer");
        }
        if (!may) {
            parts.knocking.denied();
            return new End(EndReason.AGENT_BUSY, "no slot any more");
        }
        dial();
        return null;
    }

    /** Dials, as soon as it is known what the agent is to be told. */
    void dial() {
        CompletableFuture<Optional<String>> persona = parts.briefing.persona(parts.diary.story());
        if (persona.isDone()) {
            dial(persona.join());
            return;
        }
        parts.context.pipeToSelf(
                persona, (known, failure) -> new CallCommand.PersonaKnown(known == null ? Optional.empty() : known));
    }

    /** @param persona a stored agent's, if it has to be sent it */
    void dial(Optional<String> persona) {
        if (parts.progress.is(CallView.State.ENDING)) {
            return;
        }
        String reentry = parts.succession.isUnnoticed()
                ? ""
                : parts.transfer.reentry(parts.plan.settings().continuity().reentry());
        parts.ticks.sessionBegins();
        parts.agent.dial(parts.briefing.next(parts.diary.story(), persona, reentry));
        parts.diary.note(new CallEvent.AgentDialled(parts.agent.attempts()));
        parts.show();
    }

    void dialAfter(Duration pause) {
        parts.timers.startSingleTimer(CallCommand.Dial.NOW, pause);
    }

    /** The agent is configured and listens. */
    void ready() {
        parts.timers.cancel(CallCommand.SetupTimeUp.INSTANCE);
        parts.knocking.accepted();
        parts.agent.isReady();
        if (parts.progress.is(CallView.State.ENDING)) {
            // It has taken its leave before it was ready.
            return;
        }
        boolean again = parts.progress.is(CallView.State.RECONNECTING);
        Duration sinceStart = Duration.ofMillis(parts.progress.sinceStartMs());
        parts.progress.agentReady();
        parts.diary.note(new CallEvent.AgentReady(parts.progress.agentCallId(), sinceStart));
        parts.succession.sessionBegins(again);
        if (again) {
            parts.plan.monitor().agentReplaced();
        } else {
            parts.plan.monitor().agentReady(sinceStart);
            guards = new CallGuards(
                    parts.plan.pool().guards(),
                    parts.plan.settings().agentMuteAfter(),
                    parts.plan.nanos().getAsLong());
        }
        parts.ticks.guard(guards);
        parts.show();
    }

    End setupTimeUp() {
        return parts.progress.is(CallView.State.RECONNECTING)
                ? new End(EndReason.AGENT_LOST, "not replaced in time")
                : new End(
                        EndReason.AGENT_STALLED,
                        "not ready within "
                                + parts.plan.pool().guards().maxSetup().toMillis() + " ms");
    }

    /** The caller hears the present session. */
    void heard() {
        if (heardAttempt == parts.agent.attempts()) {
            return;
        }
        heardAttempt = parts.agent.attempts();
        Duration sinceStart = Duration.ofMillis(parts.progress.sinceStartMs());
        if (parts.progress.agentHeard()) {
            parts.plan.monitor().firstAudio(sinceStart);
        }
        parts.diary.note(new CallEvent.AgentHeard(sinceStart));
        parts.show();
    }

    // -- from one to the next

    /** The session is gone. */
    @Nullable
    End gone(AgentLoss loss) {
        words.over();
        parts.diary.note(
                new CallEvent.AgentLost(loss.reason(), loss.what(), parts.progress.is(CallView.State.TALKING)));
        return switch (parts.progress.state()) {
            // The last words are still being heard; nobody else will speak.
            case ENDING -> null;
            case TALKING -> {
                lostInMidCall(loss);
                yield null;
            }
            case CONNECTING, RECONNECTING -> attemptFailed(loss);
        };
    }

    private void lostInMidCall(AgentLoss loss) {
        parts.context.getLog().info("agent gone: {}", LoggedNumbers.in(loss.what()));
        if (parts.succession.isExpected() && loss.reason() == EndReason.AGENT_ENDED) {
            replace(false);
            return;
        }
        if (lastWords.areAnnounced() || loss.reason() == EndReason.AGENT_ENDED) {
            lastWords.begin(EndReason.SESSION_OVER);
            return;
        }
        parts.knocking.lost(loss);
        if (parts.succession.afterLoss(loss)) {
            reconnecting();
        } else {
            lastWords.begin(loss.reason() == EndReason.AGENT_BUSY ? EndReason.AGENT_BUSY : EndReason.AGENT_LOST);
        }
    }

    private @Nullable End attemptFailed(AgentLoss loss) {
        // A session that ends before it has begun is a refusal, however politely it is put.
        EndReason reason = loss.reason() == EndReason.AGENT_ENDED ? EndReason.AGENT_REFUSED : loss.reason();
        parts.plan.monitor().agentAttemptFailed(reason);
        parts.context
                .getLog()
                .info(
                        "attempt {} to reach the agent failed: {}",
                        parts.agent.attempts(),
                        LoggedNumbers.in(loss.what()));
        Optional<Duration> pause = parts.agent.pauseAfter(loss);
        if (pause.isEmpty()) {
            parts.knocking.lost(loss);
            return new End(reason, loss.what());
        }
        dialAfter(pause.get());
        return null;
    }

    /** The session's service ends it, or is about to: another one takes over. {@code quiet}: nobody will notice. */
    void replace(boolean quiet) {
        if (!parts.progress.is(CallView.State.TALKING)) {
            return;
        }
        words.over();
        if (parts.succession.atLimit(quiet)) {
            parts.context.getLog().info("the agent's session is at its limit and is replaced");
            reconnecting();
        } else {
            lastWords.begin(EndReason.AGENT_LOST);
        }
    }

    private void reconnecting() {
        parts.progress.becomes(CallView.State.RECONNECTING);
        parts.ticks.guard(null);
        parts.show();
    }
}
