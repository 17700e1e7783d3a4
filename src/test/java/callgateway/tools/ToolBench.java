package callgateway.tools;

import callgateway.tools.ToolEndpoint.CallerNumber;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A client that remembers what it counted. */
final class ToolBench implements ToolMonitor, AutoCloseable {
    static final String SECRET = "0123456789abcdef0123456789abcdef";

    final List<String> counted = new CopyOnWriteArrayList<>();
    final AtomicInteger running = new AtomicInteger();
    final ToolClient client;

    ToolBench() {
        this(256, null);
    }

    ToolBench(int maxRunning, @Nullable SSLContext trust) {
        client = new ToolClient(new ToolLimits(maxRunning), this, callSid -> "", trust);
    }

    /** A call that is under way. */
    record Running(ToolCaller.Run run, CompletableFuture<ToolOutcome> outcome) {
        ToolOutcome get() throws InterruptedException, ExecutionException, TimeoutException {
            return outcome.get(60, TimeUnit.SECONDS);
        }
    }

    static ToolEndpoint at(URI url) {
        return new ToolEndpoint(url, List.of(SECRET), Duration.ofMillis(4800), 64 * 1024, false, CallerNumber.MASKED);
    }

    static ToolEndpoint at(URI url, Duration timeout) {
        return new ToolEndpoint(url, List.of(SECRET), timeout, 64 * 1024, false, CallerNumber.MASKED);
    }

    static ToolEndpoint idempotent(URI url) {
        return at(url).with(url, true);
    }

    static ToolRequest request(ToolEndpoint endpoint) {
        return new ToolRequest(
                endpoint,
                "CA1",
                "sales",
                "s1",
                "t_7",
                "find_slot",
                "{\"day\":\"Thursday\",\"n\":1.0000000000000000001}",
                "c_41",
                "+*******0123",
                "+15550100");
    }

    Running begin(ToolEndpoint endpoint) {
        CompletableFuture<ToolOutcome> outcome = new CompletableFuture<>();
        return new Running(client.begin(request(endpoint), outcome::complete), outcome);
    }

    ToolOutcome call(ToolEndpoint endpoint) throws InterruptedException, ExecutionException, TimeoutException {
        return begin(endpoint).get();
    }

    @Override
    public void begun() {
        running.incrementAndGet();
    }

    @Override
    public void answered(Duration took) {
        running.decrementAndGet();
        counted.add("answered");
    }

    @Override
    public void failed(ToolFault fault, Duration took) {
        running.decrementAndGet();
        counted.add(fault.code());
    }

    @Override
    public void refused(ToolFault fault) {
        counted.add("refused " + fault.code());
    }

    @Override
    public void repeated() {
        counted.add("repeated");
    }

    @Override
    public void duplicate() {
        counted.add("duplicate");
    }

    @Override
    public void tooLateForAgent() {
        counted.add("too late");
    }

    @Override
    public void close() {
        client.close();
    }
}
