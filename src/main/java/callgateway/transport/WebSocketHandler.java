package callgateway.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * RFC 6455 on one connection, either role, in one handler: no object per frame, no list, no codec chain.
 *
 * <p>A read is copied once into an array of the loop; frames are unmasked and handed out in place. Only the beginning of
 * a frame whose rest has not come yet is kept. Extensions are never negotiated, so every reserved bit is a violation.
 */
final class WebSocketHandler extends ChannelInboundHandlerAdapter implements WebSocket {
    private static final long MAX_PENDING_BYTES = 1024 * 1024;
    private static final long CLOSE_GRACE_MILLIS = 2000;
    private static final byte[] NOTHING = new byte[0];

    private final Loop loop;
    private final boolean client;
    private final int maxMessageBytes;
    private final Channel channel;
    private final FrameBatch batch;
    private final Fragments fragments = new Fragments();
    private final byte[] control = new byte[Opcode.MAX_CONTROL_PAYLOAD];

    private @Nullable WebSocketListener listener;
    private byte[] partial = NOTHING;
    private int partialLength;
    private long lastReceivedNanos = System.nanoTime();
    private boolean closing;
    private boolean ended;

    WebSocketHandler(Loop loop, Channel channel, boolean client, int maxMessageBytes) {
        this.loop = loop;
        this.channel = channel;
        this.client = client;
        this.batch = new FrameBatch(loop, channel.alloc(), client);
        this.maxMessageBytes = maxMessageBytes;
    }

    /** Must be called before the handler is in a pipeline that reads. */
    void listener(WebSocketListener owner) {
        listener = owner;
    }

