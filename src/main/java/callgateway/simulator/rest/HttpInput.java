package callgateway.simulator.rest;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Reads requests with a length, one after the other: all that a client of this API sends. */
final class HttpInput {
    private static final int MAX_LINE = 8192;
    private static final int MAX_BODY = 64 * 1024;

    private final InputStream in;

    HttpInput(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** One request; names of headers in lower case. */
    record Request(String method, String path, Map<String, String> headers, String body) {}

    /** Waits for the first byte of a request; false when there will be none. */
    boolean begins() throws IOException {
        in.mark(1);
        boolean more = in.read() >= 0;
        in.reset();
        return more;
    }

    Request read() throws IOException {
        String[] start = line().split(" ", -1);
        if (start.length != 3) {
            throw new IOException("no request line");
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IOException("no header");
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = length(headers.getOrDefault("content-length", "0"));
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("half a body");
        }
        return new Request(start[0], start[1], headers, new String(body, StandardCharsets.UTF_8));
    }

    private static int length(String header) throws IOException {
        if (!header.matches("[0-9]{1,7}") || Integer.parseInt(header) > MAX_BODY) {
            throw new IOException("Content-Length: " + header);
        }
        return Integer.parseInt(header);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || line.length() > MAX_LINE) {
                throw new EOFException("half a line");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
