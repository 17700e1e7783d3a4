package callgateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.simulator.caller.CallerSettings;
import callgateway.simulator.caller.CallerSimulator;
import callgateway.simulator.fault.Fault;
import callgateway.simulator.fault.FaultRelay;
import callgateway.simulator.fault.Towards;
import callgateway.simulator.omni.OmniSimulatorSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Several gateways, each a process of its own, behind a load balancer that gives every connection to another one; one Omni for
 * all of them, and callers, in this process.
 */
final class ClusterOfProcesses implements AutoCloseable {
    private static final String SECRET = "what the nodes of the tests share";

    final FarEnds far;
    final List<GatewayProcess> nodes = new CopyOnWriteArrayList<>();
    final FaultRelay front;
    final CallerSimulator callers;
    private final Path folder;
    private final String settings;
    private final Map<String, String> environment = new HashMap<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final Thread health;
    private final List<GatewayProcess> started = new CopyOnWriteArrayList<>();
    private volatile List<InetSocketAddress> inRotation = List.of();
    /** Between each node, by its public port, and the others; of their cluster alone. */
    private final Map<Integer, FaultRelay> lines = new ConcurrentHashMap<>();

    private volatile boolean closed;

    private ClusterOfProcesses(Path folder, OmniSimulatorSettings omni, int plan, String settings) throws IOException {
        this.folder = folder;
        this.settings = "public { bind = 127.0.0.1, warm-up = 0s }, calls.shutdown-grace = 2s\n" + settings;
        this.far = new FarEnds(omni);
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
                String.valueOf(plan),
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
     * Starts nodes and waits until all are ready.
     *
     * @param folder for logs
     * @param plan how many sessions Omni allows at once
     * @param settings of every node, HOCON, below {@code call-gateway}
     */
    static ClusterOfProcesses start(Path folder, int count, OmniSimulatorSettings omni, int plan, String settings)
            throws IOException {
        ClusterOfProcesses cluster = new ClusterOfProcesses(folder, omni, plan, settings);
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
                .withStatusPath("/voice/status")
                .withRecordedSeconds(0)
                .withTimeout(GatewayUnderTest.PATIENCE);
    }

    private GatewayProcess add(String name, GatewayProcess.Ports ports) throws IOException {
        GatewayProcess node = GatewayProcess.start(folder, name, ports, environment, settings);
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

    /** Each connection to the next; to those that say they are ready, as long as there is one. */
    private List<InetSocketAddress> targets() {
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
