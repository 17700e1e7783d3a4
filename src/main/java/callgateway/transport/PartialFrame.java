package callgateway.transport;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** The beginning of a frame whose rest has not come yet. Bounded by the header's declared length, which is checked. */
final class PartialFrame {
    private static final byte[] NOTHING = new byte[0];

    private byte[] bytes = NOTHING;
    private int length;

    int length() {
        return length;
    }

    /** Appends what was read; returns the array that now holds everything, from 0 to {@link #length}. */
    byte[] append(ByteBuf in) {
        int more = in.readableBytes();
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
        in.readBytes(bytes, length, more);
        length += more;
        return bytes;
    }

    /** Keeps only what is between {@code from} and {@code to}; the source may be this frame's own array. */
    void keep(byte[] source, int from, int to) {
        length = to - from;
        if (source == bytes) {
            System.arraycopy(bytes, from, bytes, 0, length);
        } else {
            bytes = Arrays.copyOfRange(source, from, to);
        }
    }
}
