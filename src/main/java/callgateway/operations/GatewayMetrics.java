package callgateway.operations;

import callgateway.admission.AdmissionMonitor;
import callgateway.call.CallMonitor;
import callgateway.call.EndReason;
import callgateway.call.StreamRefusal;
import callgateway.call.TransferOutcome;
import callgateway.call.media.MediaCounters;
import callgateway.omni.DropReason;
import callgateway.recording.RecordingMonitor;
import callgateway.records.RecordsMonitor;
import callgateway.rest.RestMonitor;
import callgateway.routing.Transfers;
import callgateway.tools.ToolMonitor;
import callgateway.transport.Loop;
import callgateway.transport.Loops;
import callgateway.transport.PublicServer;
import callgateway.transport.TransportCounters;
import callgateway.twilio.BadMessage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;

/**
 * Counts what calls tell it. Every counter is made at the start, from closed sets, so that a count on an event loop is an
 * addition and a figure that has never happened reads 0.
 */
public final class GatewayMetrics implements CallMonitor, AutoCloseable {
    private static final Duration[] LATENCIES = {
        Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(400),
        Duration.ofMillis(800), Duration.ofMillis(1600), Duration.ofMillis(3200), Duration.ofMillis(6400)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AtomicInteger live = new AtomicInteger();
    private final Map<StreamRefusal, Counter> streamsRefused;
    private final Map<BadMessage.Reason, Counter> badMessages;
    private final Map<DropReason, Counter> agentDrops;
    private final Map<EndReason, Counter> ended;
    private final Map<EndReason, Counter> attemptsFailed;
    private final Map<WebhookResult, Counter> webhooks;
    private final Map<Transfers.Refusal, Counter> transfersRefused;
    private final Map<TransferOutcome, Counter> transfers;
    private final Counter configReloads;
    private final Counter configRefusals;
    private final Counter unknownEvents;
    private final Counter started;
    private final Counter actorsFailed;
    private final Counter callerDroppedMs;
    private final Counter callerBeforeAgentMs;
    private final Counter agentDroppedMs;
    private final Counter flushedMs;
    private final Counter flushes;
    private final Counter lateFrames;
    private final Counter underruns;
    private final Counter interludeMs;
    private final Counter keys;
    private final Counter agentsReplaced;
    private final Timer agentReady;
    private final Timer firstAudio;
    private final Timer length;
    private final CarrierMetrics carrierRequests;
    private final ToolMetrics toolCalls;
    private final Counter forcedEnds;
    private final RecordingMetrics recordings;
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
        streamsRefused = byReason(
                StreamRefusal.class, "gateway_streams_refused", "Media sockets that were not let in, or put out");
        badMessages = byReason(
                BadMessage.Reason.class, "gateway_carrier_messages_bad", "Carrier messages that made no sense");
        agentDrops = byReason(DropReason.class, "gateway_agent_messages_dropped", "Agent messages that were dropped");
        ended = byReason(EndReason.class, "gateway_calls_ended", "Calls that ended");
        attemptsFailed =
                byReason(EndReason.class, "gateway_agent_attempts_failed", "Attempts to reach the agent that failed");
        webhooks = byReason(WebhookResult.class, "gateway_webhooks", "Webhook requests");
        transfersRefused = byReason(
                Transfers.Refusal.class, "gateway_transfers_refused", "Wishes to dial somebody who may not be dialled");
        transfers = byEach(
                TransferOutcome.class, "gateway_transfers", "outcome", "Callers handed over, and what became of it");
        configReloads = counter("gateway_config_reloads", "Changed configurations that came into use");
        configRefusals = counter("gateway_config_refusals", "Changed configurations with mistakes, not used");
        unknownEvents = counter("gateway_carrier_events_unknown", "Carrier events of unknown kind, ignored");
        started = counter("gateway_calls_started", "Calls whose stream was let in");
        actorsFailed = counter("gateway_actors_failed", "Actors of calls that failed");
        callerDroppedMs =
                counter("gateway_caller_audio_dropped_milliseconds", "Caller audio dropped because the agent was slow");
        callerBeforeAgentMs = counter(
                "gateway_caller_audio_before_agent_milliseconds", "Caller audio that came before an agent listened");
        agentDroppedMs =
                counter("gateway_agent_audio_dropped_milliseconds", "Agent audio dropped because too much was held");
        flushedMs = counter("gateway_agent_audio_flushed_milliseconds", "Agent audio that interruptions cut off");
        flushes = counter("gateway_flushes", "Interruptions that cut audio off");
        lateFrames = counter("gateway_agent_frames_late", "Frames stopped because they came from before a flush");
        underruns = counter("gateway_playout_underruns", "Times the carrier ran dry while the agent spoke");
        interludeMs = counter("gateway_hold_audio_milliseconds", "Hold audio and comfort tones played to callers");
        keys = counter("gateway_key_tones", "Keys of the agent's played to callers as tones");
        agentsReplaced = counter(
                "gateway_agents_replaced",
                "Agents that were lost in mid-call, or at their session's limit, and replaced");
        agentReady = timer("gateway_agent_ready", "From the stream's start to an agent that is ready");
        firstAudio = timer("gateway_first_audio", "From the stream's start to the first agent audio sent");
        length = timer("gateway_call_length", "Length of calls' streams");
        carrierRequests = new CarrierMetrics(registry, LATENCIES);
        toolCalls = new ToolMetrics(registry, LATENCIES);
        forcedEnds = counter("gateway_drain_forced", "Calls that were still live when the process had to end");
        recordings = new RecordingMetrics(registry);
        Gauge.builder("gateway_calls_live", live, AtomicInteger::get)
                .description("Calls with a stream")
                .register(registry);
        gc.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
    }

