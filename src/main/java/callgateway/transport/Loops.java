package callgateway.transport;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The event loops of one gateway.
 *
 * <p>Start them before the actor system and give it {@link #dispatchers()}: one dispatcher per loop, through which
 * actors and streams run on the loop's own thread.
 */
public final class Loops implements AutoCloseable {
    private static final Map<String, Loops> RUNNING = new ConcurrentHashMap<>();
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String id = "loops-" + COUNT.incrementAndGet();
    private final IoKind kind;
    private final MultiThreadIoEventLoopGroup group;
    private final List<Loop> loops = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    private Loops(IoKind kind, int count) {
        this.kind = kind;
        this.group = new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("media", false), kind.handlers());
        for (EventExecutor executor : group) {
            loops.add(new Loop((EventLoop) executor, "callgateway-loop-" + loops.size()));
        }
    }

    /**
     * Starts the loops' threads.
     *
     * @param kind how they talk to the kernel
     * @param count how many, at least 1
     */
    public static Loops start(IoKind kind, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("event-loops: " + count + " (expected: > 0)");
        }
        Loops started = new Loops(kind, count);
        RUNNING.put(started.id, started);
        return started;
    }

    /** The configuration of one dispatcher per loop, to be merged into the actor system's. */
    public Config dispatchers() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < loops.size(); i++) {
            text.append(loops.get(i).dispatcher())
                    .append(" { type = Dispatcher, throughput = 64, shutdown-timeout = 1s")
                    .append(
                            ", mailbox-type = org.apache.pekko.dispatch.SingleConsumerOnlyUnboundedMailbox, executor = \"")
                    .append(LoopDispatcher.class.getName())
                    .append("\", loops = ")
                    .append(id)
                    .append(", index = ")
                    .append(i)
                    .append(" }\n");
        }
        return ConfigFactory.parseString(text.toString());
    }

    /** How many loops there are. */
    public int count() {
        return loops.size();
    }

    /** Every loop. */
    public List<Loop> all() {
        return List.copyOf(loops);
    }

    /** A loop for work that has no socket yet, in turn. */
    public Loop any() {
        return loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
    }

    /** How the loops talk to the kernel. */
    public IoKind kind() {
        return kind;
    }

    /** Ends the loops' threads; waits up to 5 s for what they are doing. */
    @Override
    public void close() {
        RUNNING.remove(id);
        group.shutdownGracefully(0, 3, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        loops.forEach(loop -> loop.buffers().close());
    }

    MultiThreadIoEventLoopGroup group() {
        return group;
    }

    Loop owning(EventLoop events) {
        for (Loop loop : loops) {
            if (loop.events() == events) {
                return loop;
            }
        }
        throw new IllegalStateException("a channel of a foreign event loop");
    }

    static @Nullable Loops running(String id) {
        return RUNNING.get(id);
    }
}
