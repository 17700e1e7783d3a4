package callgateway.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * Relays a WebSocket from its upgrade on, on the loop that accepted it: the request is written again as it came, and after
 * that bytes are moved and not looked at. Each side is read only as fast as the other takes it, so that little waits here
 * and a flush is not queued behind audio.
 */
final class UpgradeRelay {
    private static final int CONNECT_MILLIS = 1500;
    private static final String GONE =
            "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(4 * 1024, 8 * 1024);

    private UpgradeRelay() {}

    /** From now on nothing of this connection is read as HTTP any more. */
    static void start(
            ChannelHandlerContext ctx, PlainRequest request, PublicPort.Relay to, TransportCounters counters) {
        Channel client = ctx.channel();
        client.config().setAutoRead(false);
        Waiting waiting = new Waiting();
        var pipeline = client.pipeline();
        pipeline.addLast("waiting", waiting);
        pipeline.remove(ctx.handler());
        pipeline.remove("whole");
        // Hands on what the client sent right behind its upgrade.
        pipeline.remove("http");
        new Bootstrap()
                .group(client.eventLoop())
                .channel(client.getClass().asSubclass(Channel.class))
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .option(ChannelOption.AUTO_READ, false)
                .handler(new Side(client))
                .connect(to.host(), to.port())
                .addListener((ChannelFutureListener) connected -> {
                    if (!connected.isSuccess()) {
                        counters.upgradesRefused.increment();
                        client.writeAndFlush(bytes(client, GONE)).addListener(ChannelFutureListener.CLOSE);
                    } else if (!client.isActive()) {
                        connected.channel().close();
                    } else {
                        join(client, waiting, request, connected.channel(), counters);
                    }
                });
    }

    private static ByteBuf bytes(Channel channel, String text) {
        return ByteBufUtil.writeAscii(channel.alloc(), text);
    }

    private static void join(
            Channel client, Waiting waiting, PlainRequest request, Channel server, TransportCounters counters) {
        counters.relayed.increment();
        counters.relaying.incrementAndGet();
        client.closeFuture().addListener(closed -> counters.relaying.decrementAndGet());
        client.config().setWriteBufferWaterMark(WATER_MARK);
        UnsentAudio.bound(client);
        UnsentAudio.bound(server);
        server.write(bytes(server, head(request)));
        client.pipeline().addLast("relay", new Side(server));
        // Hands on what has waited.
        client.pipeline().remove(waiting);
        server.flush();
        client.config().setAutoRead(true);
        server.config().setAutoRead(true);
    }

    private static String head(PlainRequest request) {
        StringBuilder head = new StringBuilder(512)
                .append(request.method())
                .append(' ')
                .append(request.target())
                .append(" HTTP/1.1\r\n");
        for (Map.Entry<String, String> header : request.headers()) {
            if (!header.getKey().equalsIgnoreCase(PublicPort.Relay.MARK)) {
                head.append(header.getKey())
                        .append(": ")
                        .append(header.getValue())
                        .append("\r\n");
            }
        }
        return head.append(PublicPort.Relay.MARK).append(": 1\r\n\r\n").toString();
    }

    /** Keeps what was read already while the other side is being reached. */
    private static final class Waiting extends ChannelInboundHandlerAdapter {
        private final Deque<Object> kept = new ArrayDeque<>();

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            kept.add(message);
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext ctx) {
            for (Object next = kept.poll(); next != null; next = kept.poll()) {
                if (ctx.channel().isActive()) {
                    ctx.fireChannelRead(next);
                } else {
                    ReferenceCountUtil.release(next);
                }
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    /** What one of the two sockets reads is written to the other. */
    private static final class Side extends ChannelInboundHandlerAdapter {
        private final Channel other;

        Side(Channel other) {
            this.other = other;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            other.write(message, other.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            other.flush();
            if (!other.isWritable()) {
                ctx.channel().config().setAutoRead(false);
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            if (ctx.channel().isWritable()) {
                other.config().setAutoRead(true);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            other.writeAndFlush(other.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
