package callgateway.call.media;

import callgateway.audio.MuLaw;
import java.util.function.LongConsumer;

/**
 * Measures how long a caller waits for an answer: from the last sound of the caller's to the first frame that is sent of the
 * agent's next utterance. Looks at every seventh sample of each frame, which costs next to nothing.
 *
 * <p>What a caller says while the agent is heard may be the agent's own echo: it is a turn only if it interrupts the agent.
 * An agent that begins while the caller goes on has not answered.
 */
final class TurnMeter {
    /** No multiple of it makes a tone of the telephone look like silence. */
    private static final int STRIDE = 7;
    /** The power of -42 dBFS: people on the telephone are 5 to 20 dB louder, a quiet line is as much below. */
    private static final long POWER = (long) (32768.0 * 32768.0 * Math.pow(10, -4.2));
    /** So much sound makes somebody who speaks; less may be a click. */
    private static final long SPOKEN_BYTES = 100L * (MuLaw.RATE_HZ / 1000);
    /** So long without a sound, and the caller has finished. */
    private static final long FINISHED_NANOS = 60_000_000L;
    /** The agent was not heard for so long: what comes now is another utterance. */
    private static final long PAUSE_MS = 200;

    private static final long NANOS_PER_MS = 1_000_000;

    private final PlayoutClock playout;
    private final LongConsumer latencyMs;
    private long spokenBytes;
    private long lastSoundNanos;
    private int loud;

    /** @param latencyMs told of every turn */
    TurnMeter(PlayoutClock playout, LongConsumer latencyMs) {
        this.playout = playout;
        this.latencyMs = latencyMs;
    }

    /** The caller's audio came. */
    void callerSends(byte[] mulaw, int offset, int length, long nowNanos) {
        long energy = 0;
        int end = offset + length;
        for (int i = offset; i < end; i += STRIDE) {
            long sample = MuLaw.decode(mulaw[i]);
            energy += sample * sample;
        }
        if (energy * STRIDE <= POWER * length) {
            return;
        }
        lastSoundNanos = nowNanos;
        loud++;
        if (playout.isAgentOver(nowNanos, 0)) {
            spokenBytes += length;
        }
    }

    /** In how many pieces of the caller's audio there was sound since this was last asked. */
    int takeLoud() {
        int taken = loud;
        loud = 0;
        return taken;
    }

    /** The caller has interrupted the agent: that was no echo. */
    void interrupted(long nowNanos) {
        spokenBytes = SPOKEN_BYTES;
        if (nowNanos - lastSoundNanos > PAUSE_MS * NANOS_PER_MS) {
            // Who is interrupted by something else, keys or an operator, waits from now on.
            lastSoundNanos = nowNanos;
        }
    }

    /** Agent audio is going to be sent. */
    void agentSends(long nowNanos) {
        if (!playout.isAgentOver(nowNanos, PAUSE_MS)
                || spokenBytes < SPOKEN_BYTES
                || nowNanos - lastSoundNanos < FINISHED_NANOS) {
            return;
        }
        spokenBytes = 0;
        latencyMs.accept((nowNanos - lastSoundNanos) / NANOS_PER_MS);
    }
}
