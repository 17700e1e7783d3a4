package callgateway.simulator.fault;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Map;

/** One connection through a relay: two sockets and what passes between them. Belongs to the relay's thread. */
final class Relayed {
    private final SocketChannel client;
    private final SocketChannel server;
    private final SelectionKey clientKey;
    private final SelectionKey serverKey;
    private final Lane toServer;
    private final Lane toClient;
    /** One end is gone and the other is not told. */
    private boolean halfOpen;

    Relayed(SocketChannel client, SocketChannel server, Map<Towards, Fault> faults, Selector selector)
            throws IOException {
        this.client = client;
        this.server = server;
        this.toServer = new Lane(client, server, faults.getOrDefault(Towards.SERVER, Fault.None.INSTANCE));
        this.toClient = new Lane(server, client, faults.getOrDefault(Towards.CLIENT, Fault.None.INSTANCE));
        this.clientKey = client.register(selector, 0, this);
        this.serverKey = server.register(selector, 0, this);
    }

    Lane lane(Towards towards) {
        return towards == Towards.SERVER ? toServer : toClient;
    }

    /** Moves what can be moved; returns when more can, or {@link Lane#NEVER}. Closed afterwards if it is over. */
    long move(ByteBuffer scratch, long nowNanos) {
        try {
            long due = Math.min(
                    move(toServer, clientKey, scratch, nowNanos), move(toClient, serverKey, scratch, nowNanos));
            if (toServer.isOver() && toClient.isOver()) {
                close();
                return Lane.NEVER;
            }
            interest(clientKey, toServer, toClient);
            interest(serverKey, toClient, toServer);
            return due;
        } catch (IOException e) {
            if (toServer.isSwallowed() || toClient.isSwallowed()) {
                leaveHalfOpen();
            } else {
                reset();
            }
            return Lane.NEVER;
        }
    }

    boolean isOpen() {
        return client.isOpen() || server.isOpen();
    }

    /** RST to both ends. */
    void reset() {
        for (SocketChannel socket : new SocketChannel[] {client, server}) {
            try {
                socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                // Closed already: then it needs no reset.
            }
        }
        close();
    }

    void close() {
        for (SocketChannel socket : new SocketChannel[] {client, server}) {
            try {
                socket.close();
            } catch (IOException e) {
                // There is nothing more to be done about it.
            }
        }
    }

    private long move(Lane lane, SelectionKey source, ByteBuffer scratch, long nowNanos) throws IOException {
        if (halfOpen) {
            return Lane.NEVER;
        }
        if (source.isValid() && source.isReadable() && lane.wantsToRead()) {
            lane.read(scratch, nowNanos);
        }
        return lane.write(nowNanos);
    }

    /** The end that is still there keeps its socket, and hears nothing. */
    private void leaveHalfOpen() {
        halfOpen = true;
        for (SelectionKey key : new SelectionKey[] {clientKey, serverKey}) {
            if (key.isValid()) {
                key.interestOps(0);
            }
        }
    }

    private static void interest(SelectionKey key, Lane fromHere, Lane toHere) {
        if (key.isValid()) {
            key.interestOps((fromHere.wantsToRead() ? SelectionKey.OP_READ : 0)
                    | (toHere.wantsToWrite() ? SelectionKey.OP_WRITE : 0));
        }
    }
}
