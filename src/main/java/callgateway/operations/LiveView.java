package callgateway.operations;

import callgateway.admission.AdmissionMonitor;
import callgateway.admission.Capacity;
import callgateway.call.CallView;
import callgateway.call.CallWatcher;
import callgateway.call.Calls;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/**
 * What is to be seen of a running gateway: everything that happens, and once a second, while somebody looks, the figures and
 * how loud the calls are.
 */
public final class LiveView implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final int SECONDS_PER_BEAT = 10;

    private final EventFeed feed;
    private final CallFeed calls;
    private final AdmissionFeed admission;
    private final Figures figures;
    private final GatewayMetrics metrics;
    private @Nullable Cancellable seconds;
    private @Nullable LevelRound round;
    private int passed;

    /** Nothing is to be seen before {@link #start}. */
    public LiveView(GatewayMetrics metrics, Readiness readiness) {
        this.metrics = metrics;
        metrics.watch(readiness);
        this.feed = new EventFeed(metrics);
        this.calls = new CallFeed(feed);
        this.admission = new AdmissionFeed(metrics.admission(readiness), feed);
        this.figures = new Figures(metrics, readiness);
    }

    /** To be told what admission decides; counts it, too. */
    public AdmissionMonitor admission() {
        return admission;
    }

    /** Follows these calls, and tells the time. */
    public void start(ActorSystem<?> system, ActorRef<Calls.Command> registry) {
        registry.tell(new Calls.Watch(watcher()));
        registry.tell(new Calls.Watch(metrics.callStates()));
        seconds = system.scheduler()
                .scheduleWithFixedDelay(EVERY, EVERY, () -> second(registry), system.executionContext());
    }

    CallWatcher watcher() {
        return calls;
    }

    EventFeed feed() {
        return feed;
    }

    private void second(ActorRef<Calls.Command> registry) {
        if (++passed % SECONDS_PER_BEAT == 0) {
            feed.beat();
        }
        if (!feed.isWatched()) {
            round = null;
            return;
        }
        if (round != null) {
            feed.show("levels", round.json());
        }
        round = new LevelRound();
        registry.tell(new Calls.MeasureLevels(round));
        feed.show("figures", figures.now(admission.last()));
    }

    /** All that somebody needs who begins to look now. */
    ObjectNode snapshot(List<CallView> live) {
        ObjectNode body = AdminAnswers.object();
        ArrayNode array = body.putArray("calls");
        live.forEach(view -> array.add(AccountJson.of(view)));
        calls.putEnded(body.putArray("ended"));
        Capacity capacity = admission.last();
        body.set("figures", figures.now(capacity));
        return body;
    }

    @Override
    public void close() {
        if (seconds != null) {
            seconds.cancel();
        }
        feed.close();
    }
}
