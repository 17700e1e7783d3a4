package callgateway.transport.stock;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLException;

/** Opens WebSockets. */
public final class StockWebSocketClient {
    private static final int MAX_REFUSAL_BYTES = 1 << 20;

    private StockWebSocketClient() {}

    /**
     * Connects and asks for a WebSocket. The listener hears of the socket before the stage completes; the stage never
     * completes exceptionally, and does so on the socket's thread.
     */
    public static CompletionStage<StockOutcome> connect(StockLoops loops, StockDial dial, StockListener listener) {
        CompletableFuture<StockOutcome> outcome = new CompletableFuture<>();
        Unheeded.future(bootstrap(loops, dial)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) throws SSLException {
                        prepare(channel, dial, listener, outcome);
                    }
                })
                .connect(dial.address())
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        outcome.complete(new StockOutcome.Failed(failure(dial, connected.cause())));
                    }
                }));
        return outcome;
    }

    private static void prepare(
            SocketChannel channel, StockDial dial, StockListener listener, CompletableFuture<StockOutcome> outcome)
            throws SSLException {
        SocketHandler frames = new SocketHandler(listener, false);
        ChannelPipeline pipeline = withTls(channel, dial);
        pipeline.addLast(new HttpClientCodec())
                .addLast(new HttpObjectAggregator(MAX_REFUSAL_BYTES))
                .addLast(new OpeningHandler(outcome))
                .addLast(new WebSocketClientProtocolHandler(handshake(dial)))
                .addLast(new WebSocketFrameAggregator(StockWebSocketServer.MAX_MESSAGE_BYTES))
                .addLast(new OpenedHandler(frames, outcome))
                .addLast(frames);
    }

    private static WebSocketClientProtocolConfig handshake(StockDial dial) {
        HttpHeaders headers = StockHeader.toNetty(dial.headers()).set(HttpHeaderNames.HOST, dial.host());
        return WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(URI.create("ws://target" + dial.target()))
                .subprotocol(dial.subprotocols().isEmpty() ? null : String.join(",", dial.subprotocols()))
                .customHeaders(headers)
                .generateOriginHeader(false)
                .allowExtensions(false)
                .maxFramePayloadLength(StockWebSocketServer.MAX_MESSAGE_BYTES)
                .handshakeTimeoutMillis(dial.timeout().toMillis())
                .handleCloseFrames(false)
                .sendCloseFrame(null)
                .dropPongFrames(false)
                .build();
    }

    static Bootstrap bootstrap(StockLoops loops, StockDial dial) {
        return new Bootstrap()
                .group(loops.group())
                .channel(loops.socketType())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(dial.timeout().toMillis()))
                .option(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(StockSocket.MAX_UNSENT_BYTES / 2, StockSocket.MAX_UNSENT_BYTES));
    }

    static ChannelPipeline withTls(SocketChannel channel, StockDial dial) throws SSLException {
        StockDial.Tls tls = dial.tls();
        if (tls == null) {
            return channel.pipeline();
        }
        SslContextBuilder context = SslContextBuilder.forClient();
        if (tls.trusted() != null) {
            context.trustManager(tls.trusted().toFile());
        }
        int port = dial.host().lastIndexOf(':');
        String name = port < 0 ? dial.host() : dial.host().substring(0, port);
        SslHandler handler =
                context.build().newHandler(channel.alloc(), name, dial.address().getPort());
        handler.setHandshakeTimeoutMillis(dial.timeout().toMillis());
        return channel.pipeline().addLast(handler);
    }

    static IOException failure(StockDial dial, Throwable cause) {
        return new IOException(dial.address() + ": " + cause.getMessage(), cause);
    }
}
