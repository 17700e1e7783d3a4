package callgateway.transport;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.ThreadLocalRandom;

/** Puts unfragmented frames into buffers (RFC 6455, 5.2). One per loop, for all its sockets. Loop thread only. */
final class FrameWriter {
    static final int MAX_HEADER = 14;

    private static final int USUAL_BYTES = 64 * 1024;

    private final byte[] header = new byte[MAX_HEADER];
    private final byte[] usual = new byte[USUAL_BYTES];

    /**
     * Appends one frame; the array may be used again at once.
     *
     * @param masked as the frames of a client are, and those of a server are not (5.1)
     */
    void append(ByteBuf out, boolean masked, int opcode, byte[] payload, int offset, int length) {
        header[0] = (byte) (0x80 | opcode);
        int at = putLength(length);
        if (!masked) {
            out.writeBytes(header, 0, at).writeBytes(payload, offset, length);
            return;
        }
        // The key guards proxies against scripts in browsers (10.3); no script chooses what we send.
        int key = ThreadLocalRandom.current().nextInt();
        header[1] |= (byte) 0x80;
        Masking.putKey(header, at, key);
        out.writeBytes(header, 0, at + 4);
        byte[] scratch = length <= usual.length ? usual : new byte[length];
        Masking.apply(key, payload, offset, scratch, 0, length);
        out.writeBytes(scratch, 0, length);
    }

    /** Puts the shortest form of the length after the first byte; returns where it ends. */
    private int putLength(int length) {
        if (length < 126) {
            header[1] = (byte) length;
            return 2;
        }
        if (length < 65536) {
            header[1] = 126;
            header[2] = (byte) (length >> 8);
            header[3] = (byte) length;
            return 4;
        }
        header[1] = 127;
        for (int i = 0; i < 8; i++) {
            header[2 + i] = (byte) ((long) length >>> (56 - 8 * i));
        }
        return 10;
    }
}
