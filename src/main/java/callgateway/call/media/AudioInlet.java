package callgateway.call.media;

import callgateway.audio.AudioRing;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.OutHandler;
import org.jspecify.annotations.Nullable;
import scala.Function1;
import scala.runtime.BoxedUnit;

/**
 * Where audio enters a graph: a bounded ring that socket handlers write and the graph empties.
 *
 * <pre>
 *   socket handler ──offer──▶ (graph waits) ────────────────────────────────▶ AudioChunk
 *                       └───▶ ring ──(on pull, or woken when it was waiting)──▶ AudioChunk
 * </pre>
 *
 * Audio for a graph that waits goes through it at once, out of the array it was offered in. What is already in its last
 * form is inserted between what was offered before and what is offered after it. Loop thread only.
 */
final class AudioInlet extends RunsOnce<SourceShape<AudioChunk>> implements OutHandler {
    private static final Outlet<AudioChunk> OUT = Outlet.create("AudioInlet.out");
    private static final SourceShape<AudioChunk> SHAPE = SourceShape.of(OUT);

    // What the interpreter calls, with the inlet as the event: nothing to allocate for a frame.
    private static final Function1<Object, BoxedUnit> OFFERED = inlet -> {
        ((AudioInlet) inlet).pushOffered();
        return BoxedUnit.UNIT;
    };
    private static final Function1<Object, BoxedUnit> MORE = inlet -> {
        ((AudioInlet) inlet).pushWaiting();
        return BoxedUnit.UNIT;
    };

    private final int unitBytes;
    private final int maxChunkBytes;
    private final boolean dropOldest;
    private boolean started;
    private boolean waking;
    private final int boundBytes;
    /** Made when something has to wait for the first time: with most callers nothing ever does. */
    private @Nullable AudioRing ring;

    private final Epoch epoch;
    private final MediaScratch scratch;
    private @Nullable Inserted inserted;
    private final AsyncCallback<Signal> wake = createAsyncCallback(this::onSignal);

    private enum Signal {
        MORE,
        COMPLETE
    }

    /** What was inserted, after so many bytes of the ring since the one before. */
    private static final class Inserted {
        final AudioChunk chunk = new AudioChunk();
        int after;

        @Nullable
        Inserted next;

        Inserted(byte[] bytes, int after) {
            chunk.show(bytes, 0, bytes.length);
            chunk.finished = true;
            this.after = after;
        }
    }

    /**
     * An inlet.
     *
     * @param boundBytes most that may wait
     * @param unitBytes chunks are whole multiples of this
     * @param maxChunkBytes the longest chunk, a multiple of {@code unitBytes}
     * @param dropOldest what goes when the ring is full: the oldest, or else the newest
     */
    AudioInlet(
            int boundBytes, int unitBytes, int maxChunkBytes, boolean dropOldest, Epoch epoch, MediaScratch scratch) {
        super(SHAPE);
        this.boundBytes = boundBytes;
        this.unitBytes = unitBytes;
        this.maxChunkBytes = maxChunkBytes;
        this.dropOldest = dropOldest;
        this.epoch = epoch;
        this.scratch = scratch;
    }

    // -- the writing end

    /** Adds audio; returns the bytes that were dropped to keep the bound. */
    int offer(byte[] bytes, int offset, int length) {
        if (passesThrough(length) && pass(bytes, offset, length)) {
            return 0;
        }
        if (ring == null) {
            ring = new AudioRing(boundBytes);
        }
        int dropped = dropOldest
                ? ring.offerDroppingOldest(bytes, offset, length)
                : ring.offerDroppingNewest(bytes, offset, length);
        if (!waking && ring.size() >= unitBytes) {
            wake();
        }
        return dropped;
    }

    /** Adds audio in its last form, which later stages do not convert; the array is kept until it has gone. */
    void insert(byte[] finished) {
        int after = waitingBytes();
        Inserted last = null;
        for (Inserted one = inserted; one != null; one = one.next) {
            after -= one.after;
            last = one;
        }
        Inserted added = new Inserted(finished, after);
        if (last == null) {
            inserted = added;
        } else {
            last.next = added;
        }
        if (!waking) {
            wake();
        }
    }

    /** Whether nothing waits here, and nothing is on its way through the graph. */
    boolean isIdle() {
        return started && !waking && inserted == null && waitingBytes() == 0;
    }

    /** What was offered and waits here. */
    int waitingBytes() {
        return ring == null ? 0 : ring.size();
    }

    /** Drops what waits. */
    void clear() {
        if (ring != null) {
            ring.clear();
        }
        inserted = null;
    }

    /** No more audio will come: the graph completes. */
    void complete() {
        wake.invoke(Signal.COMPLETE);
    }

    private boolean passesThrough(int length) {
        return isIdle() && length > 0 && length <= maxChunkBytes && length % unitBytes == 0 && isAvailable(OUT);
    }

    /** Returns whether it went; otherwise nothing has happened. */
    private boolean pass(byte[] bytes, int offset, int length) {
        AudioChunk chunk = scratch.offered;
        chunk.show(bytes, offset, length);
        chunk.epoch = epoch.current();
        InlineRun.Outcome ran = InlineRun.run(this, OFFERED);
        if (ran == InlineRun.Outcome.UNFINISHED) {
            waking = true;
            wake.invoke(Signal.MORE);
        }
        return ran != InlineRun.Outcome.BUSY;
    }

    private void wake() {
        InlineRun.Outcome ran = started ? InlineRun.run(this, MORE) : InlineRun.Outcome.BUSY;
        if (ran != InlineRun.Outcome.DONE) {
            waking = true;
            wake.invoke(Signal.MORE);
        }
    }

    // -- the stage

    @Override
    void handlePorts() {
        setHandler(OUT, this);
    }

    @Override
    public void preStart() {
        started = true;
    }

    @Override
    public void onPull() {
        pushIfAny();
    }

    private void onSignal(Signal signal) {
        if (signal == Signal.COMPLETE) {
            completeStage();
        } else {
            pushWaiting();
        }
    }

    private void pushOffered() {
        push(OUT, scratch.offered);
    }

    private void pushWaiting() {
        waking = false;
        if (isAvailable(OUT)) {
            pushIfAny();
        }
    }

    private void pushIfAny() {
        Inserted next = inserted;
        if (next != null && next.after == 0) {
            inserted = next.next;
            next.chunk.epoch = epoch.current();
            push(OUT, next.chunk);
            return;
        }
        int whole = (next == null ? waitingBytes() : next.after) / unitBytes * unitBytes;
        if (ring != null && whole > 0) {
            AudioChunk chunk = scratch.waited;
            chunk.room(maxChunkBytes);
            chunk.length = ring.poll(chunk.bytes, 0, Math.min(whole, maxChunkBytes));
            chunk.epoch = epoch.current();
            if (next != null) {
                next.after -= chunk.length;
            }
            push(OUT, chunk);
        }
    }
}
