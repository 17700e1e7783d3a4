package callgateway.load.capacity;

import callgateway.admission.Admission;
import callgateway.admission.Answer;
import callgateway.admission.Claim;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Recorder;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** Callers on one node, one after the other: each asks until it has a slot, keeps it for a while, and gives it back. */
final class Caller {
    private static final Duration ASK_AGAIN = Duration.ofMillis(5);

    private final ActorContext<Object> context;
    private final TimerScheduler<Object> timers;
    private final ActorRef<Admission.Command> admission;
    private final Plan plan;
    private long number;
    private long since;
    private String callSid = "";

    private enum Do {
        ASK,
        END
    }

    /**
     * What it needs.
     *
     * @param holds for how long a slot is kept
     * @param waits how long callers waited, microseconds
     * @param held slots held by all callers of all nodes
     * @param most the most of these at once
     * @param over set when no further callers are to come
     */
    record Plan(Duration holds, Recorder waits, AtomicInteger held, AtomicInteger most, AtomicBoolean over) {}

    private Caller(
            ActorContext<Object> context,
            TimerScheduler<Object> timers,
            ActorRef<Admission.Command> admission,
            Plan plan) {
        this.context = context;
        this.timers = timers;
        this.admission = admission;
        this.plan = plan;
    }

    static Behavior<Object> create(ActorRef<Admission.Command> admission, Plan plan) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            Caller caller = new Caller(context, timers, admission, plan);
            caller.comes();
            return Behaviors.receive(Object.class)
                    .onMessage(Answer.class, caller::onAnswer)
                    .onMessageEquals(Do.ASK, caller::onAsk)
                    .onMessageEquals(Do.END, caller::onEnd)
                    .build();
        }));
    }

    private void comes() {
        callSid = context.getSelf().path().name() + "-" + ++number;
        since = System.nanoTime();
        onAsk();
    }

    private Behavior<Object> onAsk() {
        admission.tell(new Admission.Ask(
                callSid, new Claim("all", "+15550100"), context.getSelf().narrow()));
        return Behaviors.same();
    }

    private Behavior<Object> onAnswer(Answer answer) {
        if (!(answer instanceof Answer.Granted)) {
            timers.startSingleTimer(Do.ASK, ASK_AGAIN);
            return Behaviors.same();
        }
        plan.waits.recordValue((System.nanoTime() - since) / 1000);
        plan.most.accumulateAndGet(plan.held.incrementAndGet(), Math::max);
        if (plan.holds.isZero()) {
            return onEnd();
        }
        timers.startSingleTimer(Do.END, plan.holds);
        return Behaviors.same();
    }

    private Behavior<Object> onEnd() {
        plan.held.decrementAndGet();
        admission.tell(new Admission.Over(callSid));
        if (plan.over.get()) {
            return Behaviors.stopped();
        }
        comes();
        return Behaviors.same();
    }
}
