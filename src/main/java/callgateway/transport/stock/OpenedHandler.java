package callgateway.transport.stock;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Waits for the end of a client's handshake, tells of it, and is gone. */
final class OpenedHandler extends ChannelInboundHandlerAdapter {
    private final SocketHandler frames;
    private final CompletableFuture<StockOutcome> outcome;

    OpenedHandler(SocketHandler frames, CompletableFuture<StockOutcome> outcome) {
        this.frames = frames;
        this.outcome = outcome;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
            List<StockHeader> headers =
                    ctx.channel().attr(OpeningHandler.HEADERS).get();
            StockSocket socket = frames.open(ctx);
            outcome.complete(
                    new StockOutcome.Open(socket, StockHeader.first(headers, "Sec-WebSocket-Protocol"), headers));
            ctx.pipeline().remove(this);
        } else if (event == ClientHandshakeStateEvent.HANDSHAKE_TIMEOUT) {
            outcome.complete(new StockOutcome.Failed(new IOException("no answer to the upgrade in time")));
            Unheeded.future(ctx.close());
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        outcome.complete(new StockOutcome.Failed(new IOException("upgrade failed: " + cause.getMessage(), cause)));
        Unheeded.future(ctx.close());
    }
}
