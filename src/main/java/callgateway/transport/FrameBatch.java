package callgateway.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Frames of one socket that wait to leave in one write. Loop thread only. */
final class FrameBatch {
    static final int MAX_HEADER = 14;

    private final Loop loop;
    private final Channel channel;
    private final boolean masked;
    private final byte[] header;
    private @Nullable ByteBuf waiting;

    /** Frames of a client are masked, those of a server are not (RFC 6455, 5.1). */
    FrameBatch(Loop loop, Channel channel, boolean client) {
        this.loop = loop;
        this.channel = channel;
        this.masked = client;
        this.header = loop.headerScratch();
    }

    /** Appends one unfragmented frame; the array may be used again at once. */
    void append(int opcode, byte[] payload, int offset, int length) {
        ByteBuf out = waiting;
        if (out == null) {
            out = buffer(length + MAX_HEADER);
            waiting = out;
        }
        header[0] = (byte) (0x80 | opcode);
        int at = putLength(length);
        if (!masked) {
            out.writeBytes(header, 0, at).writeBytes(payload, offset, length);
            return;
        }
        // The key guards proxies against scripts in browsers (RFC 6455, 10.3); no script chooses what we send.
        int key = ThreadLocalRandom.current().nextInt();
        header[1] |= (byte) 0x80;
        Masking.putKey(header, at, key);
        out.writeBytes(header, 0, at + 4);
        byte[] scratch = loop.outScratch(length);
        Masking.apply(key, payload, offset, scratch, 0, length);
        out.writeBytes(scratch, 0, length);
    }

    private ByteBuf buffer(int bytes) {
        var pending = channel.unsafe().outboundBuffer();
        // Behind a peer that does not read, what waits must not take more room than it needs.
        return pending == null || pending.isEmpty()
                ? loop.buffers().toWrite(channel.alloc(), bytes)
                : channel.alloc().directBuffer(bytes);
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

    /** Hands over what waits, for the caller to write or release; null when nothing does. */
    @Nullable
    ByteBuf take() {
        ByteBuf out = waiting;
        waiting = null;
        return out;
    }

    void discard() {
        ByteBuf out = take();
        if (out != null) {
            out.release();
        }
    }
}
