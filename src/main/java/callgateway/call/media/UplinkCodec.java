package callgateway.call.media;

import callgateway.audio.MuLaw;
import callgateway.audio.Resampler;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;

/** Caller to agent: mu-law in whole frames of 20 ms becomes PCM16LE at the agent's input rate. */
final class UplinkCodec extends GraphStage<FlowShape<AudioChunk, AudioChunk>> {
    private final Inlet<AudioChunk> in = Inlet.create("UplinkCodec.in");
    private final Outlet<AudioChunk> out = Outlet.create("UplinkCodec.out");
    private final FlowShape<AudioChunk, AudioChunk> shape = FlowShape.of(in, out);
    private final int rateHz;
    private final int maxChunkBytes;
    private final AudioChunk pcm;

    /**
     * The codec.
     *
     * @param rateHz the agent's input rate
     * @param maxChunkBytes the longest chunk of mu-law that comes in
     */
    UplinkCodec(int rateHz, int maxChunkBytes, MediaScratch scratch) {
        this.rateHz = rateHz;
        this.maxChunkBytes = maxChunkBytes;
        this.pcm = scratch.pcm;
    }

    @Override
    public FlowShape<AudioChunk, AudioChunk> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends GraphStageLogic {
        private final Resampler resampler = Resampler.between(MuLaw.RATE_HZ, rateHz);
        private final byte[] narrow = new byte[rateHz == MuLaw.RATE_HZ ? 0 : 2 * maxChunkBytes];
        private final int roomBytes =
                rateHz == MuLaw.RATE_HZ ? 2 * maxChunkBytes : resampler.maxOutputBytes(2 * maxChunkBytes);

        Logic() {
            super(shape);
            setHandlers(in, out, new AbstractInOutHandler() {
                @Override
                public void onPush() {
                    AudioChunk mulaw = grab(in);
                    byte[] out16 = pcm.room(roomBytes);
                    if (rateHz == MuLaw.RATE_HZ) {
                        MuLaw.decode(mulaw.bytes, mulaw.offset, mulaw.length, out16, 0);
                        pcm.length = 2 * mulaw.length;
                    } else {
                        MuLaw.decode(mulaw.bytes, mulaw.offset, mulaw.length, narrow, 0);
                        pcm.length = resampler.resample(narrow, 0, 2 * mulaw.length, out16, 0);
                    }
                    push(out, pcm);
                }

                @Override
                public void onPull() {
                    pull(in);
                }
            });
        }
    }
}
