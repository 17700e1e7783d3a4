package callgateway.audio;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * Converts PCM16 between 8, 16 and 24 kHz with a linear-phase low-pass whose state lives as long as the stream.
 *
 * <p>The output for a stream cut into chunks anywhere is bit for bit the output for the stream in one piece, so there
 * is no click where chunks meet. To and from 8 kHz the passband is flat within 0.1 dB to 3.4 kHz and everything that
 * would fold back from above 4.6 kHz is at least 50 dB down; between 16 and 24 kHz those edges are 6.8 and 9.2 kHz.
 * The delay is below 1.5 ms. What would overflow 16 bits is clipped.
 *
 * <p>All three rates are multiples of 8 kHz, so the stream is worked on in groups that last 1/8000 s: {@code from /
 * 8000} samples in, {@code to / 8000} samples out. Samples of an unfinished group wait for the next call.
 *
 * <p>Allocates nothing after construction. One stream, one instance, one thread.
 */
public final class Resampler {
    private static final int GROUPS_PER_SECOND = 8000;

    /** 20 ms: one carrier frame is one turn of the filter loops. */
    private static final int BLOCK_GROUPS = 160;

    /** Adding 1.5 * 2^23 rounds a float to an integer and leaves it in the low bits of the sum. */
    private static final float ROUNDER = 12_582_912f;

    private static final VarHandle PCM16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    private final int inPerGroup;
    private final int outPerGroup;
    private final boolean identity;
    private final ResamplerTaps taps;

    /**
     * One lane for each position in a group: what the filter still needs of the past, then the block being worked on.
     */
    private final float[][] lanes;

    private final float[] sums;

    /** Samples of the unfinished group, already in the lanes behind the past. */
    private int waiting;

    private Resampler(int fromHz, int toHz) {
        this.inPerGroup = fromHz / GROUPS_PER_SECOND;
        this.outPerGroup = toHz / GROUPS_PER_SECOND;
        this.identity = fromHz == toHz;
        this.taps = ResamplerTaps.of(inPerGroup, outPerGroup);
        this.lanes = identity ? new float[0][] : new float[inPerGroup][taps.pastGroups() + BLOCK_GROUPS];
        this.sums = new float[identity ? 0 : BLOCK_GROUPS];
    }

    /**
     * A converter for one stream; equal rates give one that copies.
     *
     * @param fromHz 8000, 16000 or 24000
     * @param toHz 8000, 16000 or 24000
     * @throws IllegalArgumentException for any other rate
     */
    public static Resampler between(int fromHz, int toHz) {
        return new Resampler(checkRate("fromHz", fromHz), checkRate("toHz", toHz));
    }

    /**
     * Converts whole samples: {@code len} bytes of {@code in} from {@code off}, an even number, possibly 0. The two
     * arrays must not be the same unless the rates are equal.
     *
     * @return bytes written to {@code out} from {@code outOff}
     * @throws IllegalArgumentException if {@code len} is odd
     * @throws IndexOutOfBoundsException if a range leaves its array; the stream's state is unchanged then
     */
    public int resample(byte[] in, int off, int len, byte[] out, int outOff) {
        Objects.checkFromIndexSize(off, len, in.length);
        if (len % 2 != 0) {
            throw new IllegalArgumentException("len: " + len + " (expected: an even number, two bytes per sample)");
        }
        int outBytes = identity ? len : 2 * outPerGroup * ((waiting + len / 2) / inPerGroup);
        Objects.checkFromIndexSize(outOff, outBytes, out.length);
        if (identity) {
            System.arraycopy(in, off, out, outOff, len);
            return len;
        }
        int end = off + len;
        int from = off;
        int to = outOff;
        while (from < end) {
            int samples = Math.min((end - from) / 2, BLOCK_GROUPS * inPerGroup - waiting);
            spread(in, from, samples);
            from += 2 * samples;
            int groups = (waiting + samples) / inPerGroup;
            filter(groups, out, to);
            to += 2 * outPerGroup * groups;
            keepPast(groups);
            waiting = waiting + samples - groups * inPerGroup;
        }
        return outBytes;
    }

    /** The most bytes that {@link #resample} can write for {@code inBytes}, whatever came before. */
    public int maxOutputBytes(int inBytes) {
        if (identity) {
            return inBytes;
        }
        return Math.multiplyExact(2 * outPerGroup, (inBytes / 2 + inPerGroup - 1) / inPerGroup);
    }

    /** By how much the output lags the input, in microseconds. */
    public int delayMicros() {
        return taps.delayMicros();
    }

    /** Forgets the past, as if new. */
    public void reset() {
        waiting = 0;
        for (float[] lane : lanes) {
            Arrays.fill(lane, 0);
        }
    }

    private void spread(byte[] in, int off, int samples) {
        int position = waiting;
        int past = taps.pastGroups();
        for (int phase = 0; phase < inPerGroup; phase++) {
            int first = phase - position;
            int group = past;
            if (first < 0) {
                first += inPerGroup;
                group++;
            }
            float[] lane = lanes[phase];
            for (int i = first, g = group; i < samples; i += inPerGroup, g++) {
                lane[g] = (short) PCM16.get(in, off + 2 * i);
            }
        }
    }

    private void filter(int groups, byte[] out, int outOff) {
        for (int branch = 0; branch < outPerGroup; branch++) {
            Arrays.fill(sums, 0, groups, 0);
            for (int phase = 0; phase < inPerGroup; phase++) {
                accumulate(sums, groups, lanes[phase], taps.row(branch, phase));
            }
            store(sums, groups, out, outOff + 2 * branch, 2 * outPerGroup);
        }
    }

    /** Four taps a turn: fewer visits to the sums, and still few enough for the registers. */
    private static void accumulate(float[] sums, int groups, float[] lane, ResamplerTaps.Row row) {
        float[] coefficients = row.coefficients();
        int k = row.first();
        if (coefficients.length == 1) {
            float only = coefficients[0];
            for (int g = 0; g < groups; g++) {
                sums[g] += only * lane[g + k];
            }
            return;
        }
        for (int i = 0; i < coefficients.length; i += 4, k += 4) {
            float a = coefficients[i];
            float b = coefficients[i + 1];
            float c = coefficients[i + 2];
            float d = coefficients[i + 3];
            for (int g = 0; g < groups; g++) {
                sums[g] += (a * lane[g + k] + b * lane[g + k + 1]) + (c * lane[g + k + 2] + d * lane[g + k + 3]);
            }
        }
    }

    private static void store(float[] sums, int groups, byte[] out, int outOff, int stride) {
        int zero = Float.floatToRawIntBits(ROUNDER);
        for (int g = 0, at = outOff; g < groups; g++, at += stride) {
            int sample = Float.floatToRawIntBits(sums[g] + ROUNDER) - zero;
            PCM16.set(out, at, (short) Math.max(-32768, Math.min(32767, sample)));
        }
    }

    /** The newest groups become the past, and a started group moves with them. */
    private void keepPast(int groups) {
        for (float[] lane : lanes) {
            int moved = Math.min(taps.pastGroups() + 1, lane.length - groups);
            System.arraycopy(lane, groups, lane, 0, moved);
        }
    }

    private static int checkRate(String name, int hz) {
        if (hz != 8000 && hz != 16000 && hz != 24000) {
            throw new IllegalArgumentException(name + ": " + hz + " (expected: 8000, 16000 or 24000)");
        }
        return hz;
    }
}
