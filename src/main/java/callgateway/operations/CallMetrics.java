package callgateway.operations;

import callgateway.call.CallMonitor;
import callgateway.call.EndReason;
import callgateway.call.KeyDrop;
import callgateway.call.StreamRefusal;
import callgateway.call.TransferOutcome;
import callgateway.call.media.MediaCounters;
import callgateway.omni.DropReason;
import callgateway.omni.Refusal;
import callgateway.routing.Transfers;
import callgateway.twilio.BadMessage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts what calls tell it. Every counter is made at the start, from closed sets, so that a count on an event loop is an
 * addition; a latency is one more, and a search among a dozen bounds.
 */
public final class CallMetrics implements CallMonitor {
    private final AtomicInteger live = new AtomicInteger();
    private final Map<StreamRefusal, Counter> streamsRefused;
    private final Map<BadMessage.Reason, Counter> badMessages;
    private final Map<DropReason, Counter> agentDrops;
    private final Map<EndReason, Counter> ended;
    private final Map<EndReason, Counter> attemptsFailed;
    private final Map<Refusal.Kind, Counter> refusals;
    private final Map<KeyDrop, Counter> keysDropped;
    private final Map<Transfers.Refusal, Counter> transfersRefused;
    private final Map<TransferOutcome, Counter> transfers;
    private final Counter streamsMissing;
    private final Counter unknownEvents;
    private final Counter started;
    private final Counter actorsFailed;
    private final Counter agentsReplaced;
    private final Counter agentsNotTold;
    private final MediaMetrics media;
    private final Timer agentReady;
    private final Timer firstAudio;
    private final Timer length;

    CallMetrics(MeterRegistry registry) {
        Meters meters = new Meters(registry);
        streamsRefused = meters.byReason(
                StreamRefusal.class, "gateway_streams_refused", "Media sockets that were not let in, or put out");
        streamsMissing = meters.counter("gateway_streams_missing", "Media streams that were announced and never came");
        badMessages = meters.byReason(
                BadMessage.Reason.class, "gateway_carrier_messages_bad", "Carrier messages that made no sense");
        agentDrops =
                meters.byReason(DropReason.class, "gateway_agent_messages_dropped", "Agent messages that were dropped");
        ended = meters.byReason(EndReason.class, "gateway_calls_ended", "Calls that ended");
        attemptsFailed = meters.byReason(
                EndReason.class, "gateway_agent_attempts_failed", "Attempts to reach the agent that failed");
        refusals = meters.byEach(
                Refusal.Kind.class,
                "gateway_agent_refusals",
                "kind",
                "Sessions that the agent's service did not want or broke off, by what it meant");
        keysDropped = meters.byReason(
                KeyDrop.class, "gateway_caller_keys_dropped", "Keys of callers that never reached an agent");
        transfersRefused = meters.byReason(
                Transfers.Refusal.class, "gateway_transfers_refused", "Wishes to dial somebody who may not be dialled");
        transfers = meters.byEach(
                TransferOutcome.class, "gateway_transfers", "outcome", "Callers handed over, and what became of it");
        unknownEvents = meters.counter("gateway_carrier_events_unknown", "Carrier events of unknown kind, ignored");
        started = meters.counter("gateway_calls_started", "Calls whose stream was let in");
        actorsFailed = meters.counter("gateway_actors_failed", "Actors of calls that failed");
        agentsReplaced = meters.counter(
                "gateway_agents_replaced",
                "Agents that were lost in mid-call, or at their session's limit, and replaced");
        agentsNotTold = meters.counter(
                "gateway_agents_not_told", "Agents that went on with a call and could not be told what had been");
        media = new MediaMetrics(meters);
        agentReady = meters.latency("gateway_agent_ready", "From the stream's start to an agent that is ready");
        firstAudio = meters.latency("gateway_first_audio", "From the stream's start to the first agent audio sent");
        length = meters.latency("gateway_call_length", "Length of calls' streams");
        Gauge.builder("gateway_calls_live", live, AtomicInteger::get)
                .description("Calls with a stream")
                .register(registry);
    }

    /** Calls with a stream, now. */
    public int live() {
        return live.get();
    }

    @Override
    public void streamRefused(StreamRefusal reason) {
        Meters.count(streamsRefused, reason);
    }

    @Override
    public void streamMissing() {
        streamsMissing.increment();
    }

    @Override
    public void badCarrierMessage(BadMessage.Reason reason) {
        Meters.count(badMessages, reason);
    }

    @Override
    public void unknownCarrierEvent() {
        unknownEvents.increment();
    }

    @Override
    public void agentMessageDropped(DropReason reason) {
        Meters.count(agentDrops, reason);
    }

    @Override
    public void callStarted() {
        live.incrementAndGet();
        started.increment();
    }

    @Override
    public void agentAttemptFailed(EndReason kind) {
        Meters.count(attemptsFailed, kind);
    }

    @Override
    public void agentRefused(Refusal.Kind kind) {
        Meters.count(refusals, kind);
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
    public void agentNotTold() {
        agentsNotTold.increment();
    }

    @Override
    public void firstAudio(Duration sinceStart) {
        firstAudio.record(sinceStart);
    }

    @Override
    public void turnTaken(Duration latency) {
        media.turnTaken(latency);
    }

    @Override
    public void heardAfterFlush(Duration heard) {
        media.heardAfterFlush(heard);
    }

    @Override
    public void keysDropped(KeyDrop why, int keys) {
        Meters.count(keysDropped, why, keys);
    }

    @Override
    public void callEnded(EndReason reason, Duration took, MediaCounters counted) {
        live.decrementAndGet();
        Meters.count(ended, reason);
        length.record(took);
        media.ended(counted);
    }

    @Override
    public void transferRefused(Transfers.Refusal why) {
        Meters.count(transfersRefused, why);
    }

    @Override
    public void transferOver(TransferOutcome outcome) {
        Meters.count(transfers, outcome);
    }

    @Override
    public void actorFailed(String which) {
        actorsFailed.increment();
    }
}
