package callgateway.simulator.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a client and a server and relays TCP, on one thread. What is wrong with the connections can be changed
 * while they live. Its own buffers are small, so that a stalled or slow direction is soon felt by its sender. Safe from any
 * thread.
 */
public final class FaultRelay implements AutoCloseable {
    private static final int SOCKET_BUFFER_BYTES = 16 * 1024;
    private static final int MAX_CONNECTIONS = 2_000;

    private final Supplier<List<InetSocketAddress>> targets;
    private final Selector selector;
    private final ServerSocketChannel listening;
    private final Queue<Runnable> orders = new ConcurrentLinkedQueue<>();
    private final Map<Towards, Fault> faults = new EnumMap<>(Towards.class);
    private final List<Relayed> connections = new ArrayList<>();
    private final ByteBuffer scratch = ByteBuffer.allocate(SOCKET_BUFFER_BYTES);
    private final Thread thread;
    private volatile boolean closed;
    private volatile int live;

    private FaultRelay(Supplier<List<InetSocketAddress>> targets) throws IOException {
        this.targets = targets;
        this.selector = Selector.open();
        this.listening = ServerSocketChannel.open();
        // Before it listens: accepted sockets inherit it, and it limits the window that is offered.
        listening.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
        listening.configureBlocking(false);
        listening.register(selector, SelectionKey.OP_ACCEPT);
        this.thread = new Thread(this::run, "fault-relay");
        thread.setDaemon(true);
    }

    /**
     * Listens on a free port of this machine; nothing is wrong yet.
     *
     * @param target where connections are relayed to; must be near, as nothing else is relayed while one is opened
     */
    public static FaultRelay start(InetSocketAddress target) throws IOException {
        return start(() -> List.of(target));
    }

    /**
     * As {@link #start(InetSocketAddress)}, for several servers: a load balancer.
     *
     * @param targets asked for each connection, on the relay's thread: the first that takes it has it
     */
    public static FaultRelay start(Supplier<List<InetSocketAddress>> targets) throws IOException {
        FaultRelay relay = new FaultRelay(targets);
        relay.thread.start();
        return relay;
    }

    /** Where clients connect. */
    public InetSocketAddress address() {
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(), listening.socket().getLocalPort());
    }

    /** From now on every connection, those to come too, suffers this in one direction. */
    public void suffer(Towards towards, Fault fault) {
        order(() -> {
            faults.put(towards, fault);
            connections.forEach(one -> one.lane(towards).suffer(fault));
        });
    }

    /** The connections there are now suffer this in one direction; those to come do not. */
    public void sufferNow(Towards towards, Fault fault) {
        order(() -> connections.forEach(one -> one.lane(towards).suffer(fault)));
    }

    /** Nothing is wrong any more, with whatever connections are left. */
    public void heal() {
        order(() -> {
            faults.clear();
            connections.forEach(one -> {
                one.lane(Towards.SERVER).suffer(Fault.None.INSTANCE);
                one.lane(Towards.CLIENT).suffer(Fault.None.INSTANCE);
            });
        });
    }

    /** Resets every connection there is, both ends of it. */
    public void reset() {
        order(() -> connections.forEach(Relayed::reset));
    }

    /** Connections that are relayed now. */
    public int live() {
        return live;
    }

    /** Closes its port and all connections, and waits for its thread. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void order(Runnable task) {
        orders.add(task);
        selector.wakeup();
    }

    private void run() {
        try (selector;
                listening) {
            while (!closed) {
                relay();
            }
        } catch (IOException e) {
            throw new IllegalStateException("the relay failed: " + e.getMessage(), e);
        } finally {
            connections.forEach(Relayed::close);
        }
    }

    private void relay() throws IOException {
        for (Runnable order = orders.poll(); order != null; order = orders.poll()) {
            order.run();
        }
        long now = System.nanoTime();
        long due = Lane.NEVER;
        for (Relayed connection : connections) {
            if (connection.isOpen()) {
                due = Math.min(due, connection.move(scratch, now));
            }
        }
        connections.removeIf(connection -> !connection.isOpen());
        live = connections.size();
        selector.selectedKeys().clear();
        if (due == Lane.NEVER) {
            selector.select();
        } else {
            selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(due - System.nanoTime()) + 1));
        }
        accept();
    }

    private void accept() throws IOException {
        for (SocketChannel client = listening.accept(); client != null; client = listening.accept()) {
            SocketChannel server = connections.size() < MAX_CONNECTIONS ? connect() : null;
            if (server == null) {
                client.setOption(StandardSocketOptions.SO_LINGER, 0);
                client.close();
                continue;
            }
            try {
                for (SocketChannel socket : new SocketChannel[] {client, server}) {
                    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
                    socket.configureBlocking(false);
                }
                connections.add(new Relayed(client, server, faults, selector));
            } catch (IOException e) {
                client.setOption(StandardSocketOptions.SO_LINGER, 0);
                client.close();
                server.close();
            }
        }
    }

    /** Null when nobody is there. */
    private @Nullable SocketChannel connect() throws IOException {
        for (InetSocketAddress target : targets.get()) {
            SocketChannel server = SocketChannel.open();
            try {
                server.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
                server.connect(target);
                return server;
            } catch (IOException e) {
                server.close();
            }
        }
        return null;
    }
}
