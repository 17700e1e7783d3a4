package callgateway.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The public port: webhooks and media sockets, on the event loops. */
public final class PublicServer implements AutoCloseable {
    /**
     * Bytes that may wait for a caller's socket before audio is held back: about 100 frames of 20 ms. What waits here
     * cannot be taken back by a flush, so it is little.
     */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(8 * 1024, 32 * 1024);

    private final Channel listening;
    private final int port;
    private final TransportCounters counters;
    private final AtomicInteger open;

    private PublicServer(Channel listening, TransportCounters counters, AtomicInteger open) {
        this.listening = listening;
        this.port = ((InetSocketAddress) listening.localAddress()).getPort();
        this.counters = counters;
        this.open = open;
    }

    /**
     * Opens the port.
     *
     * @throws IOException when it cannot be opened, or the TLS files cannot be used; the message says which and why
     */
    public static PublicServer start(Loops loops, TransportSettings settings, PublicPort port) throws IOException {
        TransportCounters counters = new TransportCounters();
        AtomicInteger open = new AtomicInteger();
        SslContext tls = tls(settings);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.group(), loops.group())
                .channel(loops.kind().server())
                .option(ChannelOption.SO_BACKLOG, 4096)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        counters.accepted.increment();
                        if (open.incrementAndGet() > settings.maxConnections()) {
                            counters.overLimit.increment();
                            open.decrementAndGet();
                            channel.close();
                            return;
                        }
                        channel.closeFuture().addListener(closed -> open.decrementAndGet());
                        pipeline(channel, loops, settings, port, counters, tls);
                    }
                });
        ChannelFuture bound = bootstrap.bind(settings.host(), settings.port()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on " + settings.host() + ":" + settings.port() + ": "
                            + bound.cause().getMessage(),
                    bound.cause());
        }
        return new PublicServer(bound.channel(), counters, open);
    }

    private static void pipeline(
            Channel channel,
            Loops loops,
            TransportSettings settings,
            PublicPort port,
            TransportCounters counters,
            @Nullable SslContext tls) {
        Loop loop = loops.owning(channel.eventLoop());
        var pipeline = channel.pipeline();
        if (tls != null) {
            pipeline.addLast("tls", tls.newHandler(channel.alloc()));
        } else {
            SocketReads.install(channel, loop, loops.kind());
        }
        pipeline.addLast(
                "http",
                new HttpServerCodec(
                        new HttpDecoderConfig().setMaxInitialLineLength(8192).setMaxHeaderSize(16384)));
        pipeline.addLast("whole", new WholeRequests(settings.maxRequestBytes()));
        pipeline.addLast("requests", new RequestHandler(loop, settings, port, counters));
    }

    private static @Nullable SslContext tls(TransportSettings settings) throws IOException {
        TransportSettings.Tls files = settings.tls();
        if (files == null) {
            return null;
        }
        try {
            return SslContextBuilder.forServer(
                            files.certificateChain().toFile(),
                            files.privateKey().toFile())
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new IOException(
                    "cannot use the TLS certificate " + files.certificateChain() + " with the key " + files.privateKey()
                            + ": " + e.getMessage(),
                    e);
        }
    }

    /** The number of the port that was opened. */
    public int port() {
        return port;
    }

    /** What this port has counted. */
    public TransportCounters counters() {
        return counters;
    }

    /** Connections open now, of every kind. */
    public int connections() {
        return open.get();
    }

    /** Takes no more connections; those that are open go on. */
    @Override
    public void close() {
        listening.close().awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
