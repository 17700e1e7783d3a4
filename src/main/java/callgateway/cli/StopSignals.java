package callgateway.cli;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and Ctrl-C, told from each other by how often they came: a shutdown hook would hear of the first only, and the JVM
 * would go its way. The JDK's own class for that is in a module that every JDK has, and is asked for by name, as compilers warn
 * of it. Where it is not there, the first signal is heard by a hook.
 */
final class StopSignals {
    private static final Logger LOG = LoggerFactory.getLogger(StopSignals.class);
    private static final Duration LAST_WORDS = Duration.ofMinutes(2);

    private final CountDownLatch first = new CountDownLatch(1);
    private final CountDownLatch second = new CountDownLatch(1);
    private final CountDownLatch through = new CountDownLatch(1);
    private final AtomicInteger heard = new AtomicInteger();
    private volatile long firstNanos;

    private StopSignals() {}

    /** From now on signals are heard and end nothing by themselves. */
    static StopSignals listen() {
        StopSignals signals = new StopSignals();
        try {
            signals.handle("TERM");
            signals.handle("INT");
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.info("only the first signal to stop will be heard: {}", e.toString());
            Runtime.getRuntime().addShutdownHook(new Thread(signals::hook, "stop"));
        }
        return signals;
    }

    private void handle(String name) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object told =
                Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, given) -> {
                    if (method.getName().equals("handle")) {
                        came();
                        return null;
                    }
                    return switch (method.getName()) {
                        case "hashCode" -> System.identityHashCode(proxy);
                        case "equals" -> given != null && proxy == given[0];
                        default -> "the gateway's";
                    };
                });
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), told);
    }

    private void hook() {
        came();
        try {
            boolean inTime = through.await(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
            if (!inTime) {
                LOG.warn("stopped before all was done");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void came() {
        if (heard.incrementAndGet() > 1) {
            second.countDown();
        } else {
            firstNanos = System.nanoTime();
        }
        first.countDown();
    }

    /** Ends the waiting for the first as a signal does, and is none. */
    void stop() {
        first.countDown();
    }

    /** Whether the first signal came so long ago, or longer. */
    boolean longerAgo(Duration than) {
        long at = firstNanos;
        return at != 0 && System.nanoTime() - at >= than.toNanos();
    }

    /** Waits for the first. */
    void await() throws InterruptedException {
        first.await();
    }

    /** Whether a second one has come: everything is to end at once. */
    boolean again() {
        return second.getCount() == 0;
    }

    /** Everything is done that a signal waits for. */
    void done() {
        through.countDown();
    }
}
