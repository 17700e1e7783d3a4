package callgateway.call.media;

import com.typesafe.config.Config;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;

/**
 * A dispatcher whose tasks run on the test's own thread, one at a time, when the test says so. Stands for an event loop of
 * which the test decides what comes between any two things it does.
 */
public final class SteppedDispatcher extends ExecutorServiceConfigurator {
    static final String ID = "stepped";
    private static final Queue<Runnable> TASKS = new ConcurrentLinkedQueue<>();

    /** Called by Pekko. */
    public SteppedDispatcher(Config config, DispatcherPrerequisites prerequisites) {
        super(config, prerequisites);
    }

    /** Runs the oldest task; false when there is none. */
    static boolean step() {
        Runnable task = TASKS.poll();
        if (task == null) {
            return false;
        }
        task.run();
        return true;
    }

    /** Runs tasks until there are none. */
    static void settle() {
        while (step()) {
            // what ran may have made more
        }
    }

    @Override
    public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
        return new Factory();
    }

    private static final class Factory implements ExecutorServiceFactory {
        @Override
        public ExecutorService createExecutorService() {
            return new Tasks();
        }
    }

    private static final class Tasks extends AbstractExecutorService {
        @Override
        public void execute(Runnable task) {
            TASKS.add(task);
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }
}
