package callgateway.gateway;

import callgateway.admission.Admission;
import callgateway.admission.Capacity;
import callgateway.admission.Scope;
import callgateway.operations.GatewayMetrics;
import callgateway.transport.PublicServer;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches a node that takes no more calls become empty. */
final class Draining {
    private static final Logger LOG = LoggerFactory.getLogger(Draining.class);
    private static final Duration ASK = Duration.ofSeconds(3);
    private static final long LOOK_MILLIS = 100;
    private static final long TELL_NANOS = Duration.ofSeconds(30).toNanos();

    private final ActorSystem<?> system;
    private final ActorRef<Admission.Command> admission;
    private final GatewayMetrics metrics;
    private final PublicServer server;

    Draining(
            ActorSystem<?> system, ActorRef<Admission.Command> admission, GatewayMetrics metrics, PublicServer server) {
        this.system = system;
        this.admission = admission;
        this.metrics = metrics;
        this.server = server;
    }

    /** Waits until nothing is left, or until it is enough. Returns whether nothing is left. */
    boolean await(BooleanSupplier enough) throws InterruptedException {
        long told = System.nanoTime() - TELL_NANOS;
        while (true) {
            boolean empty = metrics.live() == 0 && server.counters().relaying() == 0 && nobodyExpected();
            if (empty) {
                return true;
            }
            if (enough.getAsBoolean()) {
                LOG.warn("{} calls are still live, and have to end now", metrics.live());
                return false;
            }
            long now = System.nanoTime();
            if (now - told >= TELL_NANOS) {
                told = now;
                LOG.info(
                        "waiting for {} calls of this node and {} that it relays; another signal ends them",
                        metrics.live(),
                        server.counters().relaying());
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    /** Neither on the way to their stream nor in line. */
    private boolean nobodyExpected() {
        CompletionStage<Capacity> asked =
                AskPattern.ask(admission, Admission.GetCapacity::new, ASK, system.scheduler());
        try {
            return asked.toCompletableFuture().join().snapshot().scopes().stream()
                    .allMatch(row ->
                            row.waiting() == 0 && (row.scope().kind() != Scope.Kind.NODE || row.unconfirmed() == 0));
        } catch (CompletionException e) {
            return false;
        }
    }
}
