package callgateway.load.capacity;

import callgateway.admission.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.apache.pekko.actor.typed.Props;

/** Measures a cluster of some nodes: admissions a second and how long they take, with room and without. */
public final class CapacityRun {
    private static final Duration FORM_WITHIN = Duration.ofSeconds(60);
    private static final int PLAN = 100;
    private static final Duration HOLD = Duration.ofMillis(20);

    private final int seconds;

    /** @param seconds how long each figure is measured; at least 1 */
    public CapacityRun(int seconds) {
        if (seconds < 1) {
            throw new IllegalArgumentException("seconds: " + seconds + " (expected: > 0)");
        }
        this.seconds = seconds;
    }

    /**
     * What was measured of one way to call.
     *
     * @param name the way
     * @param perSecond admissions of all nodes together
     * @param p50Micros half of the callers had a slot in this time, from their first question
     * @param p99Micros 99 of 100
     * @param most slots held at once, as the callers count them
     * @param plan slots there are
     */
    public record Figure(String name, long perSecond, long p50Micros, long p99Micros, int most, int plan) {
        /** As a row of a table. */
        public String row(int nodes) {
            return String.format(
                    Locale.ROOT,
                    "| %d | %s | %,d | %.2f ms | %.2f ms | %d of %d |",
                    nodes,
                    name,
                    perSecond,
                    p50Micros / 1000.0,
                    p99Micros / 1000.0,
                    most,
                    plan);
        }
    }

    /**
     * Starts so many nodes, measures, and stops them.
     *
     * @throws IllegalStateException when they do not become a cluster within a minute
     */
    public List<Figure> measure(int nodes) throws IOException, InterruptedException {
        List<BenchNode> cluster = new ArrayList<>();
        try {
            int seed = freePort();
            for (int i = 1; i <= nodes; i++) {
                cluster.add(new BenchNode(i, seed, Limits.of(PLAN, 10_000)));
            }
            await(cluster);
            // With room: a slot is given back as soon as it is had, so that no node needs another one's.
            Figure room = figure("room on every node", cluster, 8, Duration.ZERO);
            // Without: three callers for each slot, who hold it for a moment; every slot goes through the coordinator.
            Figure line = figure("three callers for a slot", cluster, 3 * PLAN / nodes, HOLD);
            return List.of(room, line);
        } finally {
            cluster.forEach(BenchNode::close);
        }
    }

    private Figure figure(String name, List<BenchNode> cluster, int callers, Duration holds)
            throws InterruptedException {
        Recorder waits = new Recorder(3);
        AtomicInteger most = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        Caller.Plan plan = new Caller.Plan(holds, waits, new AtomicInteger(), most, over);
        for (BenchNode node : cluster) {
            for (int i = 0; i < callers; i++) {
                node.admission.systemActorOf(
                        Caller.create(node.admission, plan), (holds.isZero() ? "fast" : "slow") + i, Props.empty());
            }
        }
        // What is compiled and lent in the first seconds is not measured.
        TimeUnit.SECONDS.sleep(Math.min(5, seconds));
        waits.getIntervalHistogram();
        long from = System.nanoTime();
        TimeUnit.SECONDS.sleep(seconds);
        Histogram measured = waits.getIntervalHistogram();
        double took = (System.nanoTime() - from) / 1e9;
        over.set(true);
        TimeUnit.SECONDS.sleep(1);
        return new Figure(
                name,
                Math.round(measured.getTotalCount() / took),
                measured.getValueAtPercentile(50),
                measured.getValueAtPercentile(99),
                most.get(),
                PLAN);
    }

    private static void await(List<BenchNode> cluster) throws InterruptedException {
        long until = System.nanoTime() + FORM_WITHIN.toNanos();
        while (!cluster.stream().allMatch(node -> node.knows(cluster.size()))) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException(
                        cluster.size() + " nodes did not become a cluster within " + FORM_WITHIN);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
