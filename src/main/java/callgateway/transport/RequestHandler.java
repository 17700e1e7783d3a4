package callgateway.transport;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.ReadTimeoutException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of the public port while it speaks HTTP: answers one request after the other, until an upgrade makes
 * it a WebSocket.
 */
final class RequestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);
    /** Requests that a client may send ahead of their answers (HTTP pipelining). */
    private static final int MAX_AHEAD = 8;

    private final Loop loop;
    private final TransportSettings settings;
    private final PublicPort port;
    private final TransportCounters counters;
    private final ArrayDeque<Asked> ahead = new ArrayDeque<>();
    private boolean busy;

    RequestHandler(Loop loop, TransportSettings settings, PublicPort port, TransportCounters counters) {
        this.loop = loop;
        this.settings = settings;
        this.port = port;
        this.counters = counters;
    }

    private record Asked(PlainRequest request, boolean keepAlive) {}

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest http) {
        if (!http.decoderResult().isSuccess()) {
            counters.badRequests.increment();
            answer(ctx, PlainResponse.text(400, "not a proper HTTP request\n"), false);
            return;
        }
        PlainRequest request = plain(ctx, http);
        if (http.headers().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            upgrade(ctx, request);
            return;
        }
        Asked asked = new Asked(request, HttpUtil.isKeepAlive(http));
        if (!busy) {
            serve(ctx, asked);
        } else if (ahead.size() < MAX_AHEAD) {
            ahead.add(asked);
        } else {
            counters.badRequests.increment();
            ctx.close();
        }
    }

    private void serve(ChannelHandlerContext ctx, Asked asked) {
        busy = true;
        port.answer(asked.request)
                .whenComplete((response, failure) -> ctx.executor().execute(() -> {
                    if (failure != null) {
                        counters.failedAnswers.increment();
                        LOG.error("no answer to {} {}", asked.request.method(), asked.request.path(), failure);
                        answer(ctx, PlainResponse.text(500, "internal error\n"), false);
                        return;
                    }
                    answer(ctx, response, asked.keepAlive);
                    busy = false;
                    Asked next = ahead.poll();
                    if (next != null && asked.keepAlive) {
                        serve(ctx, next);
                    }
                }));
    }

    private void upgrade(ChannelHandlerContext ctx, PlainRequest request) {
        String key = request.header("Sec-WebSocket-Key");
        if (busy || !request.method().equals("GET") || !ServerUpgrade.validKey(key)) {
            counters.badRequests.increment();
            answer(ctx, PlainResponse.text(400, "not a proper WebSocket upgrade\n"), false);
            return;
        }
        if (!"13".equals(request.header("Sec-WebSocket-Version"))) {
            counters.badRequests.increment();
            answer(
                    ctx,
                    new PlainResponse(426, "", new byte[0], List.of(Map.entry("Sec-WebSocket-Version", "13"))),
                    false);
            return;
        }
        PublicPort.Upgrade decision = port.upgrade(request);
        if (decision instanceof PublicPort.Refuse refuse) {
            counters.upgradesRefused.increment();
            answer(ctx, refuse.response(), false);
        } else if (decision instanceof PublicPort.Accept accept) {
            ServerUpgrade.complete(ctx, loop, key, settings.maxMessageBytes(), accept.listener());
        }
    }

    private static PlainRequest plain(ChannelHandlerContext ctx, FullHttpRequest http) {
        List<Map.Entry<String, String>> headers = new ArrayList<>(http.headers().size());
        for (Map.Entry<String, String> header : http.headers()) {
            headers.add(Map.entry(header.getKey(), header.getValue()));
        }
        return new PlainRequest(
                http.method().name(),
                http.uri(),
                List.copyOf(headers),
                ByteBufUtil.getBytes(http.content()),
                String.valueOf(ctx.channel().remoteAddress()));
    }

    private static void answer(ChannelHandlerContext ctx, PlainResponse response, boolean keepAlive) {
        FullHttpResponse http = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(response.status()),
                Unpooled.wrappedBuffer(response.body()));
        for (Map.Entry<String, String> header : response.headers()) {
            http.headers().add(header.getKey(), header.getValue());
        }
        if (!response.contentType().isEmpty()) {
            http.headers().set(HttpHeaderNames.CONTENT_TYPE, response.contentType());
        }
        HttpUtil.setContentLength(http, response.body().length);
        HttpUtil.setKeepAlive(http, keepAlive);
        var written = ctx.writeAndFlush(http);
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof ReadTimeoutException) {
            counters.timedOut.increment();
        } else {
            counters.badRequests.increment();
            LOG.debug("public port: {} from {}", cause.toString(), ctx.channel().remoteAddress());
        }
        ctx.close();
    }
}
