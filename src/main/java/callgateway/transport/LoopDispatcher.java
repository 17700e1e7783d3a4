package callgateway.transport;

import com.typesafe.config.Config;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;

/** Makes a Pekko dispatcher run on one event loop; named in the configuration that {@link Loops#dispatchers} makes. */
public final class LoopDispatcher extends ExecutorServiceConfigurator {
    private final Config config;

    /** Called by Pekko. */
    public LoopDispatcher(Config config, DispatcherPrerequisites prerequisites) {
        super(config, prerequisites);
        this.config = config;
    }

    @Override
    public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threadFactory) {
        Loops loops = Objects.requireNonNull(Loops.running(config.getString("loops")), "event loops are closed");
        return new LoopExecutorFactory(loops.all().get(config.getInt("index")));
    }

    private static final class LoopExecutorFactory implements ExecutorServiceFactory {
        private final Loop loop;

        LoopExecutorFactory(Loop loop) {
            this.loop = loop;
        }

        @Override
        public ExecutorService createExecutorService() {
            return loop.executor();
        }
    }
}
