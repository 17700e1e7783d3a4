package callgateway.transport;

import java.util.Arrays;

/** The fragments of a message whose last one has not come yet (RFC 6455, 5.4). Bounded by who calls {@link #add}. */
final class Fragments {
    private static final byte[] NOTHING = new byte[0];

    private byte[] bytes = NOTHING;
    private int length;
    private int opcode;

    boolean started() {
        return opcode != 0;
    }

    int opcode() {
        return opcode;
    }

    int length() {
        return length;
    }

    void start(int firstOpcode) {
        opcode = firstOpcode;
    }

    void add(byte[] source, int offset, int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
        }
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
    }

    /** The message so far; its array is not used here again once it is {@link #clear cleared}. */
    byte[] bytes() {
        return bytes;
    }

    void clear() {
        bytes = NOTHING;
        length = 0;
        opcode = 0;
    }
}
