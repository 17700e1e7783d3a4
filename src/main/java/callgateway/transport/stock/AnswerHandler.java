package callgateway.transport.stock;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Puts each request to the server's function and does what it says. */
final class AnswerHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private final Function<StockRequest, StockAnswer> answers;

    AnswerHandler(Function<StockRequest, StockAnswer> answers) {
        this.answers = answers;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        StockRequest asked = new StockRequest(
                request.method().name(),
                request.uri(),
                StockHeader.listOf(request.headers()),
                ByteBufUtil.getBytes(request.content()));
        carryOut(ctx, request, answers.apply(asked));
    }

    private void carryOut(ChannelHandlerContext ctx, FullHttpRequest request, StockAnswer answer) {
        if (answer instanceof StockAnswer.Accept accept) {
            accept(ctx, request, accept);
        } else if (answer instanceof StockAnswer.Respond respond) {
            respond(ctx, request, respond.response());
        } else if (answer instanceof StockAnswer.Delayed delayed) {
            request.retain();
            Unheeded.future(ctx.executor()
                    .schedule(
                            () -> later(ctx, request, delayed), delayed.delay().toNanos(), TimeUnit.NANOSECONDS));
        } else if (answer instanceof StockAnswer.Reset) {
            StockSocket.reset(ctx.channel());
        }
    }

    private void later(ChannelHandlerContext ctx, FullHttpRequest request, StockAnswer.Delayed delayed) {
        try {
            if (ctx.channel().isActive()) {
                carryOut(ctx, request, delayed.answer());
            }
        } finally {
            request.release();
        }
    }

    private static void accept(ChannelHandlerContext ctx, FullHttpRequest request, StockAnswer.Accept accept) {
        WebSocketDecoderConfig decoding = WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(StockWebSocketServer.MAX_MESSAGE_BYTES)
                .allowExtensions(false)
                .build();
        var handshaker = new WebSocketServerHandshakerFactory("", null, decoding).newHandshaker(request);
        if (handshaker == null) {
            Unheeded.future(WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(ctx.channel()));
            return;
        }
        HttpHeaders headers = StockHeader.toNetty(accept.headers());
        if (accept.subprotocol() != null) {
            headers.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, accept.subprotocol());
        }
        SocketHandler frames = new SocketHandler(accept.listener(), true);
        ctx.pipeline().addLast(new WebSocketFrameAggregator(StockWebSocketServer.MAX_MESSAGE_BYTES), frames);
        ChannelHandlerContext framesCtx = ctx.pipeline().context(frames);
        Unheeded.future(handshaker
                .handshake(ctx.channel(), request, headers, ctx.newPromise())
                .addListener(done -> {
                    if (done.isSuccess()) {
                        frames.open(framesCtx);
                    } else {
                        accept.listener().notOpened();
                        Unheeded.future(ctx.close());
                    }
                }));
        ctx.pipeline().remove(AnswerHandler.class);
    }

    private static void respond(ChannelHandlerContext ctx, FullHttpRequest request, StockResponse answer) {
        var response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                Unpooled.wrappedBuffer(answer.body()));
        answer.headers().forEach(header -> response.headers().add(header.name(), header.value()));
        HttpUtil.setContentLength(response, answer.body().length);
        var written = ctx.writeAndFlush(response);
        if (!HttpUtil.isKeepAlive(request)) {
            Unheeded.future(written.addListener(ChannelFutureListener.CLOSE));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Unheeded.future(ctx.close()); // not HTTP, or gone: there is nobody to tell
    }
}
