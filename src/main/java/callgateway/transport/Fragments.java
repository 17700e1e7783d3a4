package callgateway.transport;

import java.util.Arrays;

/** The fragments of a message whose last one has not come yet (RFC 6455, 5.4). Bounded by who calls {@link #add}. */
final class Fragments {
    private static final byte[] NOTHING = new byte[0];

    private byte[] bytes = NOTHING;
    private int length;
    private final int opcode;

    /** @param opcode of the first fragment */
    Fragments(int opcode) {
        this.opcode = opcode;
    }

    int opcode() {
        return opcode;
    }

    int length() {
        return length;
    }

    void add(byte[] source, int offset, int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
        }
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
    }

    /** The message so far, from 0 to {@link #length}. */
    byte[] bytes() {
        return bytes;
    }
}
