package callgateway.call;

import callgateway.call.media.CallMedia;
import callgateway.omni.OmniEvent;
import callgateway.tools.ToolOutcome;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/** A call's way to its agent: one leg at a time, a new one for each attempt. Belongs to the call. */
final class AgentLink {
    private final ActorContext<Call.Command> context;
    private final CallPlan plan;
    private final CallMedia media;
    private final AgentPulse pulse;
    private final AgentAttempts attempts;
    private final ToolDesk tools;
    private @Nullable ActorRef<OmniLeg.Command> leg;

    AgentLink(ActorContext<Call.Command> context, CallPlan plan, CallMedia media, AgentPulse pulse) {
        this.context = context;
        this.plan = plan;
        this.media = media;
        this.pulse = pulse;
        this.attempts = new AgentAttempts(plan.settings().setupAttempts());
        ActorRef<Call.Command> call = context.getSelf();
        this.tools = new ToolDesk(
                plan.id(),
                plan.pool(),
                plan.tools(),
                done -> call.tell(new Call.ToolDone(done)),
                this::sendToolOutcome);
    }

    /** Starts the next attempt. */
    void dial() {
        int attempt = attempts.next();
        leg = context.spawn(
                OmniLeg.create(new OmniLeg.Plan(
                        context.getSelf(),
                        plan.stream().loop(),
                        plan.dialer(),
                        plan.omni(),
                        plan.settings(),
                        plan.pool().agent().profile(),
                        plan.omni().sessionLabel(plan.id().callSid(), attempt),
                        media,
                        plan.sessions(),
                        plan.agentSockets(),
                        pulse,
                        plan.monitor())),
                "agent-" + attempt,
                DispatcherSelector.sameAsParent());
        context.watchWith(leg, new Call.LegDown(leg, false));
    }

    int attempts() {
        return attempts.made();
    }

    /** How long to wait before the next attempt; empty when there is to be none. */
    Optional<Duration> pauseAfter(AgentLoss loss) {
        return attempts.pauseAfter(loss);
    }

    void press(char key) {
        if (leg != null) {
            leg.tell(new OmniLeg.SendKey(key));
        }
    }

    /** The agent wants a tool run. */
    void callTool(OmniEvent.ToolCall call, @Nullable String agentCallId) {
        tools.asked(call, agentCallId);
    }

    void toolDone(ToolDesk.Done done) {
        tools.done(done);
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
            tools.sessionOver();
        }
        return present;
    }

    /** The agent's session ends politely; what it has said so far is still heard. */
    void dismiss() {
        tools.sessionOver();
        if (leg != null) {
            context.stop(leg);
            leg = null;
        }
    }

    /** The call is over. */
    void close() {
        tools.sessionOver();
    }
}