    /** Adds what the sockets count. */
    public void watch(PublicServer server, Loops loops) {
        TransportCounters counters = server.counters();
        function("gateway_connections_accepted", "Connections on the public port", counters, c -> c.accepted());
        function("gateway_connections_over_limit", "Connections closed unread: too many", counters, c -> c.overLimit());
        function("gateway_connections_timed_out", "Connections that said nothing in time", counters, c -> c.timedOut());
        function("gateway_requests_bad", "Requests that were no HTTP or no upgrade", counters, c -> c.badRequests());
        function("gateway_upgrades_refused", "Media sockets without a proof", counters, c -> c.upgradesRefused());
        function("gateway_answers_failed", "Requests answered with a bare 500", counters, c -> c.failedAnswers());
        function("gateway_media_relayed", "Media sockets relayed to another node", counters, c -> c.relayed());
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
    }

    /** The configuration was read again; {@code good} when it is in use. */
    public void configRead(boolean good) {
        (good ? configReloads : configRefusals).increment();
    }

    /** What counts admission's decisions, in the same registry. */
    public AdmissionMonitor admission(Readiness readiness) {
        return new AdmissionMetrics(registry, readiness);
    }

    /** The Prometheus text of everything. */
    public String scrape() {
        // Not while rows are replaced: for a moment there are both, which is no answer but an error.
        synchronized (registry) {
            return registry.scrape();
        }
    }

    /** What requests to the carrier's REST API are counted by. */
    public RestMonitor carrierRequests() {
        return carrierRequests;
    }

    /** What counts records and events, in the same registry. */
    public RecordsMonitor records(Readiness readiness) {
        return new RecordMetrics(registry, readiness, LATENCIES);
    }

    /** What recordings are counted by, in the same registry. */
    public RecordingMonitor recordings() {
        return recordings;
    }

    /** What the agents' tool calls are counted by. */
    public ToolMonitor toolCalls() {
        return toolCalls;
    }

    /** What counts what nodes do for each other, in the same registry; to be asked for once. */
    public ClusterMetrics cluster() {
        return new ClusterMetrics(registry, LATENCIES);
    }

    /** So many calls were ended because the process had to. */
    public void forcedEnds(int calls) {
        forcedEnds.increment(calls);
    }

    MeterRegistry registry() {
        return registry;
    }

    /** Calls with a stream, now. */
    public int live() {
        return live.get();
    }

    /** A webhook request was dealt with. */
    public void webhook(WebhookResult result) {
        count(webhooks, result);
    }

    @Override
    public void streamRefused(StreamRefusal reason) {
        count(streamsRefused, reason);
    }

    @Override
    public void badCarrierMessage(BadMessage.Reason reason) {
        count(badMessages, reason);
    }

    @Override
    public void unknownCarrierEvent() {
        unknownEvents.increment();
    }

    @Override
    public void agentMessageDropped(DropReason reason) {
        count(agentDrops, reason);
    }

    @Override
    public void callStarted() {
        live.incrementAndGet();
        started.increment();
    }

    @Override
    public void agentAttemptFailed(EndReason kind) {
        count(attemptsFailed, kind);
    }

    @Override
    public void agentReady(Duration sinceStart) {
        agentReady.record(sinceStart);
    }

    @Override
    public void agentReplaced() {
        agentsReplaced.increment();
    }

    @Override
    public void firstAudio(Duration sinceStart) {
        firstAudio.record(sinceStart);
    }

    @Override
    public void callEnded(EndReason reason, Duration took, MediaCounters media) {
        live.decrementAndGet();
        count(ended, reason);
        length.record(took);
        callerDroppedMs.increment((double) media.callerDroppedMs());
        callerBeforeAgentMs.increment((double) media.callerBeforeAgentMs());
        agentDroppedMs.increment((double) media.agentDroppedMs());
        flushedMs.increment((double) media.flushedMs());
        flushes.increment((double) media.flushes());
        lateFrames.increment((double) media.lateFrames());
        underruns.increment((double) media.underruns());
        interludeMs.increment(20.0 * media.interludeFrames());
        keys.increment((double) media.keys());
    }

    @Override
    public void transferRefused(Transfers.Refusal why) {
        count(transfersRefused, why);
    }

    @Override
    public void transferOver(TransferOutcome outcome) {
        count(transfers, outcome);
    }

    @Override
    public void actorFailed(String which) {
        actorsFailed.increment();
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    private Timer timer(String name, String description) {
        return Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(LATENCIES)
                .register(registry);
    }

    private <T> void function(String name, String description, T state, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, state, value).description(description).register(registry);
    }

    private <E extends Enum<E>> Map<E, Counter> byReason(Class<E> reasons, String name, String description) {
        return byEach(reasons, name, "reason", description);
    }

    private <E extends Enum<E>> Map<E, Counter> byEach(
            Class<E> reasons, String name, String label, String description) {
        Map<E, Counter> counters = new EnumMap<>(reasons);
        MeterRegistry in = registry;
        for (E reason : reasons.getEnumConstants()) {
            counters.put(
                    reason,
                    Counter.builder(name)
                            .description(description)
                            .tag(label, reason.name().toLowerCase(Locale.ROOT))
                            .register(in));
        }
        return counters;
    }

    private static <E extends Enum<E>> void count(Map<E, Counter> counters, E reason) {
        Counter counter = counters.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }
}
