package callgateway.transport.stock;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * One open WebSocket. Every method may be called from any thread and returns at once; messages are written in the order in
 * which they were sent, whichever thread sent them. What cannot be written yet is held, up to about {@value #MAX_UNSENT_BYTES} bytes.
 */
public final class StockSocket {
    static final int MAX_UNSENT_BYTES = 8 << 20;
    private static final int CLOSE_GRACE_SECONDS = 2;

    private final Channel channel;

    StockSocket(Channel channel) {
        this.channel = channel;
    }

    /** Sends a text message; false if the socket is closed or its peer reads so slowly that the message is dropped. */
    public boolean sendText(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return sendText(utf8, 0, utf8.length);
    }

    /** As {@link #sendText(String)}; the bytes are copied and need not be UTF-8. */
    public boolean sendText(byte[] utf8, int off, int len) {
        return canSend() && send(new TextWebSocketFrame(copy(utf8, off, len)));
    }

    /** Sends a binary message; otherwise as {@link #sendText(String)}. */
    public boolean sendBinary(byte[] bytes, int off, int len) {
        return canSend() && send(new BinaryWebSocketFrame(copy(bytes, off, len)));
    }

    public boolean sendBinary(byte[] bytes) {
        return sendBinary(bytes, 0, bytes.length);
    }

    /**
     * Sends one frame of a message that may have several, with no check that the sequence makes sense.
     *
     * @param opcode 0 continuation, 1 text, 2 binary
     */
    public boolean sendFragment(int opcode, boolean last, byte[] payload) {
        if (!canSend()) {
            return false;
        }
        ByteBuf bytes = copy(payload, 0, payload.length);
        return switch (opcode) {
            case 0 -> send(new ContinuationWebSocketFrame(last, 0, bytes));
            case 1 -> send(new TextWebSocketFrame(last, 0, bytes));
            case 2 -> send(new BinaryWebSocketFrame(last, 0, bytes));
            default -> {
                bytes.release();
                throw new IllegalArgumentException("opcode: " + opcode + " (expected: 0, 1 or 2)");
            }
        };
    }

    /** Sends a ping of at most 125 bytes. */
    public void ping(byte[] payload) {
        send(new PingWebSocketFrame(Unpooled.copiedBuffer(payload)));
    }

    /** Sends a close frame; the connection ends when the peer has answered, and after {@value #CLOSE_GRACE_SECONDS} s in any case. */
    public void close(int code, String reason) {
        inOrder(() -> Unheeded.future(channel.writeAndFlush(new CloseWebSocketFrame(code, reason))
                .addListener(ChannelFutureListener.CLOSE_ON_FAILURE)));
        resumeReading();
        Unheeded.future(channel.eventLoop()
                .schedule(() -> Unheeded.future(channel.close()), CLOSE_GRACE_SECONDS, TimeUnit.SECONDS));
    }

    /** Closes the TCP connection without a close frame (FIN). */
    public void drop() {
        Unheeded.future(channel.close());
    }

    /** Ends the TCP connection with RST: no close frame, and what was not sent yet is lost. */
    public void reset() {
        reset(channel);
    }

    static void reset(Channel channel) {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        Unheeded.future(channel.close());
    }

    /** Stops taking bytes from the kernel, so that the peer's sends back up; a close of the peer goes unnoticed. */
    public void pauseReading() {
        channel.config().setAutoRead(false);
    }

    public void resumeReading() {
        channel.config().setAutoRead(true);
    }

    public boolean isOpen() {
        return channel.isActive();
    }

    private boolean canSend() {
        return channel.isActive() && channel.isWritable();
    }

    private boolean send(WebSocketFrame frame) {
        boolean sent = inOrder(() -> Unheeded.future(channel.writeAndFlush(frame, channel.voidPromise())));
        if (!sent) {
            frame.release();
        }
        return sent;
    }

    /** Netty writes what its own thread sends at once, and what others have sent before that later. */
    private boolean inOrder(Runnable write) {
        try {
            channel.eventLoop().execute(write);
            return true;
        } catch (RejectedExecutionException closing) {
            return false;
        }
    }

    private ByteBuf copy(byte[] bytes, int off, int len) {
        return channel.alloc().buffer(len).writeBytes(bytes, off, len);
    }
}
