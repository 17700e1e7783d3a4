package callgateway.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * What one connection reads into: a small buffer of its own while it speaks HTTP, whose decoder may keep it; its loop's
 * once it is a WebSocket.
 */
final class SocketReads extends DefaultMaxMessagesRecvByteBufAllocator {
    private static final int HTTP_BYTES = 2048;

    private final Loop loop;
    private boolean shared;

    SocketReads(Loop loop) {
        this.loop = loop;
    }

    /** To be called when a connection without TLS is new. Completion-based transports lend buffers to the kernel and keep their own way. */
    static void install(Channel channel, Loop loop, IoKind kind) {
        if (kind != IoKind.IO_URING) {
            channel.config().setRecvByteBufAllocator(new SocketReads(loop));
        }
    }

    /** To be called when the connection has become a WebSocket. */
    static void share(Channel channel) {
        if (channel.config().getRecvByteBufAllocator() instanceof SocketReads reads) {
            reads.shared = true;
        }
    }

    @Override
    @SuppressWarnings("deprecation") // the return type is what the interface of this very class asks for
    public Handle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public int guess() {
                return shared ? LoopBuffers.READ_BYTES : HTTP_BYTES;
            }

            @Override
            public ByteBuf allocate(ByteBufAllocator buffers) {
                return shared ? loop.buffers().toRead(buffers) : buffers.ioBuffer(HTTP_BYTES);
            }
        };
    }
}
