package callgateway.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Base64;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a connection of the public port from HTTP into a WebSocket.
 *
 * <p>What waits for a peer that reads slowly cannot be taken back, and what is written later comes after it. So little may
 * wait, here and in the kernel; the sender keeps the rest, and can still change its mind.
 */
final class ServerUpgrade {
    private static final Logger LOG = LoggerFactory.getLogger(ServerUpgrade.class);
    /** A quarter of a second of telephone audio as Twilio's messages, or half of one at the most. */
    private static final WriteBufferWaterMark UNWRITTEN = new WriteBufferWaterMark(4 * 1024, 8 * 1024);

    private static final long UNSENT_BYTES = 8 * 1024;

    private ServerUpgrade() {}

    /** Whether this is what a client must send as {@code Sec-WebSocket-Key}: 16 bytes in base64. */
    static boolean validKey(@Nullable String key) {
        if (key == null || key.length() != 24) {
            return false;
        }
        try {
            return Base64.getDecoder().decode(key).length == 16;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static void complete(
            ChannelHandlerContext ctx,
            Loop loop,
            @Nullable String key,
            int maxMessageBytes,
            Function<WebSocket, WebSocketListener> owner) {
        var switching = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
        switching
                .headers()
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, Handshakes.accept(String.valueOf(key)));
        var pipeline = ctx.pipeline();
        WebSocketHandler socket = new WebSocketHandler(loop, ctx.channel(), false, maxMessageBytes);
        // The encoder goes once the answer is written, so that the owner may send at once; the decoder when the owner
        // is
        // there, because it then hands on what the peer sent right behind its upgrade.
        ctx.writeAndFlush(switching);
        pipeline.get(HttpServerCodec.class).removeOutboundHandler();
        letLittleWait(ctx.channel());
        pipeline.addLast("websocket", socket);
        socket.listener(owner.apply(socket));
        pipeline.remove(ctx.handler());
        pipeline.remove("whole");
        pipeline.remove("http");
        socket.alone();
        SocketReads.share(ctx.channel());
    }

    private static void letLittleWait(Channel channel) {
        channel.config().setWriteBufferWaterMark(UNWRITTEN);
        try {
            // A channel of another kind does not know the option, and does nothing.
            channel.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, UNSENT_BYTES);
            channel.config().setOption(IoUringChannelOption.TCP_NOTSENT_LOWAT, UNSENT_BYTES);
        } catch (ChannelException e) {
            LOG.debug("this machine does not bound what the kernel holds unsent: {}", e.toString());
        }
    }
}
