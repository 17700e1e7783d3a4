package callgateway.transport;

import org.jspecify.annotations.Nullable;

/** RFC 6455 5.2: the header of the frame that is being read. One per loop, filled again for each frame. */
final class FrameHeader {
    private int first;
    private boolean masked;
    private int headerBytes;
    private long payloadBytes;

    /** Reads the header that starts at {@code at}; false when the bytes before {@code end} do not hold all of it. */
    boolean read(byte[] a, int at, int end) {
        if (end - at < 2) {
            return false;
        }
        first = a[at];
        int second = a[at + 1];
        int shortLength = second & 0x7F;
        int lengthBytes = shortLength < 126 ? 0 : shortLength == 126 ? 2 : 8;
        masked = second < 0;
        headerBytes = 2 + lengthBytes + (masked ? 4 : 0);
        if (end - at < headerBytes) {
            return false;
        }
        payloadBytes = lengthBytes == 0 ? shortLength : bigEndian(a, at + 2, lengthBytes);
        return true;
    }

    /**
     * What is wrong with a frame of this kind; null when nothing is.
     *
     * @param fromServer whether a server sent it
     * @param insideMessage whether a fragmented message has begun and not ended
     */
    @Nullable
    String violation(boolean fromServer, boolean insideMessage) {
        if ((first & 0x70) != 0) {
            return "reserved bit set";
        }
        if (masked == fromServer) {
            return masked ? "masked frame from a server" : "unmasked frame from a client";
        }
        int opcode = opcode();
        if (opcode > Opcode.PONG || (opcode > Opcode.BINARY && opcode < Opcode.CLOSE)) {
            return "unknown opcode " + opcode;
        }
        if (isControl()) {
            return last() && payloadBytes >= 0 && payloadBytes <= Opcode.MAX_CONTROL_PAYLOAD
                    ? null
                    : "fragmented or long control frame";
        }
        if (opcode == Opcode.CONTINUATION) {
            return insideMessage ? null : "continuation of nothing";
        }
        return insideMessage ? "new message inside a fragmented one" : null;
    }

    int opcode() {
        return first & 0x0F;
    }

    boolean isControl() {
        return opcode() >= Opcode.CLOSE;
    }

    /** Whether the frame ends its message. */
    boolean last() {
        return first < 0;
    }

    boolean masked() {
        return masked;
    }

    /** Length of the header itself, with the key. */
    int headerBytes() {
        return headerBytes;
    }

    /** Declared length of the payload; one of 2^63 and more, which nobody may send, reads as negative. */
    long payloadBytes() {
        return payloadBytes;
    }

    private static long bigEndian(byte[] a, int offset, int count) {
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = (value << 8) | (a[offset + i] & 0xFF);
        }
        return value;
    }
}
