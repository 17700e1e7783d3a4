package callgateway.load;

import callgateway.load.LoadSecond.Phase;
import callgateway.simulator.Metronome;
import callgateway.simulator.omni.OmniSimulator;
import callgateway.simulator.omni.OmniSimulatorSettings;
import callgateway.transport.stock.StockLoops;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One run: places the calls, waits until they are warm, measures, hangs up. Threads: one for the callers' sockets, one for
 * the agent service's, one that paces. After {@link #close()} none of them is alive.
 */
public final class LoadRun implements AutoCloseable {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    /** How long the last call may take to hear its agent before measuring begins without it. */
    private static final long SETTLE_NANOS = 15 * SECOND;
    /** A frame that takes longer than this counts as lost. */
    private static final int DRAIN_SECONDS = 5;

    private final LoadSettings settings;
    private final Consumer<String> progress;
    private final LongSupplier clock;
    private final LoadTally tally = new LoadTally();
    private final StockLoops callerLoops;
    private final List<LoadCall> calls = new ArrayList<>();
    private final List<LoadSecond> seconds = new ArrayList<>();
    private final Histogram latency = new Histogram(3);
    private final Histogram lateness = new Histogram(3);
    private @Nullable Metronome metronome;
    private @Nullable StockLoops omniLoops;
    private @Nullable OmniSimulator omni;
    private int placed;
    private double setupRate;
    private ProcessUsage ownLast = ProcessUsage.own();
    private ProcessUsage gatewayLast = new ProcessUsage(0, 0);
    private long lastNanos;

    private LoadRun(LoadSettings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
        long origin = System.nanoTime();
        clock = () -> System.nanoTime() - origin;
        callerLoops = StockLoops.start(OwnThreads.PREFIX + "callers", 1);
    }

    /**
     * Gets ready, and starts the agent service if it is to run here.
     *
     * @param progress told of each second in a line, on the thread that {@link #measure} is called on
     * @throws IOException if the agent service's port is taken
     * @throws IllegalArgumentException if there is no process of the gateway's number
     */
    public static LoadRun prepare(LoadSettings settings, Consumer<String> progress) throws IOException {
        Long pid = settings.gatewayPid();
        if (pid != null && ProcessUsage.of(pid).isEmpty()) {
            throw new IllegalArgumentException("no process " + pid + " that can be watched");
        }
        LoadRun run = new LoadRun(settings, progress);
        try {
            run.startOmni();
            return run;
        } catch (IOException e) {
            run.close();
            throw e;
        }
    }

    /** Port of the built-in agent service; 0 if it does not run here. */
    public int omniPort() {
        return omni == null ? 0 : omni.port();
    }

    /** Runs to its end; once. */
    public LoadResult measure() throws InterruptedException {
        LoadTarget target = new LoadTarget(callerLoops, settings);
        for (int i = 0; i < settings.calls(); i++) {
            calls.add(new LoadCall(target, tally, clock));
        }
        gatewayLast = gatewayUsage();
        lastNanos = clock.getAsLong();
        Pacing pacing = new Pacing(settings.calls(), lastNanos);
        Pacer pacer = Pacer.start(pacing, clock, this::send);
        try {
            placeAll();
            secondBySecond(settings.warmSeconds(), Phase.WARMING);
            LoadResult result = measureWindow();
            calls.forEach(LoadCall::hangUp);
            return result;
        } finally {
            pacer.close();
        }
    }

    private void send(int call, long lateNanos) {
        tally.frameLate(lateNanos);
        calls.get(call).sendFrame();
    }

