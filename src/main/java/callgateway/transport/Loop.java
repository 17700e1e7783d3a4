package callgateway.transport;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One event loop: the single thread that owns a call's two sockets, its media graph and its actors.
 *
 * <p>Nothing that blocks may run here. {@link #execute} and {@link #after} may be called from any thread; everything
 * else only on the loop itself.
 */
public final class Loop {
    /** Length of a {@link #onTick tick}: one carrier frame. */
    public static final Duration TICK = Duration.ofMillis(20);

    private static final int SCRATCH_BYTES = 64 * 1024;

    private final EventLoop events;
    private final String dispatcher;
    private final LoopExecutor executor;
    private final Map<Class<?>, Object> shared = new HashMap<>();
    private final List<Ticking> ticking = new ArrayList<>();
    private final byte[] scratch = new byte[SCRATCH_BYTES];
    private final FrameHeader header = new FrameHeader();
    private final FrameWriter writer = new FrameWriter();
    private final LoopBuffers buffers = new LoopBuffers();
    private final LateCounts tickLag = new LateCounts();
    private final LateCounts mediaLag = new LateCounts();
    private boolean tickScheduled;
    private long lateTicks;

    Loop(EventLoop events, String dispatcher) {
        this.events = events;
        this.dispatcher = dispatcher;
        this.executor = new LoopExecutor(events);
    }

    /** The id of the Pekko dispatcher whose one thread is this loop. */
    public String dispatcher() {
        return dispatcher;
    }

    /** Whether the calling thread is this loop. */
    public boolean isCurrent() {
        return events.inEventLoop();
    }

    /** Runs {@code task} on the loop, at once if the caller is on it and nothing else of this kind is running. */
    public void execute(Runnable task) {
        executor.execute(task);
    }

    /** Runs {@code task} on the loop after {@code delay}, unless cancelled before. */
    public Timer after(Duration delay, Runnable task) {
        var scheduled = events.schedule(() -> LoopExecutor.run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    /**
     * Runs {@code work} every {@link #TICK} until cancelled. All of a loop's ticks share one timer, so a thousand calls
     * wake the loop fifty times a second, not fifty thousand. Work added inside a tick starts with the next. Loop thread
     * only.
     */
    public Timer onTick(Runnable work) {
        Ticking added = new Ticking(work);
        ticking.add(added);
        if (!tickScheduled) {
            tickScheduled = true;
            scheduleTick(System.nanoTime() + TICK.toNanos());
        }
        return added;
    }

    /** How many ticks ran more than one tick late since the start: a measure of an overloaded loop. */
    public long lateTicks() {
        return lateTicks;
    }

    /** How late ticks have run; there are ticks while there are calls. Read from any thread. */
    public LateCounts tickLag() {
        return tickLag;
    }

    /** How late paced audio has left, as those find who pace it: they count, on the loop. Read from any thread. */
    public LateCounts mediaLag() {
        return mediaLag;
    }

    /**
     * The one object of this kind that belongs to the loop, made when it is first asked for: memory that every call of
     * the loop passes its data through stays in the processor's cache. Loop thread only.
     */
    public <T> T shared(Class<T> kind, Supplier<T> first) {
        return kind.cast(shared.computeIfAbsent(kind, ignored -> first.get()));
    }

    LoopExecutor executor() {
        return executor;
    }

    EventLoop events() {
        return events;
    }

    /** The header of the frame that is being read. */
    FrameHeader header() {
        return header;
    }

    FrameWriter writer() {
        return writer;
    }

    LoopBuffers buffers() {
        return buffers;
    }

    /** Room for one socket read; its content is good until the reading handler returns. */
    byte[] scratch() {
        return scratch;
    }

    private void scheduleTick(long dueNanos) {
        events.schedule(() -> tick(dueNanos), Math.max(0, dueNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private void tick(long dueNanos) {
        ticking.removeIf(Ticking::cancelled);
        if (ticking.isEmpty()) {
            tickScheduled = false;
            return;
        }
        long now = System.nanoTime();
        tickLag.add(now - dueNanos);
        long next = dueNanos + TICK.toNanos();
        if (now > next) {
            lateTicks++;
            next = now + TICK.toNanos();
        }
        for (int i = 0, count = ticking.size(); i < count; i++) {
            Ticking one = ticking.get(i);
            if (!one.cancelled()) {
                LoopExecutor.run(one.work);
            }
        }
        scheduleTick(next);
    }

    /** Taken out of the list by the next tick, so that a tick may cancel itself or any other. */
    private static final class Ticking implements Timer {
        private final Runnable work;
        private boolean cancelled;

        Ticking(Runnable work) {
            this.work = work;
        }

        boolean cancelled() {
            return cancelled;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    /** A pending piece of work that can be called off. */
    @FunctionalInterface
    public interface Timer {
        /** Calls it off; does nothing when it has run or was cancelled. */
        void cancel();
    }
}
