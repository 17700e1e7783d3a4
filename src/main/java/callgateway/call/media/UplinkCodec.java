package callgateway.call.media;

import callgateway.audio.MuLaw;
import callgateway.audio.Resampler;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.InHandler;
import org.apache.pekko.stream.stage.OutHandler;
import org.jspecify.annotations.Nullable;

/** Caller to agent: mu-law in whole frames of 20 ms becomes PCM16LE at the agent's input rate. */
final class UplinkCodec extends RunsOnce<FlowShape<AudioChunk, AudioChunk>> implements InHandler, OutHandler {
    private static final Inlet<AudioChunk> IN = Inlet.create("UplinkCodec.in");
    private static final Outlet<AudioChunk> OUT = Outlet.create("UplinkCodec.out");
    private static final FlowShape<AudioChunk, AudioChunk> SHAPE = FlowShape.of(IN, OUT);

    private final AudioChunk pcm;
    private final int roomBytes;
    /** Null at the carrier's own rate. */
    private final @Nullable Resampler resampler;

    private final byte[] narrow;

    /**
     * The codec.
     *
     * @param rateHz the agent's input rate
     * @param maxChunkBytes the longest chunk of mu-law that comes in
     */
    UplinkCodec(int rateHz, int maxChunkBytes, MediaScratch scratch) {
        super(SHAPE);
        pcm = scratch.pcm;
        int narrowBytes = 2 * maxChunkBytes;
        if (rateHz == MuLaw.RATE_HZ) {
            resampler = null;
            narrow = new byte[0];
            roomBytes = narrowBytes;
        } else {
            resampler = Resampler.between(MuLaw.RATE_HZ, rateHz);
            narrow = new byte[narrowBytes];
            roomBytes = resampler.maxOutputBytes(narrowBytes);
        }
    }

    @Override
    void handlePorts() {
        setHandlers(IN, OUT, this);
    }

    @Override
    public void onPush() {
        AudioChunk mulaw = grab(IN);
        byte[] out16 = pcm.room(roomBytes);
        if (resampler == null) {
            MuLaw.decode(mulaw.bytes, mulaw.offset, mulaw.length, out16, 0);
            pcm.length = 2 * mulaw.length;
        } else {
            MuLaw.decode(mulaw.bytes, mulaw.offset, mulaw.length, narrow, 0);
            pcm.length = resampler.resample(narrow, 0, 2 * mulaw.length, out16, 0);
        }
        push(OUT, pcm);
    }

    @Override
    public void onPull() {
        pull(IN);
    }
}
