package callgateway.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** RFC 6455 5.3: every byte from a client is XORed with a four-byte key. Eight bytes at a time. */
final class Masking {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private Masking() {}

    /** The key as it stands in a frame, first byte lowest. */
    static int keyAt(byte[] frame, int offset) {
        return (int) INTS.get(frame, offset);
    }

    static void putKey(byte[] frame, int offset, int key) {
        INTS.set(frame, offset, key);
    }

    /** XORs {@code length} bytes from {@code from} into {@code to}; both may be the same place. */
    static void apply(int key, byte[] source, int from, byte[] target, int to, int length) {
        long wide = (key & 0xFFFFFFFFL) * 0x1_0000_0001L;
        int i = 0;
        for (int end = length - 7; i < end; i += 8) {
            LONGS.set(target, to + i, (long) LONGS.get(source, from + i) ^ wide);
        }
        for (; i < length; i++) {
            target[to + i] = (byte) (source[from + i] ^ (key >>> ((i & 3) << 3)));
        }
    }
}
