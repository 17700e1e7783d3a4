package callgateway.admission;

import callgateway.operations.GatewayMetrics;
import callgateway.operations.Readiness;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Admission as it runs, its metrics included. One operation is one whole call: asked and granted, started, connected to the
 * agent, over. Those who ask are actors on the same single thread, so the score is calls per second on one core, their own
 * part included.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(1)
public class AdmissionBenchmark {
    private static final int CALLS = 4096;
    private static final String DISPATCHER =
            """
            pekko.loglevel = "WARNING"
            one-thread {
              type = Dispatcher
              executor = "thread-pool-executor"
              thread-pool-executor.fixed-pool-size = 1
            }
            """;

    /** Calls on their way at once: 1 is one after the other. */
    @Param({"1", "256"})
    public int inFlight;

    /** Callers in line in other pools. */
    @Param({"0", "10000"})
    public int waiting;

    private final List<ActorRef<Object>> callers = new ArrayList<>();
    private final GatewayMetrics metrics = new GatewayMetrics();
    private final ActorSystem<Void> system = ActorSystem.create(
            Behaviors.empty(),
            "bench",
            ConfigFactory.parseString(DISPATCHER).withFallback(ConfigFactory.load()));

    /** Lines up the crowd; what is told to an actor first is done first. */
    @Setup(Level.Trial)
    public void crowd() {
        DispatcherSelector oneThread = DispatcherSelector.fromConfig("one-thread");
        Admission.Plan plan = new Admission.Plan(
                Crowd.limits(), PlanLimitSettings.defaults(), metrics.admission(new Readiness()), System::nanoTime);
        ActorRef<Admission.Command> admission = system.systemActorOf(Admission.create(plan), "admission", oneThread);
        List<String> crowd = Crowd.callSids(waiting);
        for (int i = 0; i < crowd.size(); i++) {
            admission.tell(new Admission.Ask(crowd.get(i), Crowd.claim(i), system.ignoreRef()));
        }
        for (int i = 0; i < inFlight; i++) {
            callers.add(system.systemActorOf(
                    BenchmarkCaller.create(admission, Crowd.sids(String.format("C%x-", i), CALLS / inFlight)),
                    "caller-" + i,
                    oneThread));
        }
    }

    @TearDown(Level.Trial)
    public void stop() {
        system.terminate();
        metrics.close();
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void calls() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(callers.size());
        for (ActorRef<Object> caller : callers) {
            caller.tell(new BenchmarkCaller.Have(CALLS / inFlight, done));
        }
        if (!done.await(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException(done.getCount() + " callers were not answered");
        }
    }
}
