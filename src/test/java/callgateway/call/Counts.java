package callgateway.call;

import callgateway.call.media.MediaCounters;
import callgateway.omni.DropReason;
import callgateway.omni.Refusal;
import callgateway.routing.Transfers;
import callgateway.twilio.BadMessage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Remembers everything that is counted. */
final class Counts implements CallMonitor {
    final List<StreamRefusal> refused = new CopyOnWriteArrayList<>();
    final AtomicInteger streamsMissing = new AtomicInteger();
    final List<BadMessage.Reason> bad = new CopyOnWriteArrayList<>();
    final AtomicInteger unknown = new AtomicInteger();
    final List<DropReason> agentDrops = new CopyOnWriteArrayList<>();
    final AtomicInteger started = new AtomicInteger();
    final List<EndReason> attemptsFailed = new CopyOnWriteArrayList<>();
    final AtomicInteger agentsReplaced = new AtomicInteger();
    final AtomicInteger agentsNotTold = new AtomicInteger();
    final AtomicInteger agentsReady = new AtomicInteger();
    final AtomicInteger firstAudios = new AtomicInteger();
    final List<Duration> turns = new CopyOnWriteArrayList<>();
    final List<Duration> heardAfterFlush = new CopyOnWriteArrayList<>();
    final List<Refusal.Kind> refusals = new CopyOnWriteArrayList<>();
    final List<String> keysDropped = new CopyOnWriteArrayList<>();
    final List<EndReason> ended = new CopyOnWriteArrayList<>();
    final List<MediaCounters> media = new CopyOnWriteArrayList<>();
    final List<Transfers.Refusal> transfersRefused = new CopyOnWriteArrayList<>();
    final List<TransferOutcome> transfers = new CopyOnWriteArrayList<>();
    final List<String> failed = new CopyOnWriteArrayList<>();

    int live() {
        return started.get() - ended.size();
    }

    @Override
    public void streamRefused(StreamRefusal reason) {
        refused.add(reason);
    }

    @Override
    public void streamMissing() {
        streamsMissing.incrementAndGet();
    }

    @Override
    public void badCarrierMessage(BadMessage.Reason reason) {
        bad.add(reason);
    }

    @Override
    public void unknownCarrierEvent() {
        unknown.incrementAndGet();
    }

    @Override
    public void agentMessageDropped(DropReason reason) {
        agentDrops.add(reason);
    }

    @Override
    public void callStarted() {
        started.incrementAndGet();
    }

    @Override
    public void agentAttemptFailed(EndReason kind) {
        attemptsFailed.add(kind);
    }

    @Override
    public void agentReady(Duration sinceStart) {
        agentsReady.incrementAndGet();
    }

    @Override
    public void agentReplaced() {
        agentsReplaced.incrementAndGet();
    }

    @Override
    public void agentNotTold() {
        agentsNotTold.incrementAndGet();
    }

    @Override
    public void firstAudio(Duration sinceStart) {
        firstAudios.incrementAndGet();
    }

    @Override
    public void turnTaken(Duration latency) {
        turns.add(latency);
    }

    @Override
    public void heardAfterFlush(Duration heard) {
        heardAfterFlush.add(heard);
    }

    @Override
    public void agentRefused(Refusal.Kind kind) {
        refusals.add(kind);
    }

    @Override
    public void keysDropped(KeyDrop why, int keys) {
        keysDropped.add(why + " " + keys);
    }

    @Override
    public void callEnded(EndReason reason, Duration length, MediaCounters counted) {
        media.add(counted);
        ended.add(reason);
    }

    @Override
    public void transferRefused(Transfers.Refusal why) {
        transfersRefused.add(why);
    }

    @Override
    public void transferOver(TransferOutcome outcome) {
        transfers.add(outcome);
    }

    @Override
    public void actorFailed(String which) {
        failed.add(which);
    }
}
