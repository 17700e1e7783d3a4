package callgateway.call;

import callgateway.call.media.CallMedia;
import callgateway.omni.AgentProfile;
import callgateway.omni.OmniEvent;
import callgateway.tools.ToolOutcome;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/** A call's way to its agent: one leg at a time, a new one for each attempt. Belongs to the call. */
final class AgentLink {
    private static final Duration YOUNG = Duration.ofSeconds(20);
    private final ActorContext<CallCommand> context;
    private final CallPlan plan;
    private final CallMedia media;
    private final AgentPulse pulse;
    private final ToolDesk tools;
    private final CallerKeys keys;
    private AgentAttempts attempts;
    private int dialled;
    private int redials;
    private long dialledNanos;
    private @Nullable ActorRef<OmniLeg.Command> leg;

    AgentLink(ActorContext<CallCommand> context, CallPlan plan, CallMedia media, AgentPulse pulse) {
        this.context = context;
        this.plan = plan;
        this.media = media;
        this.pulse = pulse;
        // Never the label of an earlier session of this phone call: a service may take it for the one that was lost.
        this.dialled = plan.diary().story().count(CallEvent.AgentDialled.class::isInstance);
        this.attempts = new AgentAttempts(plan.settings().setupAttempts());
        this.keys = new CallerKeys(plan.monitor()::keysDropped);
        ActorRef<CallCommand> call = context.getSelf();
        this.tools = new ToolDesk(
                plan.id(),
                plan.pool(),
                plan.tools(),
                done -> call.tell(new CallCommand.ToolDone(done)),
                this::sendToolOutcome,
                plan.diary()::note);
    }

    /** Starts the next attempt, to reach an agent like this one. */
    void dial(AgentProfile profile) {
        attempts.next();
        dialledNanos = System.nanoTime();
        int attempt = ++dialled;
        leg = context.spawn(
                Behaviors.withMdc(
                        OmniLeg.Command.class,
                        plan.mdc(),
                        OmniLeg.create(new OmniLeg.Plan(
                                context.getSelf(),
                                plan.stream().loop(),
                                plan.dialer(),
                                plan.omni(),
                                plan.settings(),
                                profile,
                                plan.omni().sessionLabel(plan.id().callSid(), attempt),
                                media,
                                plan.sessions(),
                                plan.agentSockets(),
                                pulse,
                                plan.monitor()))),
                "agent-" + attempt,
                DispatcherSelector.sameAsParent());
        context.watchWith(leg, new CallCommand.LegDown(leg, false));
    }

    int attempts() {
        return dialled;
    }

    /** An agent that was lost in mid-call is to be replaced; how long to wait before, or empty when it is not to be. */
    Optional<Duration> pauseBeforeReplacing(AgentLoss loss) {
        if (!loss.retryable() || redials >= plan.settings().continuity().agentRedials()) {
            return Optional.empty();
        }
        redials++;
        attempts = new AgentAttempts(plan.settings().setupAttempts());
        return Optional.of(loss.retryAfter()
                .filter(asked -> asked.compareTo(AgentAttempts.LONGEST_PAUSE) <= 0)
                .orElse(Duration.ZERO));
    }

    /** An agent whose session is at its limit is to be replaced; false when that happens all the time. */
    boolean startOver() {
        dismiss();
        boolean young = System.nanoTime() - dialledNanos < YOUNG.toNanos();
        if (young && ++redials > plan.settings().continuity().agentRedials()) {
            return false;
        }
        attempts = new AgentAttempts(plan.settings().setupAttempts());
        return true;
    }

    /** How long to wait before the next attempt; empty when there is to be none. */
    Optional<Duration> pauseAfter(AgentLoss loss) {
        return attempts.pauseAfter(loss);
    }

    /** The session is configured: the agent is told the keys that were pressed before. */
    void isReady() {
        ActorRef<OmniLeg.Command> listening = leg;
        if (listening != null) {
            keys.listensNow(key -> listening.tell(new OmniLeg.SendKey(key)));
        }
    }

    /**
     * The caller pressed a key.
     *
     * @param last whether no other agent will come
     */
    void press(char key, boolean last) {
        keys.press(key, last);
    }

    /** The agent wants a tool run. */
    void callTool(OmniEvent.ToolCall call, @Nullable String agentCallId) {
        tools.asked(call, agentCallId);
    }

    /** Whether the outcome is worth a note. */
    boolean toolDone(ToolDesk.Done done) {
        return tools.done(done);
    }

    private void sendToolOutcome(String toolCallId, ToolOutcome outcome) {
        if (leg != null) {
            leg.tell(new OmniLeg.SendToolOutcome(toolCallId, outcome));
        }
    }

    /** Whether this leg is the present one; then there is none from now on. An earlier one has been told of before. */
    boolean isGone(ActorRef<?> stopped) {
        boolean present = stopped.equals(leg);
        if (present) {
            leg = null;
            keys.nobodyListens();
            tools.sessionOver();
        }
        return present;
    }

    /** The agent's session ends politely; what it has said so far is still heard. */
    void dismiss() {
        keys.nobodyListens();
        tools.sessionOver();
        if (leg != null) {
            context.stop(leg);
            leg = null;
        }
    }

    /** The call is over. */
    void close() {
        keys.over();
        tools.sessionOver();
    }
}
