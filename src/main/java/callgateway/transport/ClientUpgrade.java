package callgateway.transport;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One attempt to open a client WebSocket, from the address look-up to the 101; tells its outcome once. */
final class ClientUpgrade extends SimpleChannelInboundHandler<FullHttpResponse> {
    private final Loop loop;
    private final Dial dial;
    private final WebSocketListener listener;
    private final Consumer<DialOutcome> outcome;
    private final String key = Handshakes.key();
    private Loop.@Nullable Timer deadline;
    private @Nullable Channel channel;
    private boolean told;

    ClientUpgrade(Loop loop, Dial dial, WebSocketListener listener, Consumer<DialOutcome> outcome) {
        this.loop = loop;
        this.dial = dial;
        this.listener = listener;
        this.outcome = outcome;
    }

    Loop.Timer start() {
        deadline = loop.after(
                dial.timeout(),
                () -> tell(new DialOutcome.Unreachable("timeout", "no answer within " + dial.timeout())));
        return () -> {
            told = true;
            over();
        };
    }

    void unreachable(String stage, Throwable cause) {
        String at = cause instanceof UnknownHostException ? "address" : cause instanceof SSLException ? "tls" : stage;
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        tell(new DialOutcome.Unreachable(at, message));
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        if (told) {
            ctx.close();
        } else if (ctx.pipeline().get("tls") == null) {
            ask(ctx);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                ask(ctx);
            } else {
                unreachable("tls", handshake.cause());
            }
        }
    }

    private void ask(ChannelHandlerContext ctx) {
        URI uri = dial.uri();
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        var request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target, Unpooled.EMPTY_BUFFER);
        var headers = request.headers();
        headers.set(HttpHeaderNames.HOST, uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort());
        headers.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        headers.set(HttpHeaderNames.SEC_WEBSOCKET_KEY, key);
        headers.set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
        if (!dial.subprotocols().isEmpty()) {
            headers.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, String.join(", ", dial.subprotocols()));
        }
        for (Map.Entry<String, String> header : dial.headers()) {
            headers.set(header.getKey(), header.getValue());
        }
        ctx.writeAndFlush(request);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse response) {
        if (response.status().code() != 101) {
            List<Map.Entry<String, String>> headers = new ArrayList<>();
            response.headers().forEach(header -> headers.add(Map.entry(header.getKey(), header.getValue())));
            tell(new DialOutcome.Refused(
                    response.status().code(), List.copyOf(headers), ByteBufUtil.getBytes(response.content())));
            return;
        }
        // A 101 that selects no subprotocol, or one we did not offer first, is taken: what the agent echoes is not
        // promised, and browsers take both.
        String accept = response.headers().get(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT);
        if (!Handshakes.accept(key).equals(accept)) {
            tell(new DialOutcome.Unreachable("upgrade", "the 101 does not answer our key"));
            return;
        }
        if (told) {
            ctx.close();
            return;
        }
        WebSocketHandler socket = new WebSocketHandler(loop, ctx.channel(), true, dial.maxMessageBytes());
        socket.listener(listener);
        var pipeline = ctx.pipeline();
        pipeline.addLast("websocket", socket);
        told = true;
        stopDeadline();
        outcome.accept(new DialOutcome.Open(socket));
        // Only now may what came right behind the 101 reach the listener.
        pipeline.remove(this);
        pipeline.remove("whole");
        pipeline.remove("http");
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        tell(new DialOutcome.Unreachable("upgrade", "connection closed before an answer"));
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Throwable root = cause.getCause() instanceof SSLException ? cause.getCause() : cause;
        unreachable("upgrade", root);
    }

    private void tell(DialOutcome what) {
        if (!told) {
            told = true;
            over();
            outcome.accept(what);
        }
    }

    private void over() {
        stopDeadline();
        if (channel != null) {
            channel.close();
        }
    }

    private void stopDeadline() {
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
        }
    }
}
