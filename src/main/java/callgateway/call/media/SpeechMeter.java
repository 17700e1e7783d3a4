package callgateway.call.media;

import callgateway.audio.MuLaw;

/**
 * Follows what becomes of the agent's audio: said, and then heard or spared. What is neither yet is on its way, so that at
 * a flush nothing has to be looked for. Key tones are the agent's audio like any other.
 */
final class SpeechMeter {
    /** So long without a word, everything heard, and what comes next is another utterance. */
    private static final long PAUSE_MS = 500;
    /** Of every sample rate there is, a whole number makes one sample. */
    private static final int UNITS_PER_MS = 96;

    private final PlayoutClock playout;
    private final Pacer pacer;
    private long saidUnits;
    private long heardAndSparedMs;
    private long heardAtFlushMs;
    private long heardBeforeMs;

    SpeechMeter(PlayoutClock playout, Pacer pacer) {
        this.playout = playout;
        this.pacer = pacer;
    }

    /** PCM16 was taken in. */
    void said(int pcmBytes, int rateHz) {
        saidUnits += (long) pcmBytes * (UNITS_PER_MS * 500 / rateHz);
    }

    /** Key tones were taken in. */
    void played(int muLawBytes) {
        saidUnits += (long) muLawBytes * (UNITS_PER_MS * 1000 / MuLaw.RATE_HZ);
    }

    /** Everything the agent has said that was not dropped, ms; with the silence that fills up last frames. */
    long saidMs() {
        long filled = pacer.filledBytes() - pacer.droppedBytes();
        return (saidUnits + filled * (UNITS_PER_MS * 1000 / MuLaw.RATE_HZ)) / UNITS_PER_MS;
    }

    /** How much of it has left for the caller, or was spared, ms. */
    long sentMs() {
        return heardAndSparedMs + playout.agentSentMs() - playout.agentLostMs() - heardAtFlushMs;
    }

    /** To be called while nothing is on its way through the graph. */
    void pause(long nowNanos) {
        if (playout.isAgentOver(nowNanos, PAUSE_MS)) {
            heardBeforeMs = playout.agentHeardMs(nowNanos);
        }
    }

    /** What a flush finds at this moment. */
    Flushed flush(long nowNanos) {
        long heard = playout.agentHeardMs(nowNanos);
        long position = heardAndSparedMs + heard - heardAtFlushMs;
        long spared = Math.max(0, saidMs() - position);
        Flushed flushed = new Flushed(heard - heardBeforeMs, spared, position);
        heardAndSparedMs = position + spared;
        heardAtFlushMs = heard;
        heardBeforeMs = heard;
        return flushed;
    }
}
