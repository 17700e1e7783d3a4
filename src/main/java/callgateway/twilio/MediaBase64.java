package callgateway.twilio;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Base64 (RFC 4648 section 4, padded) between parts of arrays, eight characters a step, without allocation. */
final class MediaBase64 {
    /** Both directions store eight bytes at a time, so a target has this much room behind its last byte. */
    static final int SLACK_BYTES = 8;

    private static final VarHandle LITTLE = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BIG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final byte[] ALPHABET =
            Wire.ascii("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    /** 12 bits to two characters, the first in the low byte. */
    private static final char[] PAIRS = pairs();
    /** Character to 6 bits; negative if it is none of the alphabet. */
    private static final byte[] SEXTETS = sextets();

    private MediaBase64() {}

    /** Characters that so many bytes become. */
    static int encodedLength(int bytes) {
        return (bytes + 2) / 3 * 4;
    }

    /** Writes the base64 of {@code len} bytes and returns the index behind its last character. */
    static int encode(byte[] src, int off, int len, byte[] dst, int dstOff) {
        int end = off + len;
        int s = off;
        int d = dstOff;
        while (end - s >= Long.BYTES) {
            long six = (long) BIG.get(src, s);
            long eight = PAIRS[(int) (six >>> 52)]
                    | (long) PAIRS[(int) (six >>> 40) & 0xFFF] << 16
                    | (long) PAIRS[(int) (six >>> 28) & 0xFFF] << 32
                    | (long) PAIRS[(int) (six >>> 16) & 0xFFF] << 48;
            LITTLE.set(dst, d, eight);
            s += 6;
            d += 8;
        }
        while (end - s >= 3) {
            int bits = (src[s] & 0xFF) << 16 | (src[s + 1] & 0xFF) << 8 | (src[s + 2] & 0xFF);
            d = pair(bits & 0xFFF, dst, pair(bits >>> 12, dst, d));
            s += 3;
        }
        if (end - s == 2) {
            int bits = (src[s] & 0xFF) << 10 | (src[s + 1] & 0xFF) << 2;
            d = pair(bits >>> 6, dst, d);
            dst[d++] = ALPHABET[bits & 0x3F];
            dst[d++] = '=';
        } else if (end - s == 1) {
            d = pair((src[s] & 0xFF) << 4, dst, d);
            dst[d++] = '=';
            dst[d++] = '=';
        }
        return d;
    }

    /**
     * Decodes from {@code from} up to the first character that is not base64, which the caller examines.
     *
     * @param dst has room for three quarters of the characters and {@link #SLACK_BYTES} more
     * @return the index behind the last whole or padded group of four
     */
    static int decode(byte[] src, int from, int to, byte[] dst) {
        int s = from;
        int d = 0;
        while (to - s >= Long.BYTES) {
            long eight = (long) LITTLE.get(src, s);
            int high = sextet(eight, 0) << 18 | sextet(eight, 8) << 12 | sextet(eight, 16) << 6 | sextet(eight, 24);
            int low = sextet(eight, 32) << 18 | sextet(eight, 40) << 12 | sextet(eight, 48) << 6 | sextet(eight, 56);
            if ((high | low) < 0) {
                break;
            }
            BIG.set(dst, d, (long) high << 40 | (long) low << 16);
            s += 8;
            d += 6;
        }
        return decodeGroups(src, s, to, dst, d);
    }

    /** Bytes that the characters {@code from..to} became; {@code to} is what {@link #decode} returned. */
    static int decodedLength(byte[] src, int from, int to) {
        int chars = to - from;
        if (chars == 0) {
            return 0;
        }
        int padding = src[to - 1] != '=' ? 0 : src[to - 2] != '=' ? 1 : 2;
        return (chars >> 2) * 3 - padding;
    }

    private static int decodeGroups(byte[] src, int from, int to, byte[] dst, int dstOff) {
        int s = from;
        int d = dstOff;
        for (; to - s >= 4; s += 4, d += 3) {
            int first = SEXTETS[src[s] & 0xFF] << 18 | SEXTETS[src[s + 1] & 0xFF] << 12;
            int third = SEXTETS[src[s + 2] & 0xFF];
            int fourth = SEXTETS[src[s + 3] & 0xFF];
            boolean lastGroup = fourth < 0 && src[s + 3] == '=' && (third >= 0 || src[s + 2] == '=');
            if (first < 0 || (!lastGroup && (third | fourth) < 0)) {
                return s;
            }
            int bits = first | (third & 0x3F) << 6 | (fourth & 0x3F);
            dst[d] = (byte) (bits >> 16);
            dst[d + 1] = (byte) (bits >> 8);
            dst[d + 2] = (byte) bits;
            if (lastGroup) {
                return s + 4;
            }
        }
        return s;
    }

    private static int sextet(long eight, int shift) {
        return SEXTETS[(int) (eight >>> shift) & 0xFF];
    }

    private static int pair(int twelveBits, byte[] dst, int d) {
        char two = PAIRS[twelveBits];
        dst[d] = (byte) two;
        dst[d + 1] = (byte) (two >> 8);
        return d + 2;
    }

    private static char[] pairs() {
        char[] pairs = new char[4096];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = (char) (ALPHABET[i >> 6] | ALPHABET[i & 0x3F] << 8);
        }
        return pairs;
    }

    private static byte[] sextets() {
        byte[] sextets = new byte[256];
        Arrays.fill(sextets, (byte) -1);
        for (int i = 0; i < ALPHABET.length; i++) {
            sextets[ALPHABET[i]] = (byte) i;
        }
        return sextets;
    }
}
