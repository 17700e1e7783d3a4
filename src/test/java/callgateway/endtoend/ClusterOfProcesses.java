package callgateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.caller.CallerScript;
import callgateway.simulator.caller.CallerSettings;
import callgateway.simulator.caller.CallerSimulator;
import callgateway.simulator.caller.CallerTimes;
import callgateway.simulator.fault.Fault;
import callgateway.simulator.fault.FaultRelay;
import callgateway.simulator.fault.Towards;
import callgateway.simulator.omni.OmniSimulatorSettings;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Several gateways, each a process of its own, behind a load balancer that gives every connection to another one; one Omni for
 * all of them, and callers, in this process.
 */
final class ClusterOfProcesses implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "what the nodes of the tests share";

    /** Omni's sessions as they came and went. */
    final SessionLog sessions = new SessionLog();

    final FarEnds far;
    final List<GatewayProcess> nodes = new CopyOnWriteArrayList<>();
    final FaultRelay front;
    final CallerSimulator callers;
    private final Path folder;
    private final SetUp setUp;
    private final String settings;
    private final Map<String, String> environment = new HashMap<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final Thread health;
    private final List<GatewayProcess> started = new CopyOnWriteArrayList<>();
    private volatile List<InetSocketAddress> inRotation = List.of();
    /** Between each node, by its public port, and the others; of their cluster alone. */
    private final Map<Integer, FaultRelay> lines = new ConcurrentHashMap<>();

    private volatile @Nullable GatewayProcess chosen;
    private volatile boolean closed;

    private ClusterOfProcesses(Path folder, SetUp setUp) throws IOException {
        this.folder = folder;
        this.setUp = setUp;
        this.settings = "public { bind = 127.0.0.1, warm-up = 0s }, calls.shutdown-grace = 2s\n" + setUp.settings;
        this.far = new FarEnds(OmniSimulatorSettings.echo(0), sessions);
        this.front = FaultRelay.start(this::targets);
        this.callers = new CallerSimulator(far.loops, far.metronome, callerSettings());
        environment.putAll(Map.of(
                "RECORDS_DATABASE",
                "none",
                "PUBLIC_HOST",
                GatewayUnderTest.PUBLIC_HOST,
                "TWILIO_AUTH_TOKEN",
                GatewayUnderTest.AUTH_TOKEN,
                "PYAI_API_KEY",
                GatewayUnderTest.API_KEY,
                "PYAI_BASE_URL",
                far.omni.baseUri().toString(),
                "PLAN_CONCURRENCY",
                String.valueOf(setUp.plan),
                "EVENT_LOOPS",
                "1",
                "CLUSTER_HOST",
                "127.0.0.1",
                "STREAM_TOKEN_SECRET",
                SECRET));
        this.health = new Thread(this::lookWhoIsReady, "load-balancer");
        health.setDaemon(true);
    }

    /**
     * What a cluster of a test is like.
     *
     * @param plan sessions at once that the nodes are to keep to; Omni itself allows any number, and counts
     * @param settings of every node, HOCON, below {@code call-gateway}
     * @param times how long things take callers
     * @param otherwise classes that take the place of the gateway's own of these names; null: none do
     */
    record SetUp(
            int nodes,
            int plan,
            String settings,
            CallerTimes times,
            @Nullable Path otherwise) {
        /** As the gateway is; callers in no hurry. */
        static SetUp of(int nodes, int plan, String settings) {
            return new SetUp(nodes, plan, settings, CallerTimes.REAL, null);
        }

        /** What callers hear besides media streams takes this part of its time. */
        SetUp hurried(double scale) {
            return new SetUp(nodes, plan, settings, CallerTimes.scaled(scale), otherwise);
        }

        SetUp with(Path classes) {
            return new SetUp(nodes, plan, settings, times, classes);
        }
    }

    /**
     * Starts nodes and waits until all are ready.
     *
     * @param folder for logs
     */
    static ClusterOfProcesses start(Path folder, SetUp setUp) throws IOException {
        ClusterOfProcesses cluster = new ClusterOfProcesses(folder, setUp);
        int count = setUp.nodes;
        try {
            List<GatewayProcess.Ports> ports = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                GatewayProcess.Ports free = GatewayProcess.Ports.free();
                FaultRelay line =
                        FaultRelay.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), free.bind()));
                cluster.lines.put(free.publicPort(), line);
                ports.add(free.reachedAt(line.address().getPort()));
            }
            cluster.environment.put(
                    "CLUSTER_SEEDS",
                    String.join(
                            ",",
                            ports.stream()
                                    .map(one -> "127.0.0.1:" + one.cluster())
                                    .toList()));
            for (int i = 0; i < count; i++) {
                cluster.add("node-" + (i + 1), ports.get(i));
            }
            cluster.health.start();
            cluster.nodes.forEach(cluster::awaitReady);
            return cluster;
        } catch (IOException | RuntimeException | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    private CallerSettings callerSettings() {
        return CallerSettings.of(
                        front.address(),
                        "https://" + GatewayUnderTest.PUBLIC_HOST,
                        GatewayUnderTest.AUTH_TOKEN,
                        GatewayUnderTest.ACCOUNT)
                // Tried once more when the connection breaks, as docs/cluster.md has it.
                .withVoicePath("/voice#rc=3&rp=all")
                .withStatusPath("/voice/status#rc=3&rp=all")
                .withRecordedSeconds(0)
                .withTimes(setUp.times)
                .withTimeout(GatewayUnderTest.PATIENCE);
    }

    private GatewayProcess add(String name, GatewayProcess.Ports ports) throws IOException {
        GatewayProcess node = GatewayProcess.start(folder, name, ports, environment, settings, setUp.otherwise);
        started.add(node);
        nodes.add(node);
        return node;
    }

    /** Another process at the ports of one that has ended; waits until it is ready. */
    GatewayProcess replace(GatewayProcess ended, String name) throws IOException {
        nodes.remove(ended);
        GatewayProcess node = add(name, ended.ports());
        awaitReady(node);
        return node;
    }

    /** The cluster's messages to this node, and the answers to its own, are kept back from now on. */
    void cutOff(GatewayProcess node) {
        FaultRelay line = Objects.requireNonNull(lines.get(node.publicPort));
        line.suffer(Towards.SERVER, Fault.Stall.INSTANCE);
        line.suffer(Towards.CLIENT, Fault.Stall.INSTANCE);
    }

    void heal(GatewayProcess node) {
        Objects.requireNonNull(lines.get(node.publicPort)).heal();
    }

    void awaitReady(GatewayProcess node) {
        GatewayUnderTest.soon()
                .alias(node.name + " is ready")
                .failFast(() -> assertThat(node.isAlive()).as(node.log()).isTrue())
                .until(() -> node.isReady() && inRotation.contains(node.address()));
    }

    /** So many call, listen for so long and hang up; all of them are live when this returns. */
    List<CompletableFuture<CallerResult>> place(int count, Duration talk) {
        List<CompletableFuture<CallerResult>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(callers.call(CallerScript.listen(talk)));
        }
        GatewayUnderTest.soon().until(() -> metric("gateway_calls_live", "") == count);
        // An agent that is still being set up when its node stops would be late afterwards, and given up.
        GatewayUnderTest.soon().until(() -> metric("gateway_agent_ready_seconds_count", "") >= count);
        return calls;
    }

    /** From now on all connections go to this one; null: to each in turn. */
    void only(@Nullable GatewayProcess node) {
        chosen = node;
    }

    /** The node whose coordinator lends the slots, as the others know. */
    Optional<GatewayProcess> coordinator() throws IOException {
        for (GatewayProcess asked : nodes) {
            String named = JSON.readTree(asked.get("/api/capacity").body())
                    .at("/cluster/coordinator")
                    .asText();
            for (GatewayProcess node : nodes) {
                if (named.endsWith("@127.0.0.1:" + node.ports().cluster())) {
                    return Optional.of(node);
                }
            }
        }
        return Optional.empty();
    }

    /** Each connection to the next; to those that say they are ready, as long as there is one. */
    private List<InetSocketAddress> targets() {
        GatewayProcess one = chosen;
        if (one != null) {
            return List.of(one.address());
        }
        List<InetSocketAddress> all = new ArrayList<>(inRotation);
        if (!all.isEmpty()) {
            Collections.rotate(all, -Math.floorMod(turn.getAndIncrement(), all.size()));
        }
        return all;
    }

    private void lookWhoIsReady() {
        while (!closed) {
            List<InetSocketAddress> ready = nodes.stream()
                    .filter(GatewayProcess::isReady)
                    .map(GatewayProcess::address)
                    .toList();
            if (!ready.isEmpty()) {
                inRotation = ready;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(250);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** A metric of all the nodes that are there now. */
    double metric(String name, String labels) throws IOException {
        double sum = 0;
        for (GatewayProcess node : nodes) {
            sum += node.metric(name, labels);
        }
        return sum;
    }

    /** What every node has said. */
    String logs() {
        return String.join("\n", started.stream().map(GatewayProcess::log).toList());
    }

    @Override
    public void close() {
        closed = true;
        health.interrupt();
        callers.close();
        started.forEach(GatewayProcess::close);
        front.close();
        lines.values().forEach(FaultRelay::close);
        far.close();
    }
}
