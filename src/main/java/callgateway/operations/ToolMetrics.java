package callgateway.operations;

import callgateway.tools.ToolFault;
import callgateway.tools.ToolMonitor;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the agents' tool calls. */
final class ToolMetrics implements ToolMonitor {
    private final AtomicInteger running = new AtomicInteger();
    private final Counter answered;
    private final Map<ToolFault, Counter> failed = new EnumMap<>(ToolFault.class);
    private final Counter repeated;
    private final Counter duplicates;
    private final Counter tooLate;
    private final Timer took;

    ToolMetrics(MeterRegistry registry, Duration... latencies) {
        answered = outcome(registry, "answered");
        for (ToolFault fault : ToolFault.values()) {
            failed.put(fault, outcome(registry, fault.code()));
        }
        repeated = counter(registry, "gateway_tool_requests_repeated", "Requests to tools made for the second time");
        duplicates = counter(registry, "gateway_tool_calls_duplicate", "Tool calls that came again with the same id");
        tooLate = counter(
                registry, "gateway_tool_results_too_late", "Outcomes that came when the session that asked was over");
        took = Timer.builder("gateway_tool_call")
                .description("From the agent's call to the outcome, of those that were tried")
                .serviceLevelObjectives(latencies)
                .register(registry);
        Gauge.builder("gateway_tool_calls_running", running, AtomicInteger::get)
                .description("Tool calls under way")
                .register(registry);
    }

    @Override
    public void begun() {
        running.incrementAndGet();
    }

    @Override
    public void answered(Duration time) {
        running.decrementAndGet();
        answered.increment();
        took.record(time);
    }

    @Override
    public void failed(ToolFault fault, Duration time) {
        running.decrementAndGet();
        refused(fault);
        took.record(time);
    }

    @Override
    public void refused(ToolFault fault) {
        Objects.requireNonNull(failed.get(fault)).increment();
    }

    @Override
    public void repeated() {
        repeated.increment();
    }

    @Override
    public void duplicate() {
        duplicates.increment();
    }

    @Override
    public void tooLateForAgent() {
        tooLate.increment();
    }

    private static Counter outcome(MeterRegistry registry, String name) {
        return Counter.builder("gateway_tool_calls")
                .description("Tool calls that have their outcome")
                .tag("outcome", name)
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }
}
