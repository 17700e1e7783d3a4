package callgateway.transport;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the event loops talk to the kernel. */
public enum IoKind {
    /** Linux io_uring: fewest system calls; refused by many container sandboxes. */
    IO_URING,
    /** Linux epoll. */
    EPOLL,
    /** Java NIO: everywhere. */
    NIO;

    /**
     * Reads a setting.
     *
     * @param name {@code auto}, {@code io_uring}, {@code epoll} or {@code nio}
     * @return the kind; for {@code auto} the best this machine allows
     * @throws IllegalArgumentException when the name is unknown or the machine does not allow that kind, with the reason
     */
    public static IoKind choose(String name) {
        if (name.equalsIgnoreCase("auto")) {
            return Epoll.isAvailable() ? EPOLL : NIO;
        }
        IoKind kind;
        try {
            kind = valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("io: " + name + " (expected: auto, io_uring, epoll or nio)", e);
        }
        Throwable missing = kind.unavailability();
        if (missing != null) {
            throw new IllegalArgumentException(
                    "io: " + name + " is not available here (" + missing.getMessage() + "); use auto", missing);
        }
        return kind;
    }

    /** Why this machine does not allow this kind; null when it does. */
    @Nullable
    Throwable unavailability() {
        return switch (this) {
            case IO_URING -> IoUring.isAvailable() ? null : IoUring.unavailabilityCause();
            case EPOLL -> Epoll.isAvailable() ? null : Epoll.unavailabilityCause();
            case NIO -> null;
        };
    }

    IoHandlerFactory handlers() {
        return switch (this) {
            case IO_URING -> IoUringIoHandler.newFactory();
            case EPOLL -> EpollIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
    }

    Class<? extends SocketChannel> socket() {
        return switch (this) {
            case IO_URING -> IoUringSocketChannel.class;
            case EPOLL -> EpollSocketChannel.class;
            case NIO -> NioSocketChannel.class;
        };
    }

    Class<? extends ServerChannel> server() {
        return switch (this) {
            case IO_URING -> IoUringServerSocketChannel.class;
            case EPOLL -> EpollServerSocketChannel.class;
            case NIO -> NioServerSocketChannel.class;
        };
    }
}
