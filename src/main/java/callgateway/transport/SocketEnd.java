package callgateway.transport;

/**
 * How a WebSocket ended, told exactly once.
 *
 * @param by who or what ended it
 * @param code the close code: the peer's, or ours when we ended it; 1005 when the peer named none, 1006 when the
 *     connection was just gone or aborted
 * @param reason what was said, or what is known; may be empty
 */
public record SocketEnd(By by, int code, String reason) {
    /** The peer's close frame named no code (RFC 6455, 7.1.5). */
    public static final int NO_CODE = 1005;
    /** The connection ended without a close frame (RFC 6455, 7.1.5). */
    public static final int NO_CLOSE_FRAME = 1006;

    /** Who ended a WebSocket. */
    public enum By {
        /** The peer sent a close frame. */
        PEER,
        /**
         * {@link WebSocket#close} or {@link WebSocket#abort} was called, and what the peer said or did after that does
         * not matter; or the listener threw (1011).
         */
        US,
        /** The connection broke, or was closed without a close frame. */
        LOST,
        /** The peer broke RFC 6455 or a limit; {@link SocketEnd#code} says how. */
        VIOLATION,
        /** The peer did not read what we wrote, beyond the bound on what may wait for it. */
        TOO_SLOW
    }
}
