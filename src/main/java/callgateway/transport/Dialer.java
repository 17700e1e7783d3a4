package callgateway.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.URI;
import java.util.Locale;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/** Opens client WebSockets on given loops. */
public final class Dialer {
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(16 * 1024, 64 * 1024);

    private final Loops loops;
    private final SslContext tls;
    private final OffLoopResolvers resolvers = new OffLoopResolvers();

    /** Dials on these loops, trusting the certificate authorities that the JDK trusts. */
    public Dialer(Loops loops) {
        this(loops, SslContextBuilder.forClient());
    }

    /** Trusts what {@code tls} says. */
    Dialer(Loops loops, SslContextBuilder tls) {
        this.loops = loops;
        try {
            this.tls = tls.protocols("TLSv1.3", "TLSv1.2").build();
        } catch (SSLException e) {
            throw new IllegalStateException("the JDK's TLS cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * Opens a WebSocket on {@code loop}.
     *
     * @param loop the loop that will own the socket; must be the calling thread
     * @param listener the owner of the socket once it is open
     * @param outcome told once, on the loop
     * @return cancels the attempt: its outcome will not be told, and a socket that opens all the same is closed
     */
    public Loop.Timer dial(Loop loop, Dial dial, WebSocketListener listener, Consumer<DialOutcome> outcome) {
        URI uri = dial.uri();
        boolean secure = uri.getScheme().toLowerCase(Locale.ROOT).equals("wss");
        String host = uri.getHost().replaceAll("[\\[\\]]", "");
        int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
        ClientUpgrade upgrade = new ClientUpgrade(loop, dial, listener, outcome);
        new Bootstrap()
                .group(loop.events())
                .channel(loops.kind().socket())
                .resolver(resolvers)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                // The attempt has one deadline, that of the upgrade.
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        var pipeline = channel.pipeline();
                        if (secure) {
                            var handler = tls.newHandler(channel.alloc(), host, port);
                            handler.setHandshakeTimeoutMillis(dial.timeout().toMillis());
                            pipeline.addLast("tls", handler);
                        } else {
                            SocketReads.install(channel, loop, loops.kind());
                        }
                        pipeline.addLast("http", new HttpClientCodec());
                        pipeline.addLast("upgrade", upgrade);
                    }
                })
                .connect(host, port)
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        upgrade.unreachable("connect", connected.cause());
                    }
                });
        return upgrade.start();
    }

    /** Frees the threads that look up addresses. */
    public void close() {
        resolvers.close();
    }
}
