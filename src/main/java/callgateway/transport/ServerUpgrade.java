package callgateway.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Base64;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns a connection of the public port from HTTP into a WebSocket.
 *
 * <p>What waits for a peer that reads slowly cannot be taken back, and what is written later comes after it. So little may
 * wait, here and in the kernel; the sender keeps the rest, and can still change its mind.
 */
final class ServerUpgrade {
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
        UnsentAudio.bound(ctx.channel());
        pipeline.addLast("websocket", socket);
        socket.listener(owner.apply(socket));
        pipeline.remove(ctx.handler());
        pipeline.remove("whole");
        pipeline.remove("http");
        socket.alone();
        SocketReads.share(ctx.channel());
    }
}
