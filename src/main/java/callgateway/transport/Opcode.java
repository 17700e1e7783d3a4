package callgateway.transport;

/** RFC 6455 5.2: what a frame is. Plain numbers, because they are compared once per frame. */
final class Opcode {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    /** RFC 6455 5.5: a control frame carries at most this much, and is never fragmented. */
    static final int MAX_CONTROL_PAYLOAD = 125;

    private Opcode() {}
}
