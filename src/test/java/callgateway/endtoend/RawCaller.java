package callgateway.endtoend;

import callgateway.twilio.FormParams;
import callgateway.twilio.RequestSignature;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A media stream written by hand on a plain socket: it has what Twilio proves itself with, and can do anything. */
final class RawCaller implements AutoCloseable {
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int PING = 9;
    /** What {@link #awaitClose} says of a connection that ended without a close frame. */
    static final int NO_CLOSE_FRAME = 1006;

    private static final int CLOSE = 8;
    private static final int PONG = 10;
    private static final String ORIGIN = "https://" + GatewayUnderTest.PUBLIC_HOST;
    private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([^\"]+)\"");

    private final String callSid;
    private final Socket socket;
    private final OutputStream out;
    private final DataInputStream in;

    /** Connects; says nothing yet. */
    RawCaller(GatewayUnderTest gateway, String callSid) throws IOException {
        this.callSid = callSid;
        this.socket =
                new Socket(gateway.address().getAddress(), gateway.address().getPort());
        socket.setSoTimeout((int) GatewayUnderTest.PATIENCE.toMillis());
        this.out = socket.getOutputStream();
        this.in = new DataInputStream(socket.getInputStream());
    }

    /** A socket that has been upgraded. */
    static RawCaller upgraded(GatewayUnderTest gateway, String callSid) throws IOException {
        RawCaller caller = new RawCaller(gateway, callSid);
        String signature = RequestSignature.sign(
                GatewayUnderTest.AUTH_TOKEN, "wss://" + GatewayUnderTest.PUBLIC_HOST + "/media", FormParams.NONE);
        String answer = caller.upgrade(signature);
        if (!answer.startsWith("HTTP/1.1 101 ")) {
            throw new AssertionError(answer);
        }
        return caller;
    }

    /** A stream whose call has been announced, and that has started. */
    static RawCaller started(GatewayUnderTest gateway, String callSid) throws IOException {
        RawCaller caller = upgraded(gateway, callSid);
        caller.text("{\"event\":\"connected\",\"protocol\":\"Call\",\"version\":\"1.0.0\"}");
        caller.text(caller.start(caller.announce()));
        return caller;
    }

    /** Asks for the upgrade with this signature; returns the head of the answer. */
    String upgrade(String signature) throws IOException {
        out.write(("GET /media HTTP/1.1\r\nHost: gw.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                        + "X-Twilio-Signature: " + signature + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            head.write(in.readUnsignedByte());
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    /** Twilio announces the call; returns the token that its stream must show. */
    String announce() throws IOException {
        Matcher token = TOKEN.matcher(webhook("/voice", "ringing"));
        if (!token.find()) {
            throw new AssertionError("no token");
        }
        return token.group(1);
    }

    /** Asks what to do, as Twilio does; returns the answer's body. */
    String webhook(String path, String callStatus) throws IOException {
        Map<String, String> params = new LinkedHashMap<>();
        params.put("CallSid", callSid);
        params.put("AccountSid", GatewayUnderTest.ACCOUNT);
        params.put("From", "+15550100001");
        params.put("To", "+15550100099");
        params.put("CallStatus", callStatus);
        FormParams form = FormParams.of(params);
        byte[] body = form.encoded().getBytes(StandardCharsets.US_ASCII);
        String head = "POST " + path + " HTTP/1.1\r\nHost: gw.example\r\nConnection: close\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + body.length
                + "\r\nX-Twilio-Signature: " + RequestSignature.sign(GatewayUnderTest.AUTH_TOKEN, ORIGIN + path, form)
                + "\r\n\r\n";
        try (Socket once = new Socket(socket.getInetAddress(), socket.getPort())) {
            once.setSoTimeout((int) GatewayUnderTest.PATIENCE.toMillis());
            once.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            once.getOutputStream().write(body);
            String answer = new String(once.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!answer.startsWith("HTTP/1.1 2")) {
                throw new AssertionError(answer);
            }
            return answer.substring(answer.indexOf("\r\n\r\n") + 4);
        }
    }

    String start(String token) {
        return "{\"event\":\"start\",\"sequenceNumber\":\"1\",\"streamSid\":\"MZ" + callSid + "\",\"start\":{"
                + "\"accountSid\":\"" + GatewayUnderTest.ACCOUNT + "\",\"streamSid\":\"MZ" + callSid
                + "\",\"callSid\":\"" + callSid + "\",\"tracks\":[\"inbound\"],"
                + "\"mediaFormat\":{\"encoding\":\"audio/x-mulaw\",\"sampleRate\":8000,\"channels\":1},"
                + "\"customParameters\":{\"token\":\"" + token + "\"}}}";
    }

    void text(String message) throws IOException {
        frame(TEXT, message.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes one whole, masked frame. */
    void frame(int opcode, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x80 | opcode);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else if (payload.length < 65536) {
            frame.write(0x80 | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        // A key of zeros is a key.
        frame.writeBytes(new byte[4]);
        frame.writeBytes(payload);
        out.write(frame.toByteArray());
    }

    /** As {@link #frame}; a gateway that stops reading in the middle of it is right too. */
    void frameUntilRefused(int opcode, byte[] payload) throws IOException {
        try {
            frame(opcode, payload);
        } catch (SocketException e) {
            if (!socket.isConnected()) {
                throw e;
            }
        }
    }

    /** Reads until the gateway answers a ping, so that it has taken everything that was written before. */
    void awaitTaken() throws IOException {
        frame(PING, new byte[] {'?'});
        int opcode;
        do {
            opcode = read()[0];
            if (opcode == CLOSE) {
                throw new AssertionError("closed");
            }
        } while (opcode != PONG);
    }

    /** Reads until the gateway closes; returns its close code. */
    int awaitClose() throws IOException {
        try {
            while (true) {
                int[] frame = read();
                if (frame[0] == CLOSE) {
                    return frame[1];
                }
            }
        } catch (EOFException | SocketException e) {
            return NO_CLOSE_FRAME;
        }
    }

    /** The opcode of the next frame, and its close code. */
    private int[] read() throws IOException {
        int opcode = in.readUnsignedByte() & 0x0F;
        int length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        }
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new EOFException();
        }
        return new int[] {opcode, length < 2 ? 1005 : ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF)};
    }

    /** Goes without a word: RST. */
    void vanish() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
