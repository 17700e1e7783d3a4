package callgateway.transport.stock;

/**
 * Told what happens on one WebSocket, always on the thread of that socket, so calls never overlap. Byte arrays are only
 * valid during the call. Nothing here may block.
 */
public interface StockListener {

    /** Before any other call, except {@link #notOpened}. */
    default void opened(StockSocket socket) {}

    /** Instead of every other call: the server accepted, but the peer was gone before the 101 was written. */
    default void notOpened() {}

    /** A whole text message; its bytes as they came (a server does not check that they are UTF-8, a client does). */
    default void text(StockSocket socket, byte[] utf8, int off, int len) {}

    /** A whole binary message. */
    default void binary(StockSocket socket, byte[] bytes, int off, int len) {}

    /** A ping, which has been answered already. */
    default void ping(StockSocket socket, byte[] payload) {}

    default void pong(StockSocket socket, byte[] payload) {}

    /**
     * The end, exactly once after {@link #opened}.
     *
     * @param code the peer's close code; 1005 when its close frame had none, 1006 when there was no close frame
     */
    default void closed(StockSocket socket, int code, String reason) {}
}
