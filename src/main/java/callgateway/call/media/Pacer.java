package callgateway.call.media;

import callgateway.audio.AudioRing;
import callgateway.audio.MuLaw;
import callgateway.transport.LateCounts;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.InHandler;
import org.apache.pekko.stream.stage.OutHandler;

/**
 * Lets agent audio go in frames of 20 ms, so that the carrier never has more than the allowed lead, and a socket that does
 * not keep up has nothing more: what is still here at a flush cannot be ahead of the clear.
 *
 * <pre>
 *   any length ──▶ held (bounded) ──▶ whole frames while lead + 20 ms &lt;= max lead, and the socket takes them
 *                                └── the rest on {@link #tick}, several frames at once
 * </pre>
 *
 * The lead is measured against one monotonic clock: a burst is followed by frames that are due at t0 + n * 20 ms,
 * however late any single tick was.
 */
final class Pacer extends RunsOnce<FlowShape<AudioChunk, AudioChunk>> implements InHandler, OutHandler {
    private static final int FRAME_MS = 20;
    /** Once a lead is built, this much is sent at a time: fewer writes, no less smooth. Never more than half the lead. */
    private static final int BATCH_FRAMES = 4;
    /** A last piece shorter than a frame waits this long for more of its kind, then is filled up with silence. */
    private static final long TAIL_NANOS = 60_000_000L;

    private static final long NANOS_PER_MS = 1_000_000;

    private static final Inlet<AudioChunk> IN = Inlet.create("Pacer.in");
    private static final Outlet<AudioChunk> OUT = Outlet.create("Pacer.out");
    private static final FlowShape<AudioChunk, AudioChunk> SHAPE = FlowShape.of(IN, OUT);

    private final AudioRing held;
    private final int maxLeadMs;
    private final int batchFrames;
    private final CallerAudioOut caller;
    private final PlayoutClock playout;
    private final Epoch epoch;
    private final MediaCounters counters;
    private final LongSupplier nanos;
    private final AudioChunk frames;
    private final AsyncCallback<Boolean> release = createAsyncCallback(ignored -> letGo(nowNanos()));
    private final LateCounts late;
    private long lastHeldNanos;
    private long heldSinceNanos;
    private long droppedBytes;
    private long filledBytes;

    Pacer(
            MediaSettings settings,
            CallerAudioOut caller,
            PlayoutClock playout,
            Epoch epoch,
            MediaCounters counters,
            LongSupplier nanos,
            MediaScratch scratch) {
        super(SHAPE);
        this.held = new AudioRing(Math.toIntExact(settings.maxHeld().toMillis() * MuLaw.RATE_HZ / 1000));
        this.maxLeadMs = Math.toIntExact(settings.maxLead().toMillis());
        this.batchFrames = Math.max(1, Math.min(BATCH_FRAMES, maxLeadMs / FRAME_MS / 2));
        this.caller = caller;
        this.playout = playout;
        this.epoch = epoch;
        this.counters = counters;
        this.nanos = nanos;
        this.frames = scratch.frames;
        this.late = scratch.late;
    }

    /** To be called every 20 ms: lets go what has become due. */
    void tick(long nowNanos) {
        if (held.isEmpty()) {
            return;
        }
        boolean due = held.size() < MuLaw.FRAME_BYTES
                ? nowNanos - lastHeldNanos > TAIL_NANOS
                : allowed(nowNanos) >= Math.min(batchFrames, held.size() / MuLaw.FRAME_BYTES);
        if (due) {
            countLate(nowNanos);
            release.invoke(true);
        }
    }

    /** Whole frames are due as soon as the carrier has room for a batch of them, or for all there are. */
    private void countLate(long nowNanos) {
        int frames = Math.min(batchFrames, held.size() / MuLaw.FRAME_BYTES);
        if (frames == 0) {
            return;
        }
        long overdueMs = maxLeadMs - (long) frames * FRAME_MS - playout.leadMs(nowNanos);
        long lateNanos = Math.max(0, Math.min(overdueMs * NANOS_PER_MS, nowNanos - heldSinceNanos));
        late.add(lateNanos);
        long lateMs = lateNanos / NANOS_PER_MS;
        counters.latestMs = Math.max(counters.latestMs, lateMs);
        if (lateMs > FRAME_MS) {
            counters.lateReleases++;
        }
    }

    /** The socket may take more. */
    void resume() {
        if (!held.isEmpty()) {
            release.invoke(true);
        }
    }

    /** Drops what is held. */
    void clear() {
        held.clear();
    }

    boolean isIdle() {
        return held.isEmpty();
    }

    /** Room for so many more samples. */
    int roomBytes() {
        return held.maxBytes() - held.size();
    }

    /** Samples dropped because the bound was reached. */
    long droppedBytes() {
        return droppedBytes;
    }

    /** Samples of silence that filled up last pieces. */
    long filledBytes() {
        return filledBytes;
    }

    /** Agent audio held here, ms. */
    int heldMs() {
        return held.size() / (MuLaw.RATE_HZ / 1000);
    }

    private int allowed(long nowNanos) {
        return caller.isWritable() ? (int) Math.max(0, (maxLeadMs - playout.leadMs(nowNanos)) / FRAME_MS) : 0;
    }

    private long nowNanos() {
        return nanos.getAsLong();
    }

    @Override
    void handlePorts() {
        setHandlers(IN, OUT, this);
    }

    @Override
    public void onPush() {
        take(grab(IN));
        pull(IN);
    }

    @Override
    public void onPull() {
        if (!held.isEmpty()) {
            letGo(nowNanos());
        }
    }

    @Override
    public void preStart() {
        pull(IN);
    }

    private void take(AudioChunk mulaw) {
        if (epoch.isOver(mulaw.epoch)) {
            return;
        }
        long now = nowNanos();
        int passing = held.isEmpty() && isAvailable(OUT)
                ? Math.min(allowed(now), mulaw.length / MuLaw.FRAME_BYTES) * MuLaw.FRAME_BYTES
                : 0;
        if (passing < mulaw.length) {
            hold(mulaw, passing, now);
        }
        if (passing > 0) {
            mulaw.length = passing;
            push(OUT, mulaw);
        } else {
            letGo(now);
        }
    }

    private void hold(AudioChunk mulaw, int from, long now) {
        if (held.isEmpty()) {
            heldSinceNanos = now;
        }
        lastHeldNanos = now;
        int dropped = held.offerDroppingNewest(mulaw.bytes, mulaw.offset + from, mulaw.length - from);
        droppedBytes += dropped;
        counters.agentDroppedMs += dropped / (MuLaw.RATE_HZ / 1000);
    }

    private void letGo(long now) {
        if (held.isEmpty() || !isAvailable(OUT)) {
            return;
        }
        int count = Math.min(allowed(now), held.size() / MuLaw.FRAME_BYTES);
        if (count == 0) {
            if (held.size() >= MuLaw.FRAME_BYTES || now - lastHeldNanos <= TAIL_NANOS || allowed(now) == 0) {
                return;
            }
            count = 1;
        }
        int bytes = count * MuLaw.FRAME_BYTES;
        frames.room(bytes);
        int got = held.poll(frames.bytes, 0, bytes);
        Arrays.fill(frames.bytes, got, bytes, MuLaw.SILENCE);
        filledBytes += bytes - got;
        frames.length = bytes;
        frames.epoch = epoch.current();
        push(OUT, frames);
    }
}
