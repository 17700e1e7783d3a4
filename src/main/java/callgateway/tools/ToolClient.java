package callgateway.tools;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Calls tools over HTTPS with the JDK's client: asynchronous, so that a hundred slow endpoints cost no thread each, every
 * request can be broken off, and there is nothing more to depend on. Everything it does, it does on threads of its own: as
 * many as have work, which the bound on requests bounds too, so that one host name that cannot be looked up keeps nobody
 * else waiting.
 *
 * <p>HTTP/1.1: with one connection for each request under way, one that breaks is one call's trouble.
 */
public final class ToolClient implements ToolCaller, AutoCloseable {
    /** Short enough for a second attempt within any usual deadline. */
    private static final Duration CONNECT_WITHIN = Duration.ofMillis(1500);

    private static final String KEEP_ALIVE = "jdk.httpclient.keepalive.timeout";

    static {
        // By default idle connections are kept for 20 minutes, which no NAT on the way does; a POST on a connection
        // that
        // is forgotten there would be lost. Read by the JDK when the first client of the process connects.
        if (System.getProperty(KEEP_ALIVE) == null) {
            System.setProperty(KEEP_ALIVE, "30");
        }
    }

    private final ToolMonitor monitor;
    private final UnaryOperator<String> traces;
    private final Places places;
    private final ExecutorService threads = Executors.newCachedThreadPool(named("tools"));
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, named("tools-clock"));
    private final HttpClient http;
    private final Set<ToolExchange> running = ConcurrentHashMap.newKeySet();

    /** A client that trusts whom the JVM trusts. */
    public ToolClient(ToolLimits limits, ToolMonitor monitor) {
        this(limits, monitor, callSid -> "", null);
    }

    /**
     * A client that says with each request to which trace it belongs.
     *
     * @param traces knows the {@code traceparent} of a CallSid; empty for none
     */
    public ToolClient(ToolLimits limits, ToolMonitor monitor, UnaryOperator<String> traces) {
        this(limits, monitor, traces, null);
    }

    ToolClient(ToolLimits limits, ToolMonitor monitor, UnaryOperator<String> traces, @Nullable SSLContext trust) {
        this.monitor = monitor;
        this.traces = traces;
        this.places = new Places(limits.maxRunning());
        clock.setRemoveOnCancelPolicy(true);
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_WITHIN)
                .executor(threads);
        this.http = trust == null ? builder.build() : builder.sslContext(trust).build();
    }

    @Override
    public Run begin(ToolRequest request, Consumer<ToolOutcome> told) {
        String origin = request.endpoint().origin();
        ToolFault full = places.take(origin);
        if (full != null) {
            return refuse(full, told);
        }
        ToolExchange exchange = new ToolExchange(http, threads, clock, request, traces, monitor, (which, outcome) -> {
            gone(which);
            told.accept(outcome);
        });
        running.add(exchange);
        try {
            exchange.begin();
        } catch (RejectedExecutionException closed) {
            gone(exchange);
            return refuse(ToolFault.ABANDONED, told);
        }
        return exchange;
    }

    @Override
    public ToolMonitor monitor() {
        return monitor;
    }

    private Run refuse(ToolFault fault, Consumer<ToolOutcome> told) {
        monitor.refused(fault);
        told.accept(new ToolOutcome.Failed(fault));
        return () -> {};
    }

    private void gone(ToolExchange exchange) {
        if (running.remove(exchange)) {
            places.give(exchange.origin());
        }
    }

    /** Breaks off what is under way. */
    @Override
    public void close() {
        running.forEach(ToolExchange::breakOff);
        clock.shutdownNow();
        threads.shutdown();
    }

    private static ThreadFactory named(String name) {
        AtomicInteger made = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + made.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
