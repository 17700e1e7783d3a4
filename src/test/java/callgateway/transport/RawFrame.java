package callgateway.transport;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * One WebSocket frame as bytes on the wire, written and read here by hand so that the tests do not depend on the code
 * they test.
 *
 * @param first the first byte: FIN, reserved bits, opcode
 * @param masked whether it has (or had) a key
 * @param payload the payload, unmasked
 */
record RawFrame(int first, boolean masked, byte[] payload) {
    private static final byte[] KEY = {0x37, (byte) 0xFA, 0x21, (byte) 0x83};

    static RawFrame masked(int opcode, byte[] payload) {
        return new RawFrame(0x80 | opcode, true, payload);
    }

    static RawFrame plain(int opcode, byte[] payload) {
        return new RawFrame(0x80 | opcode, false, payload);
    }

    static RawFrame close(boolean masked, int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[2 + text.length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, text.length);
        return new RawFrame(0x88, masked, payload);
    }

    RawFrame unfinished() {
        return new RawFrame(first & 0x7F, masked, payload);
    }

    int opcode() {
        return first & 0x0F;
    }

    String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** Of a close frame; -1 when it carries none. */
    int closeCode() {
        return payload.length < 2 ? -1 : (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
    }

    String closeReason() {
        return payload.length < 2 ? "" : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header(first, masked, payload.length));
        for (int i = 0; i < payload.length; i++) {
            out.write(masked ? payload[i] ^ KEY[i % 4] : payload[i]);
        }
        return out.toByteArray();
    }

    /** A header that declares any length, followed by nothing. */
    static byte[] header(int first, boolean masked, long length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int bit = masked ? 0x80 : 0;
        out.write(first);
        if (length >= 0 && length < 126) {
            out.write(bit | (int) length);
        } else if (length >= 0 && length < 65536) {
            out.write(bit | 126);
            out.write((int) length >> 8);
            out.write((int) length);
        } else {
            out.write(bit | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.write((int) (length >>> shift));
            }
        }
        if (masked) {
            out.writeBytes(KEY);
        }
        return out.toByteArray();
    }

    static byte[] join(RawFrame... frames) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (RawFrame frame : frames) {
            out.writeBytes(frame.bytes());
        }
        return out.toByteArray();
    }

    /** Reads one frame; throws {@link EOFException} when the peer has closed. */
    static RawFrame read(InputStream stream) throws IOException {
        DataInputStream in = new DataInputStream(stream);
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        long length = second & 0x7F;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] key = new byte[4];
        boolean masked = (second & 0x80) != 0;
        if (masked) {
            in.readFully(key);
        }
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= key[i % 4];
        }
        return new RawFrame(first, masked, payload);
    }
}
