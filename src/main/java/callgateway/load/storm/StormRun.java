package callgateway.load.storm;

import callgateway.load.storm.AdminPort.Capacity;
import callgateway.simulator.Metronome;
import callgateway.simulator.caller.CallerSettings;
import callgateway.simulator.caller.CallerSimulator;
import callgateway.simulator.caller.CallerTimes;
import callgateway.simulator.omni.OmniSimulator;
import callgateway.transport.stock.StockDial;
import callgateway.transport.stock.StockLoops;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One storm: starts the agent service, lets the callers come, waits until the last of them is through, and looks at what is
 * left. Threads: two for the callers' sockets, one for the agent service's, one clock for both, one that watches. After {@link
 * #close()} none of them is alive.
 */
public final class StormRun implements AutoCloseable {
    private static final String ACCOUNT = "AC00000000000000000000000000000007";
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    /** How long the gateway may take to notice that everybody is gone. */
    private static final Duration SETTLE = Duration.ofSeconds(15);

    private final StormSettings settings;
    private final Consumer<String> progress;
    private final StockLoops callerLoops;
    private final StockLoops omniLoops;
    private final Metronome metronome;
    private final OmniSimulator omni;
    private final StormTally tally = new StormTally();

    private StormRun(StormSettings settings, Consumer<String> progress) throws IOException {
        this.settings = settings;
        this.progress = progress;
        callerLoops = StockLoops.start("storm-callers", 2);
        omniLoops = StockLoops.start("storm-omni", 1);
        metronome = Metronome.start("storm-clock");
        try {
            omni = StormOmni.start(omniLoops, metronome, settings);
        } catch (IOException e) {
            closeThreads();
            throw e;
        }
    }

    /**
     * Starts the agent service; a gateway may be pointed at it from now on.
     *
     * @param progress told of each second in a line, on a thread of its own
     * @throws IOException if the agent service's port is taken
     */
    public static StormRun prepare(StormSettings settings, Consumer<String> progress) throws IOException {
        return new StormRun(settings, progress);
    }

    /** Where the agent service is. */
    public URI omni() {
        return omni.baseUri();
    }

    /**
     * Runs to its end; once.
     *
     * @throws IOException if the gateway's admin port does not answer at the beginning
     */
    public StormResult blow(StormTarget target) throws IOException, InterruptedException {
        AdminPort admin = new AdminPort(target);
        admin.capacity();
        try (StormWatch watch = StormWatch.start(admin, omni, tally, metronome, progress)) {
            try (CallerSimulator callers = new CallerSimulator(callerLoops, metronome, callers(target))) {
                placeAll(callers, watch);
                waitForAll(callers);
            }
            List<String> held = settle(admin);
            return new StormResult(
                    settings,
                    tally.outcomes(),
                    tally.examples(),
                    omni.peak(),
                    omni.accepted(),
                    omni.refused(),
                    omni.beyondLimit(),
                    tally.toAgent(),
                    tally.inLine(),
                    tally.overtakings(),
                    held,
                    watch.finish());
        }
    }

    private CallerSettings callers(StormTarget target) {
        return CallerSettings.of(
                        new InetSocketAddress(target.gateway().getHost(), target.port()),
                        "https://" + target.publicHost(),
                        target.authToken(),
                        ACCOUNT)
                .withStatusPath("/voice/status")
                .withRecordedSeconds(0)
                .withTimes(CallerTimes.scaled(settings.timeScale()))
                .withTls(target.isSecure() ? new StockDial.Tls(null) : null);
    }

    private void placeAll(CallerSimulator callers, StormWatch watch) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(settings.seed());
        long begun = Metronome.now();
        long interval = SECOND / settings.perSecond();
        for (int i = 0; i < settings.callers(); i++) {
            // Counted from the first, so that a late one does not make all that follow late.
            TimeUnit.NANOSECONDS.sleep(Math.max(0, begun + i * interval - Metronome.now()));
            place(callers, StormCaller.next(random, settings.talk()));
            watch.placed();
        }
    }

    private void place(CallerSimulator callers, StormCaller caller) {
        CallerSettings own = callers.settings();
        if (caller.patience() != null) {
            own = own.withTimes(own.times().withPatience(caller.patience()));
        }
        var unused = callers.call(caller.script(), own).thenAccept(tally::over);
    }

    private void waitForAll(CallerSimulator callers) throws InterruptedException {
        if (!waitForAll(settings.forgottenAfter())) {
            tally.everybodyShouldBeThrough();
            callers.close();
            waitForAll(SETTLE);
        }
    }

    private boolean waitForAll(Duration atMost) throws InterruptedException {
        long deadline = Metronome.now() + atMost.toNanos();
        while (tally.over() < settings.callers() && Metronome.now() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return tally.over() == settings.callers();
    }

    /** What is still held although everybody is gone, and the gateway has had time to notice. */
    private List<String> settle(AdminPort admin) throws InterruptedException {
        long deadline = Metronome.now() + SETTLE.toNanos();
        List<String> held = held(admin);
        while (!held.isEmpty() && Metronome.now() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(250);
            held = held(admin);
        }
        return held;
    }

    private List<String> held(AdminPort admin) throws InterruptedException {
        List<String> held = new ArrayList<>();
        try {
            Capacity capacity = admin.capacity();
            note(held, capacity.slots(), "slots are taken");
            note(held, capacity.waiting(), "callers are in line");
            note(held, admin.callsLive(), "calls are live");
        } catch (IOException e) {
            held.add("the gateway cannot be asked: " + e.getMessage());
        }
        note(held, omni.live(), "sessions are open at the agent service");
        note(held, settings.callers() - tally.over(), "callers are on the phone");
        return held;
    }

    private static void note(List<String> held, long count, String what) {
        if (count != 0) {
            held.add(count + " " + what);
        }
    }

    /** Ends what still runs. Not from a thread of this run. */
    @Override
    public void close() {
        omni.close();
        closeThreads();
    }

    private void closeThreads() {
        callerLoops.close();
        omniLoops.close();
        metronome.close();
    }
}
