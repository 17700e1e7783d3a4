package callgateway.admission;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Has one call after the other: asks, starts, knocks, is over, each step when the one before has been answered. */
final class BenchmarkCaller {
    /** Have so many calls, then count down. */
    record Have(int calls, CountDownLatch done) {}

    private static final Claim ROOM = new Claim(Crowd.OPEN, Crowd.NUMBER);
    private static final Knock ACCEPTED = new Knock.Accepted();

    private final ActorRef<Admission.Command> admission;
    private final ActorRef<Answer> answers;
    private final ActorRef<Boolean> starts;
    private final List<String> callSids;
    private CountDownLatch done = new CountDownLatch(0);
    private int left;
    private int at;

    private BenchmarkCaller(ActorContext<Object> context, ActorRef<Admission.Command> admission, List<String> callSids) {
        this.admission = admission;
        this.callSids = callSids;
        answers = context.getSelf().narrow();
        starts = context.getSelf().narrow();
    }

    /** @param callSids its own, used again and again */
    static Behavior<Object> create(ActorRef<Admission.Command> admission, List<String> callSids) {
        return Behaviors.setup(context -> new BenchmarkCaller(context, admission, callSids).waiting());
    }

    private Behavior<Object> waiting() {
        return Behaviors.receive(Object.class)
                .onMessage(Have.class, this::onHave)
                .onMessage(Answer.Granted.class, granted -> onGranted())
                .onMessage(Boolean.class, this::onStarted)
                .onAnyMessage(other -> {
                    throw new IllegalStateException("not granted where there is room: " + other);
                })
                .build();
    }

    private Behavior<Object> onHave(Have have) {
        left = have.calls;
        done = have.done;
        return next();
    }

    private Behavior<Object> next() {
        if (left-- == 0) {
            done.countDown();
        } else {
            at = (at + 1) % callSids.size();
            admission.tell(new Admission.Ask(callSids.get(at), ROOM, answers));
        }
        return Behaviors.same();
    }

    private Behavior<Object> onGranted() {
        admission.tell(new Admission.Started(callSids.get(at), starts));
        return Behaviors.same();
    }

    private Behavior<Object> onStarted(boolean mayKnock) {
        if (!mayKnock) {
            throw new IllegalStateException("may not knock");
        }
        admission.tell(new Admission.Knocked(callSids.get(at), ACCEPTED));
        admission.tell(new Admission.Over(callSids.get(at)));
        return next();
    }
}
