package callgateway.operations;

import callgateway.admission.AdmissionMonitor;
import callgateway.call.CallWatcher;
import callgateway.recording.RecordingMonitor;
import callgateway.records.RecordsMonitor;
import callgateway.rest.RestMonitor;
import callgateway.tools.ToolMonitor;
import callgateway.tracing.TraceMonitor;
import callgateway.transport.Loop;
import callgateway.transport.Loops;
import callgateway.transport.PublicServer;
import callgateway.transport.TransportCounters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.File;
import java.nio.file.Path;
import java.util.Map;

/** All that is counted, in one registry. Each part of the gateway has a monitor of its own here. */
public final class GatewayMetrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Meters meters = new Meters(registry);
    private final Map<WebhookResult, Counter> webhooks =
            meters.byReason(WebhookResult.class, "gateway_webhooks", "Webhook requests");
    private final Counter configReloads =
            meters.counter("gateway_config_reloads", "Changed configurations that came into use");
    private final Counter configRefusals =
            meters.counter("gateway_config_refusals", "Changed configurations with mistakes, not used");
    private final Counter forcedEnds =
            meters.counter("gateway_drain_forced", "Calls that were still live when the process had to end");
    private final CallMetrics calls = new CallMetrics(registry);
    private final CallStates callStates = new CallStates(registry);
    private final CarrierMetrics carrierRequests = new CarrierMetrics(registry, Meters.latencies());
    private final ToolMetrics toolCalls = new ToolMetrics(registry, Meters.latencies());
    private final StoredAgentMetrics storedAgents = new StoredAgentMetrics(meters);
    private final TraceMetrics traces = new TraceMetrics(registry);
    private final RecordingMetrics recordings = new RecordingMetrics(registry);
    private final JvmGcMetrics gc = new JvmGcMetrics();

    /** What became of a webhook request. */
    public enum WebhookResult {
        /** Answered with TwiML. */
        ANSWERED,
        /** The signature is missing or wrong. */
        FORGED,
        /** Not a form, or without the fields every webhook has. */
        MALFORMED,
        /** The caller waits in line, or rings on. */
        QUEUED,
        /** A waiting caller asked what comes next. */
        WAITING,
        /** The pool is closed at this hour. */
        CLOSED,
        /** This node is being emptied and takes nobody new. */
        DRAINING,
        /** There is neither a slot nor a place in line, or this node is closing. */
        FULL,
        /** The gateway could not decide in time, and rescued the caller. */
        RESCUED
    }

    /** All meters, at zero. */
    public GatewayMetrics() {
        gc.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** Adds what the sockets and their loops count. */
    public void watch(PublicServer server, Loops loops) {
        TransportCounters counters = server.counters();
        meters.function("gateway_connections_accepted", "Connections on the public port", counters, c -> c.accepted());
        meters.function(
                "gateway_connections_over_limit", "Connections closed unread: too many", counters, c -> c.overLimit());
        meters.function(
                "gateway_connections_timed_out", "Connections that said nothing in time", counters, c -> c.timedOut());
        meters.function(
                "gateway_requests_bad", "Requests that were no HTTP or no upgrade", counters, c -> c.badRequests());
        meters.function(
                "gateway_upgrades_refused", "Media sockets without a proof", counters, c -> c.upgradesRefused());
        meters.function(
                "gateway_answers_failed", "Requests answered with a bare 500", counters, c -> c.failedAnswers());
        meters.function("gateway_media_relayed", "Media sockets relayed to another node", counters, c -> c.relayed());
        Gauge.builder("gateway_media_relaying", counters, TransportCounters::relaying)
                .description("Media sockets that are relayed to another node now")
                .register(registry);
        Gauge.builder("gateway_connections_open", server, PublicServer::connections)
                .description("Connections open on the public port")
                .register(registry);
        for (Loop loop : loops.all()) {
            FunctionCounter.builder("gateway_loop_ticks_late", loop, Loop::lateTicks)
                    .description("Ticks of an event loop that came more than 20 ms late")
                    .tag("loop", loop.dispatcher())
                    .register(registry);
        }
        LateHistograms.show(registry.getPrometheusRegistry(), loops.all());
    }

    /** Adds how much room there is for this node's data. */
    public void watch(Path folder) {
        File data = folder.toFile();
        // Nobody else keeps it; the registry would forget it with the next collection, and say NaN.
        Gauge.builder("gateway_data_free_bytes", data, File::getUsableSpace)
                .description("Room left on the disk of the data folder")
                .strongReference(true)
                .register(registry);
        Gauge.builder("gateway_data_total_bytes", data, File::getTotalSpace)
                .description("Size of the disk of the data folder")
                .strongReference(true)
                .register(registry);
    }

    /** Adds whether this node takes calls. */
    public void watch(Readiness readiness) {
        for (Readiness.State state : Readiness.State.values()) {
            Gauge.builder("gateway_state", readiness, now -> now.state() == state ? 1 : 0)
                    .description("1 for what this node is doing")
                    .tag("state", Meters.word(state))
                    .register(registry);
        }
        Gauge.builder("gateway_draining_seconds", readiness, Readiness::secondsOfDraining)
                .description("For how long this node has been emptied; 0 when it is not")
                .register(registry);
    }

    /** Counts how reading stored agents went. */
    public StoredAgentMetrics storedAgents() {
        return storedAgents;
    }

    /** The configuration was read again; {@code good} when it is in use. */
    public void configRead(boolean good) {
        (good ? configReloads : configRefusals).increment();
    }

    /** A webhook request was dealt with. */
    public void webhook(WebhookResult result) {
        Meters.count(webhooks, result);
    }

    /** What calls are counted by. */
    public CallMetrics calls() {
        return calls;
    }

    /** What counts which call does what. */
    public CallWatcher callStates() {
        return callStates;
    }

    /** Calls with a stream, now. */
    public int live() {
        return calls.live();
    }

    /** What counts admission's decisions, in the same registry. */
    public AdmissionMonitor admission(Readiness readiness) {
        return new AdmissionMetrics(registry, readiness);
    }

    /** What requests to the carrier's REST API are counted by. */
    public RestMonitor carrierRequests() {
        return carrierRequests;
    }

    /** What counts records and events, in the same registry. */
    public RecordsMonitor records(Readiness readiness) {
        return new RecordMetrics(registry, readiness, Meters.latencies());
    }

    /** What the agents' tool calls are counted by. */
    public ToolMonitor toolCalls() {
        return toolCalls;
    }

    /** What traces are counted by. */
    public TraceMonitor traces() {
        return traces;
    }

    /** The Prometheus text of everything. */
    public String scrape() {
        // Not while rows are replaced: for a moment there are both, which is no answer but an error.
        synchronized (registry) {
            return registry.scrape();
        }
    }

    /** What recordings are counted by, in the same registry. */
    public RecordingMonitor recordings() {
        return recordings;
    }

    /** What counts what nodes do for each other, in the same registry; to be asked for once. */
    public ClusterMetrics cluster() {
        return new ClusterMetrics(registry, Meters.latencies());
    }

    /** So many calls were ended because the process had to. */
    public void forcedEnds(int calls) {
        forcedEnds.increment(calls);
    }

    MeterRegistry registry() {
        return registry;
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
