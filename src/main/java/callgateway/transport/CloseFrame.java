package callgateway.transport;

import java.nio.charset.StandardCharsets;

/** RFC 6455 5.5.1 and 7.4: what a close frame carries. */
final class CloseFrame {
    private static final int MAX_REASON = Opcode.MAX_CONTROL_PAYLOAD - 2;

    private CloseFrame() {}

    /** Whether a close frame may carry this code; 1005, 1006 and 1015 stand only for what was not said. */
    static boolean maySay(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }

    /** The code of a payload of two bytes or more. */
    static int code(byte[] payload, int offset) {
        return ((payload[offset] & 0xFF) << 8) | (payload[offset + 1] & 0xFF);
    }

    /** The reason of a payload; empty when it has none. What is no UTF-8 in it is replaced. */
    static String reason(byte[] payload, int offset, int length) {
        return length <= 2 ? "" : new String(payload, offset + 2, length - 2, StandardCharsets.UTF_8);
    }

    /** Puts code and reason at the start of {@code payload}, which has room for 125 bytes; returns their length. */
    static int put(byte[] payload, int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, MAX_REASON);
        // Not in the middle of a character: the peer may check.
        while (length < text.length && length > 0 && (text[length] & 0xC0) == 0x80) {
            length--;
        }
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, length);
        return 2 + length;
    }
}
