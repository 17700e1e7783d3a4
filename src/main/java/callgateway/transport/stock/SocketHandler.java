package callgateway.transport.stock;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Last in the pipeline of either side once the socket is open: frames to {@link StockListener}, and the closing handshake. */
final class SocketHandler extends SimpleChannelInboundHandler<WebSocketFrame> {
    private static final int NO_CODE = 1005;
    private static final int ABNORMAL = 1006;

    private final StockListener listener;
    private final boolean server;
    private @Nullable StockSocket socket;
    private byte[] scratch = new byte[512];
    private int closeCode = ABNORMAL;
    private String closeReason = "";

    SocketHandler(StockListener listener, boolean server) {
        this.listener = listener;
        this.server = server;
    }

    StockSocket open(ChannelHandlerContext ctx) {
        StockSocket opened = new StockSocket(ctx.channel());
        socket = opened;
        listener.opened(opened);
        return opened;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        StockSocket open = socket;
        if (open == null || closeCode != ABNORMAL) {
            return;
        }
        int length = frame.content().readableBytes();
        if (frame instanceof TextWebSocketFrame) {
            listener.text(open, inScratch(frame.content()), 0, length);
        } else if (frame instanceof BinaryWebSocketFrame) {
            listener.binary(open, inScratch(frame.content()), 0, length);
        } else if (frame instanceof PingWebSocketFrame) {
            byte[] payload = ByteBufUtil.getBytes(frame.content());
            Unheeded.future(
                    ctx.writeAndFlush(new PongWebSocketFrame(frame.content().retain())));
            listener.ping(open, payload);
        } else if (frame instanceof PongWebSocketFrame) {
            listener.pong(open, ByteBufUtil.getBytes(frame.content()));
        } else if (frame instanceof CloseWebSocketFrame close) {
            closeCode = close.statusCode() < 0 ? NO_CODE : close.statusCode();
            closeReason = close.reasonText();
            answerClose(ctx, close);
        }
    }

    /** RFC 6455 7.1.1: the server ends the TCP connection first; a client waits for that, but not for ever. */
    private void answerClose(ChannelHandlerContext ctx, CloseWebSocketFrame close) {
        var written = ctx.writeAndFlush(close.retain());
        if (server) {
            Unheeded.future(written.addListener(ChannelFutureListener.CLOSE));
        } else {
            Unheeded.future(ctx.executor().schedule(() -> Unheeded.future(ctx.close()), 2, TimeUnit.SECONDS));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (closeReason.isEmpty()) {
            closeReason = String.valueOf(cause.getMessage());
        }
        Unheeded.future(ctx.close());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        StockSocket open = socket;
        if (open != null) {
            socket = null;
            listener.closed(open, closeCode, closeReason);
        }
        ctx.fireChannelInactive();
    }

    private byte[] inScratch(ByteBuf content) {
        int length = content.readableBytes();
        if (scratch.length < length) {
            scratch = new byte[Math.max(length, scratch.length * 2)];
        }
        content.getBytes(content.readerIndex(), scratch, 0, length);
        return scratch;
    }
}
