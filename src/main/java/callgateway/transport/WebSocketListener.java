package callgateway.transport;

import org.jspecify.annotations.Nullable;

/**
 * What one WebSocket tells its owner. Every method runs on the socket's {@link Loop}, {@link #onWritable} and {@link
 * #onEnd} perhaps inside a call of the owner to the socket. A method that throws ends the socket with 1011.
 */
public interface WebSocketListener {
    /**
     * One whole text message.
     *
     * @param buffer holds the message; may be changed by the listener, and is good only until it returns
     * @param offset where the message starts
     * @param length its length in bytes; whether it is UTF-8 has not been checked
     */
    void onText(byte[] buffer, int offset, int length);

    /**
     * One whole binary message.
     *
     * @param buffer holds the message; may be changed by the listener, and is good only until it returns
     * @param offset where the message starts
     * @param length its length in bytes
     */
    void onBinary(byte[] buffer, int offset, int length);

    /** Which call this is about, for the log; null when that is not known. */
    default @Nullable String about() {
        return null;
    }

    /** {@link WebSocket#isWritable} has become true again. */
    void onWritable();

    /** The socket has ended; nothing is told after this. */
    void onEnd(SocketEnd end);
}
