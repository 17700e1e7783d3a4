package callgateway.load.storm;

import callgateway.load.storm.AdminPort.Capacity;
import callgateway.simulator.Metronome;
import callgateway.simulator.omni.OmniSimulator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Notes each second of a storm, on a thread of its own: a gateway that is slow to say how it is delays no caller. */
final class StormWatch implements AutoCloseable {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final Capacity UNKNOWN = new Capacity(-1, -1, -1);

    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "storm-watch"));
    private final AdminPort admin;
    private final OmniSimulator omni;
    private final StormTally tally;
    private final Consumer<String> progress;
    private final AtomicInteger mostSessions = new AtomicInteger();
    private final AtomicLong placed = new AtomicLong();
    private final List<StormSecond> seconds = new ArrayList<>();
    private final long begun = Metronome.now();
    private long refusedBefore;
    private volatile boolean closed;

    private StormWatch(AdminPort admin, OmniSimulator omni, StormTally tally, Consumer<String> progress) {
        this.admin = admin;
        this.omni = omni;
        this.tally = tally;
        this.progress = progress;
    }

    static StormWatch start(
            AdminPort admin, OmniSimulator omni, StormTally tally, Metronome metronome, Consumer<String> progress) {
        StormWatch watch = new StormWatch(admin, omni, tally, progress);
        metronome.add(watch.begun, watch::look);
        var unused = watch.thread.scheduleWithFixedDelay(watch::second, 0, SECOND, TimeUnit.NANOSECONDS);
        return watch;
    }

    void placed() {
        placed.incrementAndGet();
    }

    private long look(long nowNanos) {
        mostSessions.accumulateAndGet(omni.live(), Math::max);
        return closed ? Metronome.NEVER : nowNanos + LOOK_NANOS;
    }

    private void second() {
        Capacity capacity = UNKNOWN;
        try {
            capacity = admin.capacity();
        } catch (IOException e) {
            // A gap in the chart; that the gateway cannot be asked is said at the end.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        long refused = omni.refused();
        StormSecond second = new StormSecond(
                (Metronome.now() - begun) / (double) SECOND,
                Math.max(omni.live(), mostSessions.getAndSet(0)),
                capacity.limit(),
                capacity.slots(),
                capacity.waiting(),
                placed.get(),
                tally.count(Outcome.AGENT),
                tally.count(Outcome.OVERFLOW),
                tally.count(Outcome.HUNG_UP) + tally.count(Outcome.VANISHED),
                tally.broken(),
                refused - refusedBefore);
        refusedBefore = refused;
        seconds.add(second);
        progress.accept(second.toString());
    }

    /** Looks a last time; returns all seconds. */
    List<StormSecond> finish() throws InterruptedException {
        close();
        if (thread.awaitTermination(1, TimeUnit.MINUTES)) {
            second();
        }
        return List.copyOf(seconds);
    }

    /** Looks no more. */
    @Override
    public void close() {
        closed = true;
        thread.shutdown();
    }
}
