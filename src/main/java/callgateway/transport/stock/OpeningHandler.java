package callgateway.transport.stock;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Sees the answer to an upgrade request before Netty's own handler does, which would throw away the body of a refusal. */
final class OpeningHandler extends ChannelInboundHandlerAdapter {
    static final AttributeKey<List<StockHeader>> HEADERS = AttributeKey.valueOf(OpeningHandler.class, "headers");

    private final CompletableFuture<StockOutcome> outcome;

    OpeningHandler(CompletableFuture<StockOutcome> outcome) {
        this.outcome = outcome;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof FullHttpResponse response) {
            List<StockHeader> headers = StockHeader.listOf(response.headers());
            if (response.status().code() != 101) {
                outcome.complete(new StockOutcome.Refused(new StockResponse(
                        response.status().code(), headers, ByteBufUtil.getBytes(response.content()))));
                ReferenceCountUtil.release(message);
                Unheeded.future(ctx.close());
                return;
            }
            ctx.channel().attr(HEADERS).set(headers);
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        outcome.complete(new StockOutcome.Failed(new IOException("closed before it answered the upgrade")));
        ctx.fireChannelInactive();
    }
}
