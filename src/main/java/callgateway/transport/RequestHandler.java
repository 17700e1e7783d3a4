package callgateway.transport;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of the public port while it speaks HTTP: answers one request after the other, in their order, until an
 * upgrade makes it a WebSocket.
 */
final class RequestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);
    /** Requests that a client may send ahead of their answers (HTTP pipelining). */
    private static final int MAX_AHEAD = 8;
    /** Closing at once with bytes unread would reset the connection, and the peer might never see the answer. */
    private static final long LINGER_MILLIS = 100;

    private final Loop loop;
    private final TransportSettings settings;
    private final PublicPort port;
    private final TransportCounters counters;
    private final ArrayDeque<Asked> ahead = new ArrayDeque<>();
    private @Nullable ScheduledFuture<?> deadline;
    private boolean busy;
    private boolean finished;

    RequestHandler(Loop loop, TransportSettings settings, PublicPort port, TransportCounters counters) {
        this.loop = loop;
        this.settings = settings;
        this.port = port;
        this.counters = counters;
    }

    /**
     * What has to be answered.
     *
     * @param request null when it was no proper one
     * @param refusal the answer, when the port is not asked for it
     * @param keepAlive whether another request may follow
     */
    private record Asked(
            @Nullable PlainRequest request, @Nullable PlainResponse refusal, boolean keepAlive) {}

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        startDeadline(ctx);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stopDeadline();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest http) {
        if (finished) {
            return;
        }
        Throwable wrong = http.decoderResult().cause();
        if (wrong != null) {
            bad(
                    ctx,
                    wrong instanceof TooLongFrameException
                            ? PlainResponse.text(431, "request line or headers too long\n")
                            : PlainResponse.text(400, "not a proper HTTP request\n"));
            return;
        }
        PlainRequest request = plain(ctx, http);
        if (http.headers().contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            upgrade(ctx, request);
        } else if (ahead.size() == MAX_AHEAD) {
            bad(ctx, PlainResponse.text(400, "too many requests ahead of their answers\n"));
        } else {
            take(ctx, new Asked(request, null, HttpUtil.isKeepAlive(http)));
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == WholeRequests.TOO_LONG && !finished) {
            bad(ctx, PlainResponse.text(413, "request body over " + settings.maxRequestBytes() + " bytes\n"));
        }
    }

    private void upgrade(ChannelHandlerContext ctx, PlainRequest request) {
        String key = request.header("Sec-WebSocket-Key");
        if (busy || !request.method().equals("GET") || !ServerUpgrade.validKey(key)) {
            bad(ctx, PlainResponse.text(400, "not a proper WebSocket upgrade\n"));
            return;
        }
        if (!"13".equals(request.header("Sec-WebSocket-Version"))) {
            bad(ctx, new PlainResponse(426, "", new byte[0], List.of(Map.entry("Sec-WebSocket-Version", "13"))));
            return;
        }
        PublicPort.Upgrade decision;
        try {
            decision = port.upgrade(request);
        } catch (RuntimeException e) {
            refuse(ctx, failed(request, e));
            return;
        }
        if (decision instanceof PublicPort.Refuse refuse) {
            counters.upgradesRefused.increment();
            refuse(ctx, refuse.response());
        } else if (decision instanceof PublicPort.Accept accept) {
            ServerUpgrade.complete(ctx, loop, key, settings.maxMessageBytes(), accept.listener());
        } else if (decision instanceof PublicPort.Relay relay) {
            UpgradeRelay.start(ctx, request, relay, counters);
        }
    }

    private void bad(ChannelHandlerContext ctx, PlainResponse response) {
        counters.badRequests.increment();
        refuse(ctx, response);
    }

    private void refuse(ChannelHandlerContext ctx, PlainResponse response) {
        take(ctx, new Asked(null, response, false));
    }

    private void take(ChannelHandlerContext ctx, Asked asked) {
        if (!ctx.channel().isWritable()) {
            // It asks on without reading our answers, which would pile up here.
            finished = true;
            if (asked.request != null) {
                counters.badRequests.increment();
            }
            ctx.close();
            return;
        }
        stopDeadline();
        finished = !asked.keepAlive;
        if (busy) {
            ahead.add(asked);
        } else {
            serve(ctx, asked);
        }
    }

    private void serve(ChannelHandlerContext ctx, Asked asked) {
        PlainRequest request = asked.request;
        if (request == null) {
            if (asked.refusal != null) {
                write(ctx, http(asked.refusal), false).addListener(written -> ctx.executor()
                        .schedule(() -> ctx.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS));
                startDeadline(ctx);
            }
            return;
        }
        busy = true;
        CompletionStage<PlainResponse> stage;
        try {
            stage = port.answer(request);
        } catch (RuntimeException e) {
            stage = CompletableFuture.failedStage(e);
        }
        stage.whenComplete((response, failure) ->
                ctx.executor().execute(() -> answered(ctx, request, asked.keepAlive, response, failure)));
    }

    private void answered(
            ChannelHandlerContext ctx,
            PlainRequest request,
            boolean keepAlive,
            @Nullable PlainResponse response,
            @Nullable Throwable failure) {
        FullHttpResponse http;
        boolean goOn = keepAlive;
        try {
            http = failure == null && response != null ? http(response) : http(failed(request, failure));
            goOn &= failure == null && response != null;
        } catch (IllegalArgumentException e) {
            http = http(failed(request, e));
            goOn = false;
        }
        ChannelFuture written = write(ctx, http, goOn);
        busy = false;
        if (!goOn) {
            finished = true;
            ahead.clear();
            written.addListener(ChannelFutureListener.CLOSE);
        }
        Asked next = ahead.poll();
        if (next != null) {
            serve(ctx, next);
        } else {
            startDeadline(ctx);
        }
    }

    private PlainResponse failed(PlainRequest request, @Nullable Throwable failure) {
        counters.failedAnswers.increment();
        LOG.error("no answer to {} {}", request.method(), request.path(), failure);
        return PlainResponse.text(500, "internal error\n");
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

    private static FullHttpResponse http(PlainResponse response) {
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
        return http;
    }

    private static ChannelFuture write(ChannelHandlerContext ctx, FullHttpResponse http, boolean keepAlive) {
        HttpUtil.setKeepAlive(http, keepAlive);
        return ctx.writeAndFlush(http);
    }

    /**
     * Bounds what the peer takes over sending one request whole, so that a byte now and then does not keep it open, and
     * over reading the last answer.
     */
    private void startDeadline(ChannelHandlerContext ctx) {
        stopDeadline();
        deadline = ctx.executor()
                .schedule(
                        () -> {
                            counters.timedOut.increment();
                            ctx.close();
                        },
                        settings.requestTimeout().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void stopDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (finished) {
            // It was refused already; what it still sends does not matter.
            LOG.trace("public port: after the last answer", cause);
        } else if (cause instanceof DecoderException) {
            counters.badRequests.increment();
            LOG.debug("public port: {} from {}", cause.toString(), ctx.channel().remoteAddress());
        } else if (!(cause instanceof IOException)) {
            counters.failedAnswers.increment();
            LOG.error("public port: a connection failed", cause);
        }
        ctx.close();
    }
}
