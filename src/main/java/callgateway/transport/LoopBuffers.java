package callgateway.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * One loop's buffers for what its WebSockets read and write. Nearly every read is used up before the next, and nearly
 * every write leaves at once, so the same two buffers serve all sockets and stay in the processor's cache. One that is
 * still in use is left to whoever uses it. Loop thread only.
 */
final class LoopBuffers {
    /** More than a socket has at once unless it was held up; the rest comes with the next read. */
    static final int READ_BYTES = 32 * 1024;

    private static final int WRITE_BYTES = 8 * 1024;

    private @Nullable ByteBuf reading;
    private @Nullable ByteBuf writing;

    /** An empty buffer to read into; to be released. */
    ByteBuf toRead(ByteBufAllocator buffers) {
        reading = unused(reading, buffers, READ_BYTES);
        return reading.retain();
    }

    /** An empty buffer with room for at least that many bytes, to be written or released. */
    ByteBuf toWrite(ByteBufAllocator buffers, int bytes) {
        if (bytes > WRITE_BYTES) {
            return buffers.directBuffer(bytes);
        }
        writing = unused(writing, buffers, WRITE_BYTES);
        return writing.retain();
    }

    private static ByteBuf unused(@Nullable ByteBuf usual, ByteBufAllocator buffers, int bytes) {
        // One that has grown over a burst is not worth keeping either.
        if (usual != null && usual.refCnt() == 1 && usual.capacity() == bytes) {
            return usual.clear();
        }
        if (usual != null) {
            usual.release();
        }
        return buffers.directBuffer(bytes);
    }

    /** Gives the memory back, once the loop has ended. */
    void close() {
        if (reading != null) {
            reading.release();
            reading = null;
        }
        if (writing != null) {
            writing.release();
            writing = null;
        }
    }
}
