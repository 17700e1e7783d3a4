package callgateway.call.media;

import callgateway.audio.MuLaw;
import java.util.function.LongSupplier;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.SinkShape;
import org.jspecify.annotations.Nullable;

/**
 * Agent audio leaves for the caller: frame by frame, all that may go in one write. The last gate: what was stamped before
 * the latest flush stops here. Takes whatever comes: the {@link Pacer} knows whether the caller keeps up.
 */
final class CallerSink extends MediaSink {
    private static final int FRAME_MS = 20;
    /** Running dry for no longer than this after the last frame is a gap in speech, not a pause. */
    private static final long GAP_NANOS = 200_000_000L;

    private static final SinkShape<AudioChunk> SHAPE = SinkShape.of(Inlet.create("CallerSink.in"));

    private final CallerAudioOut caller;
    private final PlayoutClock playout;
    private final Epoch epoch;
    private final MediaCounters counters;
    private final LongSupplier nanos;
    private final TurnMeter turns;
    private long lastSentNanos;
    private @Nullable LevelMeter meter;

    CallerSink(
            CallerAudioOut caller,
            PlayoutClock playout,
            Epoch epoch,
            MediaCounters counters,
            TurnMeter turns,
            LongSupplier nanos) {
        super(SHAPE);
        this.caller = caller;
        this.playout = playout;
        this.epoch = epoch;
        this.counters = counters;
        this.turns = turns;
        this.nanos = nanos;
    }

    /** What is sent is measured with this from now on. */
    void measure(LevelMeter with) {
        meter = with;
    }

    @Override
    boolean isReady() {
        return true;
    }

    @Override
    void send(AudioChunk mulaw) {
        int count = mulaw.length / MuLaw.FRAME_BYTES;
        if (epoch.isOver(mulaw.epoch)) {
            counters.lateFrames += count;
            return;
        }
        long now = nanos.getAsLong();
        int end = mulaw.offset + mulaw.length;
        for (int at = mulaw.offset; at < end; at += MuLaw.FRAME_BYTES) {
            caller.audio(mulaw.bytes, at, MuLaw.FRAME_BYTES);
        }
        caller.flush();
        if (meter != null) {
            meter.add(mulaw.bytes, mulaw.offset, mulaw.length);
        }
        counters.agentFrames += count;
        turns.agentSends(now);
        boolean dry = playout.sent(now, (long) count * FRAME_MS);
        if (dry && lastSentNanos != 0 && now - lastSentNanos < GAP_NANOS) {
            counters.underruns++;
        }
        lastSentNanos = now;
    }
}