    // -- in

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf in)) {
            ReferenceCountUtil.release(message);
            return;
        }
        int length = in.readableBytes();
        lastReceivedNanos = System.nanoTime();
        try {
            if (ended) {
                return;
            }
            if (partialLength == 0) {
                byte[] scratch = loop.scratch();
                if (length > scratch.length) {
                    scratch = new byte[length];
                }
                in.readBytes(scratch, 0, length);
                keepRest(scratch, frames(scratch, 0, length), length);
            } else {
                if (partialLength + length > partial.length) {
                    partial = Arrays.copyOf(partial, Math.max(partialLength + length, partial.length * 2));
                }
                in.readBytes(partial, partialLength, length);
                partialLength += length;
                keepRest(partial, frames(partial, 0, partialLength), partialLength);
            }
        } finally {
            in.release();
        }
    }

    private void keepRest(byte[] source, int from, int to) {
        if (ended || from == to) {
            partial = NOTHING;
            partialLength = 0;
            return;
        }
        int rest = to - from;
        if (source == partial) {
            System.arraycopy(partial, from, partial, 0, rest);
        } else {
            partial = Arrays.copyOfRange(source, from, to);
        }
        partialLength = rest;
    }

    /** Handles every whole frame between {@code at} and {@code end}; returns where the first partial one starts. */
    private int frames(byte[] a, int at, int end) {
        while (!ended && end - at >= 2) {
            int first = a[at];
            int second = a[at + 1];
            boolean masked = second < 0;
            int headerLength = 2;
            long length = second & 0x7F;
            if (length == 126) {
                headerLength = 4;
            } else if (length == 127) {
                headerLength = 10;
            }
            if (masked) {
                headerLength += 4;
            }
            if (end - at < headerLength) {
                return at;
            }
            if (length == 126) {
                length = shortAt(a, at + 2);
            } else if (length == 127) {
                length = longAt(a, at + 2);
            }
            int opcode = first & 0x0F;
            boolean last = first < 0;
            String wrong = violation(first, opcode, last, masked, length);
            if (wrong != null) {
                violate(1002, wrong);
                return end;
            }
            if (length < 0 || fragments.length() + length > maxMessageBytes) {
                violate(1009, "message over " + maxMessageBytes + " bytes");
                return end;
            }
            int payload = at + headerLength;
            if (end - payload < length) {
                return at;
            }
            if (masked) {
                Masking.apply(Masking.keyAt(a, payload - 4), a, payload, a, payload, (int) length);
            }
            at = payload + (int) length;
            frame(opcode, last, a, payload, (int) length);
        }
        return at;
    }

    private @Nullable String violation(int first, int opcode, boolean last, boolean masked, long length) {
        if ((first & 0x70) != 0) {
            return "reserved bit set";
        }
        if (masked == client) {
            return client ? "masked frame from a server" : "unmasked frame from a client";
        }
        if (opcode >= Opcode.CLOSE) {
            if (opcode > Opcode.PONG) {
                return "unknown opcode " + opcode;
            }
            return last && length <= Opcode.MAX_CONTROL_PAYLOAD ? null : "fragmented or long control frame";
        }
        if (opcode > Opcode.BINARY) {
            return "unknown opcode " + opcode;
        }
        if (opcode == Opcode.CONTINUATION) {
            return !fragments.started() ? "continuation of nothing" : null;
        }
        return !fragments.started() ? null : "new message inside a fragmented one";
    }

    private void frame(int opcode, boolean last, byte[] a, int offset, int length) {
        switch (opcode) {
            case Opcode.TEXT, Opcode.BINARY -> {
                if (last) {
                    message(opcode, a, offset, length);
                } else {
                    fragments.start(opcode);
                    fragments.add(a, offset, length);
                }
            }
            case Opcode.CONTINUATION -> {
                fragments.add(a, offset, length);
                if (last) {
                    assembled();
                }
            }
            case Opcode.PING -> {
                if (!closing) {
                    batch.append(Opcode.PONG, a, offset, length);
                    flush();
                }
            }
            case Opcode.CLOSE -> peerCloses(a, offset, length);
            default -> {
                // A pong: that it came is all it says.
            }
        }
    }

    private void assembled() {
        byte[] whole = fragments.bytes();
        int length = fragments.length();
        int opcode = fragments.opcode();
        fragments.clear();
        message(opcode, whole, 0, length);
    }

    private void message(int opcode, byte[] a, int offset, int length) {
        WebSocketListener owner = listener;
        if (closing || owner == null) {
            return;
        }
        if (opcode == Opcode.TEXT) {
            owner.onText(a, offset, length);
        } else {
            owner.onBinary(a, offset, length);
        }
    }

    private void peerCloses(byte[] a, int offset, int length) {
        int code = SocketEnd.NO_CODE;
        String reason = "";
        if (length >= 2) {
            code = shortAt(a, offset);
            reason = new String(a, offset + 2, length - 2, StandardCharsets.UTF_8);
        }
        if (!closing) {
            batch.append(Opcode.CLOSE, a, offset, Math.min(length, 2));
            flush();
        }
        end(new SocketEnd(closing ? SocketEnd.By.US : SocketEnd.By.PEER, code, reason));
        channel.close();
    }

    private void violate(int code, String what) {
        sendClose(code, what);
        end(new SocketEnd(SocketEnd.By.VIOLATION, code, what));
        channel.eventLoop().schedule(() -> channel.close(), 100, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (channel.isWritable() && !ended && listener != null) {
            listener.onWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end(new SocketEnd(
                closing ? SocketEnd.By.US : SocketEnd.By.LOST, SocketEnd.NO_CLOSE_FRAME, "connection closed"));
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        end(new SocketEnd(SocketEnd.By.LOST, SocketEnd.NO_CLOSE_FRAME, message));
        channel.close();
    }

    private void end(SocketEnd how) {
        if (ended) {
            return;
        }
        ended = true;
        batch.discard();
        partial = NOTHING;
        fragments.clear();
        if (listener != null) {
            listener.onEnd(how);
            listener = null;
        }
    }

    // -- out

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public void text(byte[] utf8, int offset, int length) {
        if (isOpen()) {
            batch.append(Opcode.TEXT, utf8, offset, length);
        }
    }

    @Override
    public void binary(byte[] bytes, int offset, int length) {
        if (isOpen()) {
            batch.append(Opcode.BINARY, bytes, offset, length);
        }
    }

    @Override
    public void ping() {
        if (isOpen()) {
            batch.append(Opcode.PING, NOTHING, 0, 0);
            flush();
        }
    }

    @Override
    public void flush() {
        ByteBuf out = batch.take();
        if (out == null) {
            return;
        }
        channel.writeAndFlush(out, channel.voidPromise());
        if (!channel.isWritable() && pending() > MAX_PENDING_BYTES) {
            end(new SocketEnd(SocketEnd.By.TOO_SLOW, SocketEnd.NO_CLOSE_FRAME, "peer does not read"));
            channel.close();
        }
    }

    private long pending() {
        var outbound = channel.unsafe().outboundBuffer();
        return outbound == null ? 0 : outbound.totalPendingWriteBytes();
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public long lastReceivedNanos() {
        return lastReceivedNanos;
    }

    @Override
    public boolean isOpen() {
        return !closing && !ended;
    }

    @Override
    public void close(int code, String reason) {
        if (!isOpen()) {
            return;
        }
        sendClose(code, reason);
        closing = true;
        channel.eventLoop()
                .schedule(
                        () -> {
                            end(new SocketEnd(SocketEnd.By.US, code, reason));
                            channel.close();
                        },
                        CLOSE_GRACE_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void abort() {
        end(new SocketEnd(SocketEnd.By.US, SocketEnd.NO_CLOSE_FRAME, "aborted"));
        channel.close();
    }

    private void sendClose(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, Opcode.MAX_CONTROL_PAYLOAD - 2);
        // Not in the middle of a character: the peer may check.
        while (length < text.length && length > 0 && (text[length] & 0xC0) == 0x80) {
            length--;
        }
        control[0] = (byte) (code >> 8);
        control[1] = (byte) code;
        System.arraycopy(text, 0, control, 2, length);
        batch.append(Opcode.CLOSE, control, 0, length + 2);
        flush();
    }

    private static int shortAt(byte[] a, int offset) {
        return ((a[offset] & 0xFF) << 8) | (a[offset + 1] & 0xFF);
    }

    private static long longAt(byte[] a, int offset) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = (value << 8) | (a[offset + i] & 0xFF);
        }
        return value;
    }
}
