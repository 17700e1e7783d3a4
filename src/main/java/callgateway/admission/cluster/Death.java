package callgateway.admission.cluster;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;

/**
 * Proof that a process is dead: the public port that it had, as long as it had calls, refuses connections. That it does not
 * answer is no proof.
 */
final class Death {
    private Death() {}

    /**
     * Looks once; returns at once.
     *
     * @param node {@code host:port}
     * @param proven run on some thread, if there is proof
     */
    static void probe(String node, Runnable proven) {
        int colon = node.lastIndexOf(':');
        try {
            // An address, never a name that would have to be looked up.
            InetSocketAddress address =
                    new InetSocketAddress(node.substring(0, colon), Integer.parseInt(node.substring(colon + 1)));
            if (address.isUnresolved()) {
                return;
            }
            AsynchronousSocketChannel channel = AsynchronousSocketChannel.open();
            channel.connect(address, channel, new CompletionHandler<Void, AsynchronousSocketChannel>() {
                @Override
                public void completed(Void nothing, AsynchronousSocketChannel open) {
                    close(open);
                }

                @Override
                public void failed(Throwable why, AsynchronousSocketChannel open) {
                    close(open);
                    if (isRefusal(why)) {
                        proven.run();
                    }
                }
            });
        } catch (IOException | IllegalArgumentException e) {
            // No proof.
            return;
        }
    }

    private static boolean isRefusal(Throwable why) {
        return why instanceof ConnectException
                && String.valueOf(why.getMessage())
                        .toLowerCase(java.util.Locale.ROOT)
                        .contains("refused");
    }

    private static void close(AsynchronousSocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It is closed.
            return;
        }
    }
}
