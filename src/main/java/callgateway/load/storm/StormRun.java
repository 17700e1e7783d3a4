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
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One storm: starts the agent service, lets the callers come, waits until the last of them is through, and looks at what is
 * left. Threads: two for the callers' sockets, one for the agent service's, one clock for both. After {@link #close()} none
 * of them is alive.
 */
public final class StormRun implements AutoCloseable {
    private static final String ACCOUNT = "AC00000000000000000000000000000007";
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    /** How long the gateway may take to notice that everybody is gone. */
    private static final int SETTLE_SECONDS = 15;

    private final StormSettings settings;
    private final Consumer<String> progress;
    private final StockLoops callerLoops;
    private final StockLoops omniLoops;
    private final Metronome metronome;
    private final OmniSimulator omni;
    private final StormTally tally = new StormTally();
    private final List<StormSecond> seconds = new ArrayList<>();
    private long begun;
    private long placed;
    private long refusedBefore;

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
     * @param progress told of each second in a line, on the thread that {@link #blow} is called on
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
        begun = Metronome.now();
        try (CallerSimulator callers = new CallerSimulator(callerLoops, metronome, callers(target))) {
            placeAll(callers, admin);
            waitForAll(callers, admin);
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
                seconds);
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

    private void placeAll(CallerSimulator callers, AdminPort admin) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(settings.seed());
        long interval = SECOND / settings.perSecond();
        long nextSecond = begun + SECOND;
        while (placed < settings.callers()) {
            long now = Metronome.now();
            long wait = Math.min(begun + placed * interval, nextSecond) - now;
            if (wait > 0) {
                TimeUnit.NANOSECONDS.sleep(wait);
            } else if (now - nextSecond >= 0) {
                second(admin);
                nextSecond += SECOND;
            } else {
                place(callers, StormCaller.next(random, settings.talk()));
            }
        }
    }

    private void place(CallerSimulator callers, StormCaller caller) {
        placed++;
        CallerSettings own = callers.settings();
        if (caller.patience() != null) {
            own = own.withTimes(own.times().withPatience(caller.patience()));
        }
        var unused = callers.call(caller.script(), own).thenAccept(tally::over);
    }

    private void waitForAll(CallerSimulator callers, AdminPort admin) throws InterruptedException {
        long deadline = Metronome.now() + settings.forgottenAfter().toNanos();
        while (tally.over() < placed && Metronome.now() - deadline < 0) {
            nextSecond(admin);
        }
        if (tally.over() < placed) {
            tally.everybodyShouldBeThrough();
            callers.close();
            for (int i = 0; i < SETTLE_SECONDS && tally.over() < placed; i++) {
                nextSecond(admin);
            }
        }
    }

    /** What is still held although everybody is gone. */
    private List<String> settle(AdminPort admin) throws InterruptedException {
        List<String> held = held(admin);
        for (int i = 0; i < SETTLE_SECONDS && !held.isEmpty(); i++) {
            nextSecond(admin);
            held = held(admin);
        }
        second(admin);
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
        note(held, placed - tally.over(), "callers are on the phone");
        return held;
    }

    private static void note(List<String> held, long count, String what) {
        if (count != 0) {
            held.add(count + " " + what);
        }
    }

    private void nextSecond(AdminPort admin) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(SECOND);
        second(admin);
    }

    private void second(AdminPort admin) throws InterruptedException {
        Capacity capacity;
        try {
            capacity = admin.capacity();
        } catch (IOException e) {
            capacity = new Capacity(-1, -1, -1);
        }
        long refused = omni.refused();
        long broken = 0;
        for (Outcome outcome : Outcome.values()) {
            broken += outcome.isKept() ? 0 : tally.count(outcome);
        }
        StormSecond second = new StormSecond(
                (Metronome.now() - begun) / (double) SECOND,
                omni.live(),
                capacity.limit(),
                capacity.slots(),
                capacity.waiting(),
                placed,
                tally.count(Outcome.AGENT),
                tally.count(Outcome.OVERFLOW),
                tally.count(Outcome.HUNG_UP) + tally.count(Outcome.VANISHED),
                broken,
                refused - refusedBefore);
        refusedBefore = refused;
        seconds.add(second);
        progress.accept(second.toString());
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
