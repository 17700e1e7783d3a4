package callgateway.audio;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * ITU-T G.711 mu-law, bit-exact with the reference of ITU-T G.191 for every 16-bit input, in both directions.
 *
 * <p>Negative samples are folded with the one's complement, as the reference does. The widespread encoder that folds
 * with {@code Math.abs} differs on 127 inputs, the negative ones on a decision boundary.
 *
 * <p>Table-driven and allocation-free; safe from any thread.
 */
public final class MuLaw {
    /** Samples per second of telephone mu-law; one byte each. */
    public static final int RATE_HZ = 8000;

    /** Bytes of the carrier's usual frame of 20 ms. */
    public static final int FRAME_BYTES = 160;

    /** The code of sample 0. A zero byte is <em>not</em> silence: it is the most negative sample. */
    public static final byte SILENCE = (byte) 0xFF;

    private static final VarHandle PCM16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    /** The two lowest bits never matter, so 14 bits index the codes and the table stays in the first-level cache. */
    private static final byte[] CODES = codes();

    private static final short[] SAMPLES = samples();

    private MuLaw() {}

    /** The code of one sample, -32768..32767; bits above the lowest 16 are ignored. */
    public static byte encode(int pcm16) {
        return CODES[(pcm16 >> 2) & 0x3FFF];
    }

    /** The sample of one code: -32124..32124, 0 for both 0xFF and 0x7F. */
    public static short decode(byte code) {
        return SAMPLES[code & 0xFF];
    }

    /**
     * Encodes {@code samples} samples, that is {@code 2 * samples} bytes from {@code off}, into as many bytes from
     * {@code muOff}. The target may be the source array when {@code muOff <= off}.
     *
     * @throws IndexOutOfBoundsException if either range leaves its array; nothing is written then
     */
    public static void encode(byte[] pcmLe, int off, int samples, byte[] mu, int muOff) {
        Pcm.checkRange(pcmLe, off, samples);
        Objects.checkFromIndexSize(muOff, samples, mu.length);
        for (int i = 0; i < samples; i++) {
            mu[muOff + i] = CODES[((short) PCM16.get(pcmLe, off + 2 * i) >> 2) & 0x3FFF];
        }
    }

    /**
     * Decodes {@code samples} codes from {@code off} into {@code 2 * samples} bytes from {@code pcmOff}. The arrays
     * must not be the same.
     *
     * @throws IndexOutOfBoundsException if either range leaves its array; nothing is written then
     */
    public static void decode(byte[] mu, int off, int samples, byte[] pcmLe, int pcmOff) {
        Objects.checkFromIndexSize(off, samples, mu.length);
        Pcm.checkRange(pcmLe, pcmOff, samples);
        for (int i = 0; i < samples; i++) {
            PCM16.set(pcmLe, pcmOff + 2 * i, SAMPLES[mu[off + i] & 0xFF]);
        }
    }

    private static byte[] codes() {
        byte[] codes = new byte[1 << 14];
        for (int index = 0; index < codes.length; index++) {
            int value = index << 18 >> 18;
            int folded = value >= 0 ? value : ~value;
            int biased = Math.min(folded + 33, 8191);
            int segment = 26 - Integer.numberOfLeadingZeros(biased);
            int step = (biased >> (segment + 1)) & 15;
            int sign = value >= 0 ? 0x80 : 0;
            codes[index] = (byte) (sign | (~(segment << 4 | step) & 0x7F));
        }
        return codes;
    }

    private static short[] samples() {
        short[] samples = new short[256];
        for (int code = 0; code < samples.length; code++) {
            int segment = (~code >> 4) & 7;
            int step = ~code & 15;
            int magnitude = (((step << 3) + 132) << segment) - 132;
            samples[code] = (short) (code >= 0x80 ? magnitude : -magnitude);
        }
        return samples;
    }
}
