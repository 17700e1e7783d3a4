package callgateway.simulator.omni;

/**
 * One line at a time on its way out: which bytes are due, and whether the caller would be hearing it now if it were played
 * in real time from when it began. Belongs to one thread at a time.
 */
final class AgentVoice {
    /** Takes audio that is due, PCM16. */
    @FunctionalInterface
    interface Out {
        void audio(byte[] pcm, int off, int len);
    }

    private static final byte[] NOTHING = new byte[0];

    private final int bytesPerSecond;
    private final Delivery delivery;
    private final boolean oddPieces;
    private byte[] pcm = NOTHING;
    private int sent;
    private long beganNanos;

    AgentVoice(int rateHz, Delivery delivery, boolean oddPieces) {
        this.bytesPerSecond = 2 * rateHz;
        this.delivery = delivery;
        this.oddPieces = oddPieces;
    }

    /** Begins a line; what was left of the one before is lost. */
    void say(byte[] line, long nowNanos) {
        pcm = line;
        sent = 0;
        beganNanos = nowNanos;
    }

    /** Sends what is due: the first piece and the lead at once, each further piece when those before it would be over. */
    void sendDue(long nowNanos, Out out) {
        int chunk = bytesPerSecond / 1000 * delivery.chunkMs();
        double dueMs = (nowNanos - beganNanos) / 1e6 * delivery.speed() + delivery.leadMs();
        long pieces = 1 + (long) (dueMs / delivery.chunkMs());
        long due = pieces * chunk;
        while (sent < pcm.length && sent < due) {
            int length = Math.min(chunk, pcm.length - sent);
            send(length, out);
        }
    }

    /** Whether any of the line is yet to be sent or, in real time, to be heard. */
    boolean isSpeaking(long nowNanos) {
        return playedBytes(nowNanos) < pcm.length;
    }

    /** How much of the line would have been heard, 0 to 1. */
    double playedShare(long nowNanos) {
        return pcm.length == 0 ? 1 : (double) playedBytes(nowNanos) / pcm.length;
    }

    /** Ends the line where it is. */
    void stop() {
        pcm = NOTHING;
        sent = 0;
    }

    private long playedBytes(long nowNanos) {
        long played = (nowNanos - beganNanos) / 1000 * bytesPerSecond / 1_000_000;
        return Math.max(0, Math.min(pcm.length, played));
    }

    private void send(int length, Out out) {
        int first = oddPieces && length > 3 ? length / 2 | 1 : length;
        out.audio(pcm, sent, first);
        if (first < length) {
            out.audio(pcm, sent + first, length - first);
        }
        sent += length;
    }
}
