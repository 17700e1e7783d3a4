package callgateway.call.media;

import callgateway.audio.MuLaw;
import callgateway.audio.Resampler;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.InHandler;
import org.apache.pekko.stream.stage.OutHandler;

/**
 * Agent to caller: PCM16LE in pieces of any length, at the rate the agent announced, becomes mu-law. An odd byte waits for
 * its other half; a new epoch or a new rate starts afresh. What is mu-law already passes, and changes nothing for what
 * comes after it.
 */
final class DownlinkCodec extends RunsOnce<FlowShape<AudioChunk, AudioChunk>> implements InHandler, OutHandler {
    private static final Inlet<AudioChunk> IN = Inlet.create("DownlinkCodec.in");
    private static final Outlet<AudioChunk> OUT = Outlet.create("DownlinkCodec.out");
    private static final FlowShape<AudioChunk, AudioChunk> SHAPE = FlowShape.of(IN, OUT);

    private final int maxChunkBytes;
    private final Epoch epoch;
    private final AudioChunk mulaw;
    private int rateHz;
    private int resamplerHz = MuLaw.RATE_HZ;
    private int codecEpoch;
    private boolean carrying;
    private byte carry;
    private Resampler resampler = Resampler.between(MuLaw.RATE_HZ, MuLaw.RATE_HZ);
    private byte[] whole = new byte[0];
    private byte[] narrow = new byte[0];

    /**
     * The codec.
     *
     * @param maxChunkBytes the longest chunk of PCM that comes in
     */
    DownlinkCodec(int maxChunkBytes, int rateHz, Epoch epoch, MediaScratch scratch) {
        super(SHAPE);
        this.maxChunkBytes = maxChunkBytes;
        this.rateHz = rateHz;
        this.epoch = epoch;
        this.mulaw = scratch.mulaw;
    }

    /** What comes from now on has this sample rate, Hz. */
    void rate(int hz) {
        rateHz = hz;
    }

    int rate() {
        return rateHz;
    }

    @Override
    void handlePorts() {
        setHandlers(IN, OUT, this);
    }

    @Override
    public void onPush() {
        AudioChunk audio = grab(IN);
        if (audio.finished) {
            push(OUT, audio);
            return;
        }
        convert(audio);
        if (mulaw.length > 0) {
            push(OUT, mulaw);
        } else {
            pull(IN);
        }
    }

    @Override
    public void onPull() {
        pull(IN);
    }

    private void convert(AudioChunk pcm) {
        mulaw.room(maxChunkBytes / 2 + 1);
        mulaw.epoch = pcm.epoch;
        if (epoch.isOver(pcm.epoch)) {
            return;
        }
        if (codecEpoch != pcm.epoch || resamplerHz != rateHz) {
            startAfresh(pcm.epoch);
        }
        byte[] source = pcm.bytes;
        int from = pcm.offset;
        int length = pcm.length;
        if (carrying) {
            source = joined(pcm);
            from = 0;
            length++;
            carrying = false;
        }
        if ((length & 1) == 1) {
            carrying = true;
            carry = source[from + --length];
        }
        if (resamplerHz != MuLaw.RATE_HZ) {
            int room = resampler.maxOutputBytes(length);
            if (narrow.length < room) {
                narrow = new byte[room];
            }
            length = resampler.resample(source, from, length, narrow, 0);
            source = narrow;
            from = 0;
        }
        MuLaw.encode(source, from, length / 2, mulaw.bytes, 0);
        mulaw.length = length / 2;
    }

    private byte[] joined(AudioChunk pcm) {
        if (whole.length < pcm.length + 1) {
            whole = new byte[maxChunkBytes + 1];
        }
        whole[0] = carry;
        System.arraycopy(pcm.bytes, pcm.offset, whole, 1, pcm.length);
        return whole;
    }

    private void startAfresh(int newEpoch) {
        codecEpoch = newEpoch;
        carrying = false;
        if (resamplerHz != rateHz) {
            resamplerHz = rateHz;
            resampler = Resampler.between(rateHz, MuLaw.RATE_HZ);
        } else {
            resampler.reset();
        }
    }
}
