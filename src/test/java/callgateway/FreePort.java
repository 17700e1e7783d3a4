package callgateway;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports of the loopback that nobody listens at, and nobody will unless told to. They are below those that the kernel gives
 * to whoever asks for any: of these one that was free a moment ago may be the next connection's own.
 */
public final class FreePort {
    private static final int FIRST = 12_000;
    private static final int COUNT = 18_000;
    /** Other processes with tests begin elsewhere. */
    private static final AtomicInteger TURN =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

    private FreePort() {}

    /** Another one each time. */
    public static int next() throws IOException {
        for (int i = 0; i < COUNT; i++) {
            int port = FIRST + Math.floorMod(TURN.getAndIncrement(), COUNT);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IOException("no port is free from " + FIRST + " on");
    }

    private static boolean isFree(int port) throws IOException {
        try (ServerSocket once = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return once.isBound();
        } catch (BindException taken) {
            return false;
        }
    }
}
