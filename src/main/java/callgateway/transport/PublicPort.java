package callgateway.transport;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What the gateway does with what arrives on its public port. */
public interface PublicPort {
    /**
     * Answers a request that is no WebSocket upgrade. Called on an event loop: must hand the work on and return at once.
     * A stage that fails is answered with 500; one that never completes holds its connection until the peer goes.
     */
    CompletionStage<PlainResponse> answer(PlainRequest request);

    /**
     * Decides on a WebSocket upgrade. Called on an event loop, before anything is allocated for the socket: must be quick
     * and must not block. If it throws, the answer is 500.
     */
    Upgrade upgrade(PlainRequest request);

    /** The decision on an upgrade. */
    sealed interface Upgrade permits Accept, Refuse, Relay {}

    /**
     * The socket is accepted.
     *
     * @param listener makes the owner of the new socket; called on its loop before anything is read from it
     */
    record Accept(Function<WebSocket, WebSocketListener> listener) implements Upgrade {}

    /**
     * The upgrade is answered with this instead of 101.
     *
     * @param response the answer
     */
    record Refuse(PlainResponse response) implements Upgrade {}

    /**
     * The socket is another node's: the request goes there as it came, and so does everything after it, both ways, unread.
     *
     * @param host where that node is
     * @param port its public port
     */
    record Relay(String host, int port) implements Upgrade {
        /** A header that says so, with the value {@code 1}: what has been relayed once is not relayed again. */
        public static final String MARK = "X-Call-Gateway-Relayed";
    }
}
