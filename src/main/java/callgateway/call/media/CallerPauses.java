package callgateway.call.media;

import callgateway.audio.MuLaw;
import java.util.Arrays;

/** Lets the agent hear a quiet line, and not a stopped one, while the carrier sends nothing of the caller. */
final class CallerPauses {
    private static final long FRAME_NANOS = 20_000_000L;
    private static final byte[] SILENCE = silence();

    private final AudioInlet inlet;
    private final MediaCounters counters;
    private final long afterNanos;
    private long nextNanos;

    CallerPauses(MediaSettings settings, AudioInlet inlet, MediaCounters counters) {
        this.inlet = inlet;
        this.counters = counters;
        this.afterNanos = settings.silenceAfter().toNanos();
    }

    /** An agent begins to listen. */
    void listened(long nowNanos) {
        nextNanos = nowNanos + afterNanos;
    }

    /**
     * Offers what silence has become due. To be called every 20 ms while an agent listens.
     *
     * @param lastHeardNanos when the caller's audio last came
     */
    void fill(long nowNanos, long lastHeardNanos) {
        if (nowNanos - lastHeardNanos <= afterNanos) {
            return;
        }
        if (nowNanos - nextNanos > afterNanos) {
            nextNanos = nowNanos;
        }
        while (nowNanos - nextNanos >= 0) {
            nextNanos += FRAME_NANOS;
            counters.silenceFrames++;
            inlet.offer(SILENCE, 0, SILENCE.length);
        }
    }

    private static byte[] silence() {
        byte[] frame = new byte[MuLaw.FRAME_BYTES];
        Arrays.fill(frame, MuLaw.SILENCE);
        return frame;
    }
}
