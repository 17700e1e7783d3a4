package callgateway.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A peer on a blocking socket that sends and reads bytes, and knows no library. */
final class RawPeer implements AutoCloseable {
    static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    private static final int GUARD_MILLIS = 20_000;

    final Socket socket;
    private final InputStream in;

    RawPeer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(GUARD_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    static RawPeer connect(int port) throws IOException {
        return new RawPeer(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** An answer as it came. */
    record Answer(int status, List<String> headers, String body) {
        @Nullable
        String header(String name) {
            for (String line : headers) {
                if (line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":")) {
                    return line.substring(name.length() + 1).trim();
                }
            }
            return null;
        }
    }

    static String upgradeRequest(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: gateway.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: " + KEY + "\r\nSec-WebSocket-Version: 13\r\n\r\n";
    }

    static String post(String path, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: gateway.example\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
    }

    /** A connection that has just become a WebSocket. */
    static RawPeer upgraded(int port) throws IOException {
        RawPeer peer = connect(port);
        peer.upgrade();
        return peer;
    }

    void upgrade() throws IOException {
        send(upgradeRequest("/media"));
        assertThat(answer().status()).isEqualTo(101);
    }

    void send(String text) throws IOException {
        send(text.getBytes(ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    void send(RawFrame... frames) throws IOException {
        send(RawFrame.join(frames));
    }

    /** Reads a request or answer up to its empty line. */
    List<String> head() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            lines.add(line);
        }
        return lines;
    }

    Answer answer() throws IOException {
        List<String> lines = head();
        assertThat(lines.get(0)).startsWith("HTTP/1.1 ");
        Answer answer = new Answer(Integer.parseInt(lines.get(0).substring(9, 12)), lines.subList(1, lines.size()), "");
        String length = answer.header("content-length");
        String body = length == null ? "" : new String(in.readNBytes(Integer.parseInt(length)), ISO_8859_1);
        return new Answer(answer.status, answer.headers, body);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("closed in the middle of: " + line);
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    RawFrame frame() throws IOException {
        return RawFrame.read(in);
    }

    /** Waits until the other side has closed, having sent nothing more. */
    void assertClosed() throws IOException {
        assertThat(in.read()).as("byte where the end was expected").isEqualTo(-1);
    }

    /** Vanishes as a program that ends does. */
    void hangUp() throws IOException {
        socket.close();
    }

    /** Vanishes with a TCP reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
