package callgateway.transport.stock;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** Sends one HTTP/1.1 request on a connection of its own. */
public final class StockHttpClient {
    private static final int MAX_ANSWER_BYTES = 4 << 20;

    private StockHttpClient() {}

    /**
     * Sends {@code method target} with the dial's headers and this body. The stage completes on the connection's thread,
     * with an {@link IOException} when there is no whole answer in time.
     */
    public static CompletionStage<StockResponse> send(StockLoops loops, StockDial dial, String method, byte[] body) {
        CompletableFuture<StockResponse> answer = new CompletableFuture<>();
        FullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), dial.target(), Unpooled.wrappedBuffer(body));
        request.headers().set(StockHeader.toNetty(dial.headers())).set(HttpHeaderNames.HOST, dial.host());
        request.headers().set(HttpHeaderNames.CONNECTION, "close");
        HttpUtil.setContentLength(request, body.length);
        Unheeded.future(StockWebSocketClient.bootstrap(loops, dial)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) throws SSLException {
                        StockWebSocketClient.withTls(channel, dial)
                                .addLast(new HttpClientCodec())
                                .addLast(new HttpObjectAggregator(MAX_ANSWER_BYTES))
                                .addLast(new ReadTimeoutHandler(dial.timeout().toMillis(), TimeUnit.MILLISECONDS))
                                .addLast(new Exchange(dial, request, answer));
                    }
                })
                .connect(dial.address())
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        answer.completeExceptionally(StockWebSocketClient.failure(dial, connected.cause()));
                    }
                }));
        return answer;
    }

    private static final class Exchange extends SimpleChannelInboundHandler<FullHttpResponse> {
        private final StockDial dial;
        private final FullHttpRequest request;
        private final CompletableFuture<StockResponse> answer;

        Exchange(StockDial dial, FullHttpRequest request, CompletableFuture<StockResponse> answer) {
            this.dial = dial;
            this.request = request;
            this.answer = answer;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            Unheeded.future(ctx.writeAndFlush(request));
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse response) {
            answer.complete(new StockResponse(
                    response.status().code(),
                    StockHeader.listOf(response.headers()),
                    ByteBufUtil.getBytes(response.content())));
            Unheeded.future(ctx.close());
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            answer.completeExceptionally(new IOException(dial.address() + ": closed before it answered"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            answer.completeExceptionally(StockWebSocketClient.failure(dial, cause));
            Unheeded.future(ctx.close());
        }
    }
}
