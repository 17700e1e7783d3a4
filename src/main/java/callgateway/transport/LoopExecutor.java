package callgateway.transport;

import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks on one event loop, and at once when the caller is already on it.
 *
 * <p>This is what makes an actor or a stream on the loop cheap: a socket read that tells an actor something runs that
 * actor before it returns, without a queue of the loop, a wake-up or a thread change between. A task that is submitted
 * while another runs waits for it (a trampoline), so no task ever runs inside another one; after {@link #BURST} tasks
 * the rest goes through the loop's own queue, so that actors which keep each other busy cannot starve the sockets.
 */
final class LoopExecutor extends AbstractExecutorService {
    private static final Logger LOG = LoggerFactory.getLogger(LoopExecutor.class);
    private static final int BURST = 256;

    private final EventExecutor loop;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private final Runnable drainLater = this::drain;
    private boolean running;

    LoopExecutor(EventExecutor loop) {
        this.loop = loop;
    }

    @Override
    public void execute(Runnable task) {
        if (!loop.inEventLoop()) {
            loop.execute(() -> runOrQueue(task));
        } else {
            runOrQueue(task);
        }
    }

    private void runOrQueue(Runnable task) {
        if (running) {
            waiting.add(task);
            return;
        }
        running = true;
        run(task);
        if (waiting.isEmpty()) {
            running = false;
        } else {
            drain();
        }
    }

    private void drain() {
        running = true;
        for (int i = 0; i < BURST; i++) {
            Runnable next = waiting.poll();
            if (next == null) {
                running = false;
                return;
            }
            run(next);
        }
        // Stays marked as running: what arrives before the loop comes back waits its turn.
        loop.execute(drainLater);
    }

    /** Runs the task; whatever it throws must not stop the tasks after it, nor go unseen. */
    static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            // The loop goes on whatever one task did; what the JVM cannot survive ends it (ExitOnOutOfMemoryError).
            LOG.error("a task on an event loop failed", e);
        }
    }

    // The loop belongs to the event loop group: a dispatcher that shuts down stops using it, nothing more.

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return loop.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return loop.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }
}
