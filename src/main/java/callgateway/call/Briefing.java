package callgateway.call;

import callgateway.omni.AgentProfile;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the agent is told that is dialled next: who it is, and what has been in this call. An agent that is stored at its
 * service would lose its persona to what is sent, so it is sent its own back, with the rest behind it. Belongs to the call.
 */
final class Briefing {
    /** How long a caller without an agent may have to wait for a persona: without it the next one knows nothing, but is there. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final CallPlan plan;
    private final AgentProfile profile;
    private final boolean stored;

    Briefing(CallPlan plan) {
        this.plan = plan;
        this.profile = plan.pool().agent().profile();
        this.stored = plan.omni().agentId() != null;
        if (needsPersona()) {
            // It is known by the time that it is wanted.
            var unused = plan.storedAgents().persona(plan.omni());
        }
    }

    /** The stored agent's persona, if the next agent has to be sent it; complete when that is known, or nothing is to be known. */
    CompletableFuture<Optional<String>> persona(CallStory story) {
        if (!needsPersona() || !story.hadAgent()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        CompletableFuture<Optional<String>> known =
                plan.storedAgents().persona(plan.omni()).toCompletableFuture();
        return known.isDone()
                ? known
                : known.copy().completeOnTimeout(Optional.empty(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * The agent as it is dialled next.
     *
     * @param persona what {@link #persona} came to
     * @param reentry what it says first when it goes on with a call; empty for nothing, null for what it says to everybody
     */
    AgentProfile next(CallStory story, Optional<String> persona, @Nullable String reentry) {
        if (!story.hadAgent()) {
            return profile;
        }
        // Consent was asked for when the call began.
        AgentProfile again = profile.withGreeting(reentry).withConsentLine(null);
        if (stored && reentry != null && again.greeting() == null) {
            again = again.waiting();
        }
        String own = needsPersona() ? persona.orElse(null) : profile.persona();
        String told = own == null ? null : Recap.after(own, story);
        if (told == null) {
            plan.monitor().agentNotTold();
            return again;
        }
        return again.withPersona(told);
    }

    private boolean needsPersona() {
        return stored && profile.persona() == null;
    }
}
