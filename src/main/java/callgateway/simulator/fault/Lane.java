package callgateway.simulator.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One direction of one relayed connection. Belongs to the relay's thread. */
final class Lane {
    /** Nothing is due. */
    static final long NEVER = Long.MAX_VALUE;

    /** What is held of a delayed direction before its sender has to wait. */
    private static final int MAX_HELD = 1 << 20;

    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** What was read at once; null bytes are the end. */
    private record Held(@Nullable ByteBuffer bytes, long readNanos) {}

    private final SocketChannel from;
    private final SocketChannel to;
    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private Fault fault;
    private int heldBytes;
    private boolean ended;
    private boolean passedEnd;
    private boolean blocked;
    private long bytesUnderFault;
    private long sliceBeganNanos;
    private int sliceBytes;

    Lane(SocketChannel from, SocketChannel to, Fault fault) {
        this.from = from;
        this.to = to;
        this.fault = fault;
    }

    void suffer(Fault value) {
        fault = value;
        bytesUnderFault = 0;
        sliceBytes = 0;
    }

    boolean isSwallowed() {
        return fault == Fault.Swallow.INSTANCE;
    }

    /** Whether bytes would be taken now. */
    boolean wantsToRead() {
        boolean open = !ended && fault != Fault.Stall.INSTANCE;
        boolean slow = fault instanceof Fault.Cap;
        return open && heldBytes < (slow ? 1 : MAX_HELD);
    }

    /** Whether bytes are due that the receiver has no room for. */
    boolean wantsToWrite() {
        return blocked && fault != Fault.Stall.INSTANCE;
    }

    /** Both the sender's end and its passing on. */
    boolean isOver() {
        return passedEnd;
    }

    /** Takes what there is; returns how many bytes. */
    int read(ByteBuffer scratch, long nowNanos) throws IOException {
        int count = from.read(scratch.clear());
        if (count < 0) {
            ended = true;
        }
        if (isSwallowed()) {
            passedEnd |= ended;
        } else if (count < 0) {
            held.add(new Held(null, nowNanos));
        } else if (count > 0) {
            ByteBuffer copy = ByteBuffer.allocate(count).put(scratch.flip()).flip();
            held.add(new Held(copy, nowNanos));
            heldBytes += count;
        }
        return Math.max(0, count);
    }

    /**
     * Passes on what is due.
     *
     * @return when something will be, or {@link #NEVER}
     * @throws IOException if the receiver is gone, or the fault says that it is to be
     */
    long write(long nowNanos) throws IOException {
        blocked = false;
        if (isSwallowed()) {
            held.clear();
            heldBytes = 0;
            return NEVER;
        }
        while (!held.isEmpty() && fault != Fault.Stall.INSTANCE) {
            Held first = held.element();
            long due = first.readNanos
                    + (fault instanceof Fault.Delay delay ? delay.by().toNanos() : 0);
            if (due - nowNanos > 0) {
                return due;
            }
            if (first.bytes == null) {
                held.remove();
                passedEnd = true;
                to.shutdownOutput();
                return NEVER;
            }
            int allowed = allowed(nowNanos);
            if (allowed == 0) {
                return sliceBeganNanos + SLICE_NANOS;
            }
            if (!pass(first.bytes, allowed)) {
                blocked = true;
                return NEVER;
            }
            if (!first.bytes.hasRemaining()) {
                held.remove();
            }
        }
        return NEVER;
    }

    private boolean pass(ByteBuffer bytes, int atMost) throws IOException {
        int limit = bytes.limit();
        bytes.limit(Math.min(limit, bytes.position() + atMost));
        int count = to.write(bytes);
        bytes.limit(limit);
        heldBytes -= count;
        bytesUnderFault += count;
        sliceBytes += count;
        if (fault instanceof Fault.ResetAfter reset && bytesUnderFault >= reset.bytes()) {
            throw new IOException("reset after " + bytesUnderFault + " bytes");
        }
        return count > 0;
    }

    private int allowed(long nowNanos) {
        if (fault instanceof Fault.ResetAfter reset) {
            return (int) Math.max(1, Math.min(Integer.MAX_VALUE, reset.bytes() - bytesUnderFault));
        }
        if (!(fault instanceof Fault.Cap cap)) {
            return Integer.MAX_VALUE;
        }
        if (nowNanos - sliceBeganNanos >= SLICE_NANOS) {
            sliceBeganNanos = nowNanos;
            sliceBytes = 0;
        }
        long perSlice = Math.max(1, cap.bytesPerSecond() * SLICE_NANOS / TimeUnit.SECONDS.toNanos(1));
        return (int) Math.max(0, perSlice - sliceBytes);
    }
}
