package callgateway.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import callgateway.simulator.caller.CallerResult;
import callgateway.simulator.caller.CallerScript;
import callgateway.simulator.caller.CallerSettings;
import callgateway.simulator.caller.CallerSimulator;
import callgateway.simulator.caller.CallerTimes;
import callgateway.simulator.omni.OmniSimulatorSettings;
import callgateway.tools.ToolServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * One gateway in a process of its own that is killed and started again, with the same ports and the same data, while callers
 * call it all the time; its Omni, its callers and whoever is told of its events are in this process, and stay.
 */
final class KilledGateway implements AutoCloseable {
    static final String EVENTS_SECRET = "a secret of the killed gateway";

    final FarEnds far = new FarEnds(OmniSimulatorSettings.echo(0));
    final ToolServer events = ToolServer.start();
    /** What became of every call. */
    final List<CallerResult> results = new CopyOnWriteArrayList<>();

    private final GatewayProcess.Ports ports = GatewayProcess.Ports.free();
    private final Path folder;
    private final CallerSimulator callers;
    private final Random random;
    private volatile boolean calling = true;
    private GatewayProcess process;

    /** @param seed of what is left to chance */
    KilledGateway(Path folder, long seed) throws IOException {
        this.folder = folder;
        this.random = new Random(seed);
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.publicPort());
        this.callers = new CallerSimulator(
                far.loops,
                far.metronome,
                CallerSettings.of(
                                address,
                                "https://" + GatewayUnderTest.PUBLIC_HOST,
                                GatewayUnderTest.AUTH_TOKEN,
                                GatewayUnderTest.ACCOUNT)
                        .withStatusPath("/voice/status")
                        .withRecordedSeconds(0)
                        .withTimes(CallerTimes.scaled(0.1))
                        .withTimeout(GatewayUnderTest.PATIENCE));
        this.process = begin();
    }

    private GatewayProcess begin() throws IOException {
        String settings = """
                public { bind = 127.0.0.1, warm-up = 0s }
                data-dir = "%s"
                records {
                  database = embedded
                  node = killed
                  events { url = "%s", secret = "%s", types = ["call.started", "call.ended"], first-retry = 200ms }
                }
                """.formatted(folder.resolve("data"), events.uri(), EVENTS_SECRET);
        return GatewayProcess.start(
                folder,
                "killed",
                ports,
                Map.of(
                        "PUBLIC_HOST",
                        GatewayUnderTest.PUBLIC_HOST,
                        "TWILIO_AUTH_TOKEN",
                        GatewayUnderTest.AUTH_TOKEN,
                        "PYAI_API_KEY",
                        GatewayUnderTest.API_KEY,
                        "PYAI_BASE_URL",
                        far.omni.baseUri().toString(),
                        "PLAN_CONCURRENCY",
                        "200",
                        "EVENT_LOOPS",
                        "1"),
                settings);
    }

    /** So many callers call one after the other, until {@link #noMoreCalls}. */
    void call(int callersAtATime) {
        for (int i = 0; i < callersAtATime; i++) {
            next();
        }
    }

    private void next() {
        if (!calling) {
            return;
        }
        int length;
        synchronized (random) {
            length = 100 + random.nextInt(2000);
        }
        var unused = callers.call(CallerScript.listen(Duration.ofMillis(length)))
                .whenComplete((result, failure) -> {
                    results.add(result);
                    // Nobody answers while there is no gateway: that is no reason to call a thousand times a second.
                    CompletableFuture.delayedExecutor(result.met("Connect") ? 10 : 300, TimeUnit.MILLISECONDS)
                            .execute(this::next);
                });
    }

    /** No caller calls any more; returns when all who did have hung up. */
    void noMoreCalls() {
        calling = false;
        // Whoever was about to call has called, or never will.
        GatewayUnderTest.soon().during(Duration.ofMillis(500)).until(() -> callers.live() == 0);
    }

    /** Kills it at a moment that is left to chance, often while it starts, and starts another one at once. */
    void kill() throws Exception {
        int afterMs;
        boolean whileItStarts;
        synchronized (random) {
            whileItStarts = random.nextInt(5) == 0;
            afterMs = random.nextInt(2000);
        }
        if (!whileItStarts) {
            awaitCalls();
        }
        // Real time is the matter here: it is killed at any moment.
        TimeUnit.MILLISECONDS.sleep(afterMs);
        process.signal("KILL");
        process.exitCode();
        process = begin();
    }

    /** Waits until it carries calls. */
    void awaitCalls() {
        GatewayUnderTest.soon()
                .failFast(() -> assertThat(process.isAlive()).as(process.log()).isTrue())
                .ignoreExceptions()
                .until(() -> process.metric("gateway_calls_live") > 0);
    }

    String admin(String path) throws IOException {
        return process.get(path).body();
    }

    double metric(String name) throws IOException {
        return process.metric(name);
    }

    String log() {
        return process.log();
    }

    @Override
    public void close() {
        calling = false;
        callers.close();
        process.close();
        events.close();
        far.close();
    }
}
