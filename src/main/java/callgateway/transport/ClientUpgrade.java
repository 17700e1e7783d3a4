package callgateway.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.NotYetConnectedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt to open a client WebSocket, from the address look-up to the 101; tells its outcome once. */
final class ClientUpgrade extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(ClientUpgrade.class);
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int MAX_REFUSAL_BYTES = 64 * 1024;

    private final Loop loop;
    private final Dial dial;
    private final WebSocketListener listener;
    private final Consumer<DialOutcome> outcome;
    private final String key = Handshakes.key();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private Loop.@Nullable Timer deadline;
    private @Nullable Channel channel;
    private @Nullable HttpResponse head;
    private boolean told;

    ClientUpgrade(Loop loop, Dial dial, WebSocketListener listener, Consumer<DialOutcome> outcome) {
        this.loop = loop;
        this.dial = dial;
        this.listener = listener;
        this.outcome = outcome;
    }

    /** Starts the clock of an attempt; returns what calls the attempt off. */
    Loop.Timer start() {
        deadline = loop.after(dial.timeout(), () -> brokenOff("timeout", "no answer within " + dial.timeout()));
        return () -> {
            // A socket that is open by now belongs to its owner.
            if (!told) {
                told = true;
                over();
            }
        };
    }

    void unreachable(String stage, Throwable cause) {
        String at = cause instanceof UnknownHostException ? "address" : cause instanceof SSLException ? "tls" : stage;
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        brokenOff(at, message);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
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
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (told) {
                return;
            }
            if (message instanceof HttpResponse response) {
                begin(response);
            }
            if (message instanceof HttpContent content && head != null) {
                proceed(ctx, head, content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(HttpResponse response) {
        int status = response.status().code();
        if (response.decoderResult().isFailure()) {
            tell(new DialOutcome.Unreachable("upgrade", "the answer is not HTTP"));
        } else if (status == SWITCHING_PROTOCOLS && !answersOurKey(response)) {
            tell(new DialOutcome.Unreachable("upgrade", "the 101 does not answer our key"));
        } else {
            // 100 or 103 only announce the answer.
            head = status < 200 && status != SWITCHING_PROTOCOLS ? null : response;
        }
    }

    private boolean answersOurKey(HttpResponse response) {
        return Handshakes.accept(key).equals(response.headers().get(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT));
    }

    private void proceed(ChannelHandlerContext ctx, HttpResponse answer, HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        if (answer.status().code() == SWITCHING_PROTOCOLS) {
            if (last) {
                switchOver(ctx);
            }
            return;
        }
        int count = Math.min(content.content().readableBytes(), MAX_REFUSAL_BYTES - body.size());
        byte[] bytes = new byte[count];
        content.content().readBytes(bytes);
        body.writeBytes(bytes);
        if (last || body.size() == MAX_REFUSAL_BYTES) {
            refused(answer);
        }
    }

    private void switchOver(ChannelHandlerContext ctx) {
        // A 101 that selects no subprotocol, or one we did not offer first, is taken: what the agent echoes is not
        // promised, and browsers take both.
        WebSocketHandler socket = new WebSocketHandler(loop, ctx.channel(), true, dial.maxMessageBytes());
        socket.listener(listener);
        var pipeline = ctx.pipeline();
        // The owner may send as soon as it is told, but what came right behind the 101 reaches it only after that.
        pipeline.get(HttpClientCodec.class).removeOutboundHandler();
        pipeline.addLast("websocket", socket);
        UnsentAudio.bound(ctx.channel());
        told = true;
        stopDeadline();
        outcome.accept(new DialOutcome.Open(socket));
        pipeline.remove(this);
        pipeline.remove("http");
        socket.alone();
        SocketReads.share(ctx.channel());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        brokenOff("upgrade", "connection closed before an answer");
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (told) {
            if (ctx.pipeline().get(WebSocketHandler.class) != null) {
                // The owner failed on its outcome: nobody else will end the socket.
                ctx.fireExceptionCaught(cause);
            } else if (!(cause instanceof IOException || cause instanceof DecoderException)) {
                LOG.error("the owner of a dial failed", cause);
            }
            return;
        }
        if (cause instanceof NotYetConnectedException && !ctx.channel().isActive()) {
            // An event of the descriptor's former socket, which was closed in the same turn of the loop: the kernel
            // gives
            // numbers out again at once. This one is still being connected, and whoever connects it tells how that
            // went.
            LOG.debug("a read of a socket that is not connected yet");
            return;
        }
        Throwable root = cause.getCause() instanceof SSLException ? cause.getCause() : cause;
        unreachable("upgrade", root);
    }

    /** No answer, or only the beginning of a refusal, whose status says more than that it broke off. */
    private void brokenOff(String stage, String message) {
        if (head != null && head.status().code() != SWITCHING_PROTOCOLS) {
            refused(head);
        } else {
            tell(new DialOutcome.Unreachable(stage, message));
        }
    }

    private void refused(HttpResponse answer) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        answer.headers().forEach(header -> headers.add(Map.entry(header.getKey(), header.getValue())));
        tell(new DialOutcome.Refused(answer.status().code(), List.copyOf(headers), body.toByteArray()));
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
