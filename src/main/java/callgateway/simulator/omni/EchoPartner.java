package callgateway.simulator.omni;

import callgateway.audio.Resampler;
import callgateway.omni.OmniClientMessage;

/**
 * Says what it hears: at once, or collected into pieces. A key press makes it take back what has not been heard yet. Keeps
 * no time, so that thousands of them cost little.
 */
final class EchoPartner implements Partner {
    private final Resampler resampler;
    private final SessionLine line;
    private final byte[] piece;
    private byte[] resampled = new byte[0];
    private int filled;

    /** @param pieceMs 0: each message of the caller is one message of the agent */
    EchoPartner(int inputHz, int outputHz, int pieceMs, SessionLine line) {
        this.resampler = Resampler.between(inputHz, outputHz);
        this.piece = new byte[outputHz / 1000 * 2 * pieceMs];
        this.line = line;
    }

    @Override
    public void begin(OmniClientMessage.Configure configure, long nowNanos) {}

    @Override
    public void hear(byte[] pcm, int off, int len, long nowNanos) {
        int most = resampler.maxOutputBytes(len);
        if (resampled.length < most) {
            resampled = new byte[most];
        }
        int length = resampler.resample(pcm, off, len, resampled, 0);
        if (piece.length == 0) {
            line.audio(resampled, 0, length);
        } else {
            collect(length);
        }
    }

    @Override
    public void message(OmniClientMessage message, long nowNanos) {
        if (message instanceof OmniClientMessage.Dtmf) {
            filled = 0;
            line.event(line.frames().flush("dtmf", 0));
        }
    }

    @Override
    public boolean keepsTime() {
        return false;
    }

    @Override
    public void tick(long nowNanos) {}

    private void collect(int length) {
        for (int taken = 0; taken < length; ) {
            int count = Math.min(length - taken, piece.length - filled);
            System.arraycopy(resampled, taken, piece, filled, count);
            taken += count;
            filled += count;
            if (filled == piece.length) {
                line.audio(piece, 0, filled);
                filled = 0;
            }
        }
    }
}
