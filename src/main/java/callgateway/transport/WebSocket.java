package callgateway.transport;

/**
 * One open WebSocket. Every method is for the socket's {@link #loop} thread only, and does nothing once it has ended.
 *
 * <p>Messages are appended to a batch and leave in one write with {@link #flush}.
 */
public interface WebSocket {
    /** The loop that owns this socket. */
    Loop loop();

    /** Appends a text message (UTF-8); the array may be used again at once. */
    void text(byte[] utf8, int offset, int length);

    /** Appends a binary message; the array may be used again at once. */
    void binary(byte[] bytes, int offset, int length);

    /** Sends what was appended. */
    void flush();

    /**
     * Whether the peer keeps up. While it does not, audio should wait or be dropped; control messages may still be sent,
     * up to a bound at which the socket ends as {@link SocketEnd.By#TOO_SLOW}.
     */
    boolean isWritable();

    /** Sends a ping; any answer moves {@link #lastReceivedNanos}. */
    void ping();

    /** When anything last came from the peer, as {@link System#nanoTime}. */
    long lastReceivedNanos();

    /**
     * Ends the socket with a close frame, and without the peer's if that does not come within 2 s.
     *
     * @param code a close code that may be sent: 1000..1003, 1007..1014, or 3000..4999
     * @param reason for the peer's log; cut to the 123 bytes a close frame has room for
     * @throws IllegalArgumentException when the code may not be sent, also when the socket has ended
     */
    void close(int code, String reason);

    /** Ends the socket at once, without a close frame. */
    void abort();

    /** Whether messages can still be sent. */
    boolean isOpen();
}
