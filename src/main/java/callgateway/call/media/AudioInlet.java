package callgateway.call.media;

import callgateway.audio.AudioRing;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractGraphStageWithMaterializedValue;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStageLogic;
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
 * form is inserted between what was offered before and what is offered after it.
 */
final class AudioInlet extends AbstractGraphStageWithMaterializedValue<SourceShape<AudioChunk>, AudioInlet.Port> {
    private final Outlet<AudioChunk> out = Outlet.create("AudioInlet.out");
    private final SourceShape<AudioChunk> shape = SourceShape.of(out);
    private final int boundBytes;
    private final int unitBytes;
    private final int maxChunkBytes;
    private final boolean dropOldest;
    private final Epoch epoch;
    private final MediaScratch scratch;

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
        this.boundBytes = boundBytes;
        this.unitBytes = unitBytes;
        this.maxChunkBytes = maxChunkBytes;
        this.dropOldest = dropOldest;
        this.epoch = epoch;
        this.scratch = scratch;
    }

    /** The writing end. Loop thread only. */
    interface Port {
        /** Adds audio; returns the bytes that were dropped to keep the bound. */
        int offer(byte[] bytes, int offset, int length);

        /** Adds audio in its last form, which later stages do not convert; the array is kept until it has gone. */
        void insert(byte[] finished);

        /** Whether nothing waits here, and nothing is on its way through the graph. */
        boolean isIdle();

        /** What was offered and waits here. */
        int waitingBytes();

        /** Drops what waits. */
        void clear();

        /** No more audio will come: the graph completes. */
        void complete();
    }

    @Override
    public SourceShape<AudioChunk> shape() {
        return shape;
    }

    @Override
    public Pair<GraphStageLogic, Port> createLogicAndMaterializedValuePair(Attributes attributes) {
        Logic logic = new Logic();
        return Pair.create(logic, logic);
    }

    private enum Signal {
        OFFERED,
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

    private final class Logic extends GraphStageLogic implements Port {
        private final AudioRing ring = new AudioRing(boundBytes);
        private final AsyncCallback<Signal> wake = createAsyncCallback(this::onSignal);
        private final Function1<Object, BoxedUnit> handler = signal -> {
            onSignal((Signal) signal);
            return BoxedUnit.UNIT;
        };
        private @Nullable Inserted inserted;
        private boolean started;
        private boolean waking;

        Logic() {
            super(shape);
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pushIfAny();
                }
            });
        }

        @Override
        public void preStart() {
            started = true;
        }

        @Override
        public int offer(byte[] bytes, int offset, int length) {
            if (passesThrough(length) && pass(bytes, offset, length)) {
                return 0;
            }
            int dropped = dropOldest
                    ? ring.offerDroppingOldest(bytes, offset, length)
                    : ring.offerDroppingNewest(bytes, offset, length);
            if (!waking && ring.size() >= unitBytes) {
                wake();
            }
            return dropped;
        }

        @Override
        public void insert(byte[] finished) {
            int after = ring.size();
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

        private boolean passesThrough(int length) {
            return isIdle() && length > 0 && length <= maxChunkBytes && length % unitBytes == 0 && isAvailable(out);
        }

        @Override
        public boolean isIdle() {
            return started && !waking && ring.isEmpty() && inserted == null;
        }

        /** Returns whether it went; otherwise nothing has happened. */
        private boolean pass(byte[] bytes, int offset, int length) {
            AudioChunk chunk = scratch.offered;
            chunk.show(bytes, offset, length);
            chunk.epoch = epoch.current();
            InlineRun.Outcome ran = InlineRun.run(this, Signal.OFFERED, handler);
            if (ran == InlineRun.Outcome.UNFINISHED) {
                waking = true;
                wake.invoke(Signal.MORE);
            }
            return ran != InlineRun.Outcome.BUSY;
        }

        private void wake() {
            InlineRun.Outcome ran = started ? InlineRun.run(this, Signal.MORE, handler) : InlineRun.Outcome.BUSY;
            if (ran != InlineRun.Outcome.DONE) {
                waking = true;
                wake.invoke(Signal.MORE);
            }
        }

        @Override
        public int waitingBytes() {
            return ring.size();
        }

        @Override
        public void clear() {
            ring.clear();
            inserted = null;
        }

        @Override
        public void complete() {
            wake.invoke(Signal.COMPLETE);
        }

        private void onSignal(Signal signal) {
            if (signal == Signal.COMPLETE) {
                completeStage();
                return;
            }
            if (signal == Signal.OFFERED) {
                push(out, scratch.offered);
                return;
            }
            waking = false;
            if (isAvailable(out)) {
                pushIfAny();
            }
        }

        private void pushIfAny() {
            Inserted next = inserted;
            if (next != null && next.after == 0) {
                inserted = next.next;
                next.chunk.epoch = epoch.current();
                push(out, next.chunk);
                return;
            }
            int whole = (next == null ? ring.size() : next.after) / unitBytes * unitBytes;
            if (whole > 0) {
                AudioChunk chunk = scratch.waited;
                chunk.room(maxChunkBytes);
                chunk.length = ring.poll(chunk.bytes, 0, Math.min(whole, maxChunkBytes));
                chunk.epoch = epoch.current();
                if (next != null) {
                    next.after -= chunk.length;
                }
                push(out, chunk);
            }
        }
    }
}
