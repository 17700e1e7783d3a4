package callgateway.transport.stock;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Function;

/**
 * An HTTP server that can turn connections into WebSockets. Every request is put to one function, on the thread of its
 * socket, which answers whatever it likes.
 */
public final class StockWebSocketServer implements AutoCloseable {
    static final int MAX_MESSAGE_BYTES = 64 << 20;
    private static final int MAX_BODY_BYTES = 1 << 20;

    private final Channel listening;
    private final ChannelGroup connections;

    private StockWebSocketServer(Channel listening, ChannelGroup connections) {
        this.listening = listening;
        this.connections = connections;
    }

    /**
     * Listens at {@code address}; port 0 takes a free one.
     *
     * @throws IOException if the address cannot be bound
     */
    public static StockWebSocketServer bind(
            StockLoops loops, InetSocketAddress address, Function<StockRequest, StockAnswer> answers)
            throws IOException {
        ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
        var bound = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverType())
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(StockSocket.MAX_UNSENT_BYTES / 2, StockSocket.MAX_UNSENT_BYTES))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        connections.add(channel);
                        channel.pipeline()
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(MAX_BODY_BYTES))
                                .addLast(new AnswerHandler(answers));
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("cannot listen at " + address, bound.cause());
        }
        return new StockWebSocketServer(bound.channel(), connections);
    }

    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** How many TCP connections are open, whatever became of their requests. */
    public int connections() {
        return connections.size();
    }

    /** Stops listening and closes every connection. Not to be called from a listener. */
    @Override
    public void close() {
        listening.close().awaitUninterruptibly();
        connections.close().awaitUninterruptibly();
    }
}
