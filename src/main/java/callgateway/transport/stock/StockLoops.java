package callgateway.transport.stock;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The threads that servers and clients of this package run on: native epoll where there is one, else NIO. Whoever starts
 * them closes them; after {@link #close()} none of the threads is alive.
 */
public final class StockLoops implements AutoCloseable {
    private final EventLoopGroup group;
    private final boolean epoll;

    private StockLoops(EventLoopGroup group, boolean epoll) {
        this.group = group;
        this.epoll = epoll;
    }

    /** Starts {@code threads} daemon threads whose names begin with {@code name}. */
    public static StockLoops start(String name, int threads) {
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new StockLoops(
                new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, true), handlers), epoll);
    }

    EventLoopGroup group() {
        return group;
    }

    Class<? extends SocketChannel> socketType() {
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    Class<? extends ServerSocketChannel> serverType() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /** Closes every socket and waits for the threads to end. Not to be called from one of those threads. */
    @Override
    public void close() {
        Unheeded.future(group.shutdownGracefully(0, 2, TimeUnit.SECONDS));
        Unheeded.future(group.terminationFuture().syncUninterruptibly());
    }
}
