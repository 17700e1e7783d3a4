package callgateway.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * RFC 6455 on one connection, either role, in one handler: no object per frame, no list, no codec chain.
 *
 * <p>A read is copied once into an array of the loop; frames are unmasked and handed out in place. Only the beginning of
 * a frame whose rest has not come yet is kept. Extensions are never negotiated, so every reserved bit is a violation.
 */
final class WebSocketHandler extends ChannelInboundHandlerAdapter implements WebSocket {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketHandler.class);
    private static final long MAX_PENDING_BYTES = 1024 * 1024;
    private static final long CLOSE_GRACE_MILLIS = 2000;
    /** Closing at once with bytes unread would reset the connection, and the peer might never see our close frame. */
    private static final long LINGER_MILLIS = 100;

    private static final byte[] NOTHING = new byte[0];

    private final Loop loop;
    private final int maxMessageBytes;
    private final Channel channel;
    private final boolean client;
    private final FrameHeader header;
    /** Frames that wait to leave in one write. */
    private @Nullable ByteBuf waiting;

    /** The next two are rare, and null otherwise: a frame need not look for them. */
    private @Nullable PartialFrame partial;

    private @Nullable Fragments fragments;
    /** Nothing in the pipeline has a say in what we write. */
    private boolean direct;

    private final byte[] control = new byte[Opcode.MAX_CONTROL_PAYLOAD];

    private @Nullable WebSocketListener listener;
    private long lastReceivedNanos = System.nanoTime();
    private boolean pongDue;
    private @Nullable SocketEnd asked;
    private @Nullable ScheduledFuture<?> grace;
    private @Nullable SocketEnd ended;

    WebSocketHandler(Loop loop, Channel channel, boolean client, int maxMessageBytes) {
        this.loop = loop;
        this.channel = channel;
        this.client = client;
        this.header = loop.header();
        this.maxMessageBytes = maxMessageBytes;
    }

    /** Must be called before the handler is in a pipeline that reads; an end that came first is told at once. */
    void listener(WebSocketListener owner) {
        if (ended == null) {
            listener = owner;
        } else {
            tellEnd(owner, ended);
        }
    }

    /** The connection is a plain WebSocket from now on: what is written need not pass through the pipeline. */
    void alone() {
        direct = channel.pipeline().get("tls") == null;
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
            if (ended != null) {
                return;
            }
            byte[] bytes;
            PartialFrame begun = partial;
            if (begun == null) {
                bytes = length <= loop.scratch().length ? loop.scratch() : new byte[length];
                in.readBytes(bytes, 0, length);
            } else {
                bytes = begun.append(in);
                length = begun.length();
            }
            int done = frames(bytes, 0, length);
            if (ended == null) {
                keep(bytes, done, length);
            }
            if (pongDue) {
                pongDue = false;
                flush();
            }
        } finally {
            in.release();
        }
    }

    private void keep(byte[] bytes, int from, int to) {
        if (from == to) {
            partial = null;
            return;
        }
        if (partial == null) {
            partial = new PartialFrame();
        }
        partial.keep(bytes, from, to);
    }

    /** Handles every whole frame between {@code at} and {@code end}; returns where the first partial one starts. */
    private int frames(byte[] a, int at, int end) {
        while (ended == null && header.read(a, at, end)) {
            String wrong = header.violation(client, fragments != null);
            if (wrong != null) {
                refuse(SocketEnd.By.VIOLATION, 1002, wrong);
                return end;
            }
            long declared = header.payloadBytes();
            if (declared < 0 || (!header.isControl() && declared > maxMessageBytes - fragmentBytes())) {
                refuse(SocketEnd.By.VIOLATION, 1009, "message over " + maxMessageBytes + " bytes");
                return end;
            }
            int payload = at + header.headerBytes();
            if (end - payload < declared) {
                return at;
            }
            int length = (int) declared;
            if (header.masked()) {
                Masking.apply(Masking.keyAt(a, payload - 4), a, payload, a, payload, length);
            }
            at = payload + length;
            frame(header.opcode(), header.last(), a, payload, length);
        }
        return at;
    }

    private void frame(int opcode, boolean last, byte[] a, int offset, int length) {
        switch (opcode) {
            case Opcode.TEXT, Opcode.BINARY -> {
                if (last) {
                    message(opcode, a, offset, length);
                } else {
                    fragments = new Fragments(opcode);
                    fragments.add(a, offset, length);
                }
            }
            case Opcode.CONTINUATION -> continuation(last, a, offset, length);
            case Opcode.PING -> {
                if (asked == null) {
                    append(Opcode.PONG, a, offset, length);
                    pongDue = true;
                }
            }
            case Opcode.CLOSE -> peerCloses(a, offset, length);
            default -> {
                // A pong: that it came is all it says.
            }
        }
    }

    private void continuation(boolean last, byte[] a, int offset, int length) {
        Fragments all = Objects.requireNonNull(fragments);
        all.add(a, offset, length);
        if (last) {
            fragments = null;
            message(all.opcode(), all.bytes(), 0, all.length());
        }
    }

    private int fragmentBytes() {
        return fragments == null ? 0 : fragments.length();
    }

    private void message(int opcode, byte[] a, int offset, int length) {
        WebSocketListener owner = listener;
        if (asked != null || owner == null) {
            return;
        }
        if (opcode == Opcode.TEXT) {
            owner.onText(a, offset, length);
        } else {
            owner.onBinary(a, offset, length);
        }
    }

    private void peerCloses(byte[] a, int offset, int length) {
        if (length == 1) {
            refuse(SocketEnd.By.VIOLATION, 1002, "close frame of one byte");
            return;
        }
        int code = length == 0 ? SocketEnd.NO_CODE : CloseFrame.code(a, offset);
        if (length > 0 && !CloseFrame.maySay(code)) {
            refuse(SocketEnd.By.VIOLATION, 1002, "close code " + code);
            return;
        }
        if (asked == null) {
            append(Opcode.CLOSE, a, offset, Math.min(length, 2));
            flush();
        }
        end(SocketEnd.By.PEER, code, CloseFrame.reason(a, offset, length));
        channel.close();
    }

    private void refuse(SocketEnd.By by, int code, String why) {
        ByteBuf last = null;
        if (isOpen()) {
            append(Opcode.CLOSE, control, 0, CloseFrame.put(control, code, why));
            last = waiting;
            waiting = null;
        }
        // First, so that a write that fails cannot lead here again.
        end(by, code, why);
        if (last != null) {
            channel.writeAndFlush(last, channel.voidPromise());
        }
        channel.eventLoop().schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (channel.isWritable() && listener != null) {
            listener.onWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end(SocketEnd.By.LOST, SocketEnd.NO_CLOSE_FRAME, "connection closed");
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException || cause instanceof DecoderException) {
            String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            end(SocketEnd.By.LOST, SocketEnd.NO_CLOSE_FRAME, message);
            channel.close();
        } else {
            failed(listener, "the owner of a WebSocket failed", cause);
            refuse(SocketEnd.By.US, 1011, "internal error");
        }
    }

    /** Whatever happens after {@link #close} is told as what we asked for. */
    private void end(SocketEnd.By by, int code, String reason) {
        if (ended != null) {
            return;
        }
        ended = asked != null ? asked : new SocketEnd(by, code, reason);
        if (waiting != null) {
            waiting.release();
            waiting = null;
        }
        partial = null;
        fragments = null;
        if (grace != null) {
            grace.cancel(false);
        }
        WebSocketListener owner = listener;
        listener = null;
        if (owner != null) {
            tellEnd(owner, ended);
        }
    }

    private static void tellEnd(WebSocketListener owner, SocketEnd end) {
        try {
            owner.onEnd(end);
        } catch (RuntimeException e) {
            failed(owner, "the owner of a WebSocket failed on its end", e);
        }
    }

    private static void failed(@Nullable WebSocketListener owner, String what, Throwable cause) {
        String call = owner == null ? null : owner.about();
        if (call != null) {
            MDC.put("callSid", call);
        }
        try {
            LOG.error(what, cause);
        } finally {
            MDC.remove("callSid");
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
            append(Opcode.TEXT, utf8, offset, length);
        }
    }

    @Override
    public void binary(byte[] bytes, int offset, int length) {
        if (isOpen()) {
            append(Opcode.BINARY, bytes, offset, length);
        }
    }

    @Override
    public void ping() {
        if (isOpen()) {
            append(Opcode.PING, NOTHING, 0, 0);
            flush();
        }
    }

    @Override
    public void flush() {
        ByteBuf out = waiting;
        if (out == null) {
            return;
        }
        waiting = null;
        if (direct) {
            channel.unsafe().write(out, channel.voidPromise());
            channel.unsafe().flush();
        } else {
            channel.writeAndFlush(out, channel.voidPromise());
        }
        if (!channel.isWritable() && pending() > MAX_PENDING_BYTES) {
            end(SocketEnd.By.TOO_SLOW, SocketEnd.NO_CLOSE_FRAME, "peer does not read");
            channel.close();
        }
    }

    private void append(int opcode, byte[] payload, int offset, int length) {
        ByteBuf out = waiting;
        if (out == null) {
            out = buffer(length + FrameWriter.MAX_HEADER);
            waiting = out;
        }
        loop.writer().append(out, client, opcode, payload, offset, length);
    }

    private ByteBuf buffer(int bytes) {
        var pending = channel.unsafe().outboundBuffer();
        // Behind a peer that does not read, what waits must not take more room than it needs.
        return pending == null || pending.isEmpty()
                ? loop.buffers().toWrite(channel.alloc(), bytes)
                : channel.alloc().directBuffer(bytes);
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
        return asked == null && ended == null;
    }

    @Override
    public void close(int code, String reason) {
        if (!CloseFrame.maySay(code)) {
            throw new IllegalArgumentException("close code: " + code + " (expected: one that may be sent)");
        }
        if (!isOpen()) {
            return;
        }
        append(Opcode.CLOSE, control, 0, CloseFrame.put(control, code, reason));
        flush();
        if (ended != null) {
            return;
        }
        asked = new SocketEnd(SocketEnd.By.US, code, reason);
        grace = channel.eventLoop().schedule(this::leave, CLOSE_GRACE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void leave() {
        end(SocketEnd.By.LOST, SocketEnd.NO_CLOSE_FRAME, "close not answered");
        channel.close();
    }

    @Override
    public void abort() {
        end(SocketEnd.By.US, SocketEnd.NO_CLOSE_FRAME, "aborted");
        channel.close();
    }
}
