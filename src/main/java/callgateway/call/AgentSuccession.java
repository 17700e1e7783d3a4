package callgateway.call;

import callgateway.call.media.CallMedia;
import callgateway.call.media.Interlude;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * How one session of the agent's follows another while the caller stays: after a loss, when its service announces a limit,
 * or in old age. The next one is dialled when the old one is closed, as the call has one slot; meanwhile the caller hears a
 * comfort tone. Belongs to the call.
 */
final class AgentSuccession {
    private static final String AGED = "aged";
    /** How long a session that has announced its end is still trusted. */
    private static final int SECONDS_LEFT = 3;
    /** How long a session that is old enough may wait for a quiet moment. */
    private static final int SECONDS_TO_SPARE = 15;

    private final ActorRef<CallCommand> call;
    private final TimerScheduler<CallCommand> timers;
    private final CallPlan plan;
    private final CallMedia media;
    private final AgentLink agent;
    private final CallTicks ticks;
    private boolean expected;
    private boolean unnoticed;

    AgentSuccession(
            ActorRef<CallCommand> call,
            TimerScheduler<CallCommand> timers,
            CallPlan plan,
            CallMedia media,
            AgentLink agent,
            CallTicks ticks) {
        this.call = call;
        this.timers = timers;
        this.plan = plan;
        this.media = media;
        this.agent = agent;
        this.ticks = ticks;
    }

    /** Whether the caller is not to notice that it is another session that is dialled. */
    boolean isUnnoticed() {
        return unnoticed;
    }

    /** A session is up; {@code again}: not the first one of this stream. */
    void sessionBegins(boolean again) {
        if (again && (unnoticed || plan.settings().continuity().reentry().isEmpty())) {
            media.stopHold();
        }
        Duration most = plan.settings().continuity().maxSession();
        if (!most.isZero()) {
            timers.startSingleTimer(AGED, CallCommand.SessionAged.INSTANCE, most);
        }
    }

    /** The session has announced that its service will end it: the next quiet moment is used. */
    void expect() {
        expected = true;
        ticks.awaitQuietMoment(SECONDS_LEFT);
    }

    boolean isExpected() {
        return expected;
    }

    /** The session is as old as it may be: a quiet moment is used. */
    void aged() {
        ticks.awaitQuietMoment(SECONDS_TO_SPARE);
    }

    /** The agent was lost. False: it is not to be replaced. */
    boolean afterLoss(AgentLoss loss) {
        Optional<Duration> pause = agent.pauseBeforeReplacing(loss);
        pause.ifPresent(wait -> begins(wait, false));
        return pause.isPresent();
    }

    /** The session is at its limit; {@code quiet}: nobody will notice. False: that happens all the time. */
    boolean atLimit(boolean quiet) {
        boolean again = agent.startOver();
        if (again) {
            begins(Duration.ZERO, quiet);
        }
        return again;
    }

    private void begins(Duration pause, boolean quiet) {
        expected = false;
        unnoticed = quiet;
        ends();
        timers.startSingleTimer(
                CallCommand.SetupTimeUp.INSTANCE, plan.settings().continuity().redialWithin());
        media.comfort(Interlude.comfort(), null);
        plan.agentSockets().whenNone(() -> call.tell(new CallCommand.DialAfter(pause)));
    }

    /** This session is the last. */
    void ends() {
        timers.cancel(AGED);
    }
}