    private void placeAll() throws InterruptedException {
        long began = clock.getAsLong();
        long interval = SECOND / settings.callsPerSecond();
        long nextSecond = began + SECOND;
        while (placed < calls.size()) {
            long due = began + placed * interval;
            long now = clock.getAsLong();
            if (now >= nextSecond) {
                second(Phase.PLACING);
                nextSecond += SECOND;
            } else if (now < due) {
                TimeUnit.NANOSECONDS.sleep(Math.min(due, nextSecond) - now);
            } else {
                calls.get(placed++).place();
            }
        }
        long patience = clock.getAsLong() + SETTLE_NANOS;
        while (settled() < calls.size() && clock.getAsLong() < patience) {
            if (clock.getAsLong() >= nextSecond) {
                second(Phase.PLACING);
                nextSecond += SECOND;
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        setupRate = tally.heard() * (double) SECOND / (clock.getAsLong() - began);
    }

    /** Calls that are there with their agent, or that will never be. */
    private long settled() {
        return tally.heard() + tally.ended();
    }

    private LoadResult measureWindow() throws InterruptedException {
        ProcessUsage gatewayBefore = gatewayUsage();
        ProcessUsage ownBefore = ProcessUsage.own();
        OwnThreads threadsBefore = OwnThreads.now();
        long from = clock.getAsLong();
        tally.measureFrom(from);
        secondBySecond(settings.seconds(), Phase.MEASURING);
        long to = clock.getAsLong();
        tally.measureTo(to);
        Duration elapsed = Duration.ofNanos(to - from);
        ProcessUsage gatewayAfter = gatewayUsage();
        ProcessUsage ownAfter = ProcessUsage.own();
        OwnThreads.Busy busiest = OwnThreads.now().busiestSince(threadsBefore, elapsed);
        long open = tally.open();
        drain();
        return new LoadResult(
                settings,
                open,
                tally.lost(),
                tally.failures(),
                setupRate,
                tally.setup(),
                tally.firstAudio(),
                tally.sent(),
                tally.unsent(),
                tally.delivered(),
                tally.repeated(),
                Spread.of(latency),
                Spread.of(lateness),
                ownAfter.coresSince(ownBefore, elapsed),
                busiest,
                settings.gatewayPid() == null ? null : use(gatewayBefore, gatewayAfter, elapsed, open),
                seconds);
    }

    /** What was sent in the last moments is still on its way. */
    private void drain() throws InterruptedException {
        for (int i = 0; i < DRAIN_SECONDS && (i == 0 || tally.delivered() < tally.sent()); i++) {
            secondBySecond(1, Phase.DRAINING);
        }
    }

    private static LoadResult.GatewayUse use(ProcessUsage before, ProcessUsage after, Duration elapsed, long open) {
        double cores = after.coresSince(before, elapsed);
        return new LoadResult.GatewayUse(cores, open == 0 ? 0 : cores * 1000 / open, after.rssBytes());
    }

    private void secondBySecond(int count, Phase phase) throws InterruptedException {
        long next = clock.getAsLong();
        for (int i = 0; i < count; i++) {
            next += SECOND;
            TimeUnit.NANOSECONDS.sleep(Math.max(0, next - clock.getAsLong()));
            second(phase);
        }
    }

    private void second(Phase phase) {
        long now = clock.getAsLong();
        Duration elapsed = Duration.ofNanos(now - lastNanos);
        Histogram back = tally.takeLatency();
        Histogram late = tally.takeLateness();
        if (phase == Phase.MEASURING) {
            latency.add(back);
            lateness.add(late);
        }
        ProcessUsage own = ProcessUsage.own();
        ProcessUsage gateway = gatewayUsage();
        LoadSecond second = new LoadSecond(
                now / (double) SECOND,
                phase,
                tally.open(),
                Spread.of(back),
                settings.gatewayPid() == null ? -1 : gateway.coresSince(gatewayLast, elapsed),
                gateway.rssBytes(),
                own.coresSince(ownLast, elapsed));
        ownLast = own;
        gatewayLast = gateway;
        lastNanos = now;
        seconds.add(second);
        progress.accept(second.toString());
    }

    /** What it used when it was last seen, if it is gone. */
    private ProcessUsage gatewayUsage() {
        Long pid = settings.gatewayPid();
        return pid == null ? gatewayLast : ProcessUsage.of(pid).orElse(gatewayLast);
    }

    private void startOmni() throws IOException {
        Integer port = settings.omniPort();
        if (port == null) {
            return;
        }
        omniLoops = StockLoops.start(OwnThreads.PREFIX + "omni", 1);
        metronome = Metronome.start(OwnThreads.PREFIX + "metronome");
        omni = OmniSimulator.start(
                omniLoops,
                metronome,
                OmniSimulatorSettings.echo(settings.omniPieceMs()).at(OmniSimulatorSettings.loopback(port)));
    }

    /** Ends what still runs. Not from a thread of this run. */
    @Override
    public void close() {
        calls.forEach(LoadCall::hangUp);
        callerLoops.close();
        if (omni != null) {
            omni.close();
        }
        if (omniLoops != null) {
            omniLoops.close();
        }
        if (metronome != null) {
            metronome.close();
        }
    }
}
