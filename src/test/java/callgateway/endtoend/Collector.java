package callgateway.endtoend;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/** A collector of traces on this machine: takes OTLP over HTTP and reads what it needs of the protocol buffers. */
final class Collector implements AutoCloseable {
    /** A span, with the texts and whole numbers of its attributes. */
    record Span(
            String trace,
            String id,
            String parent,
            String name,
            long startNanos,
            long endNanos,
            Map<String, String> attributes) {}

    /** Takes the fields of a message one after the other. */
    private interface Fields {
        void field(int number, ByteBuffer bytes, long value) throws IOException;
    }

    final List<Span> spans = new CopyOnWriteArrayList<>();
    final List<String> faults = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    private Collector(HttpServer server) {
        this.server = server;
    }

    static Collector start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Collector collector = new Collector(server);
        server.createContext("/v1/traces", exchange -> {
            try (exchange) {
                boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
                byte[] body = (zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody())
                        .readAllBytes();
                collector.take(ByteBuffer.wrap(body));
                exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
                exchange.sendResponseHeaders(200, -1);
            } catch (RuntimeException e) {
                collector.faults.add(e.toString());
            }
        });
        server.start();
        return collector;
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Span> of(String callSid) {
        return spans.stream()
                .filter(span -> span.trace().equals(callSid.substring(2)))
                .toList();
    }

    private void take(ByteBuffer request) throws IOException {
        each(
                request,
                (resource, inResource, x) -> each(inResource, (scope, inScope, y) -> {
                    if (scope == 2) {
                        each(inScope, (span, inSpan, z) -> {
                            if (span == 2) {
                                spans.add(span(inSpan));
                            }
                        });
                    }
                }));
    }

    private static Span span(ByteBuffer bytes) throws IOException {
        Map<Integer, String> ids = new HashMap<>();
        Map<Integer, Long> times = new HashMap<>();
        Map<String, String> attributes = new HashMap<>();
        String[] name = {""};
        each(bytes, (number, value, time) -> {
            switch (number) {
                case 1, 2, 4 -> ids.put(number, hex(value));
                case 5 -> name[0] = text(value);
                case 7, 8 -> times.put(number, time);
                case 9 -> attribute(value, attributes);
                case 11 ->
                    each(value, (of, part, at) -> {
                        if (of == 2) {
                            attributes.merge("events", text(part), (a, b) -> a + ", " + b);
                        }
                    });
                default -> {
                    // Nothing that is looked at.
                }
            }
        });
        return new Span(
                ids.getOrDefault(1, ""),
                ids.getOrDefault(2, ""),
                ids.getOrDefault(4, ""),
                name[0],
                times.getOrDefault(7, 0L),
                times.getOrDefault(8, 0L),
                attributes);
    }

    private static void attribute(ByteBuffer bytes, Map<String, String> into) throws IOException {
        String[] pair = {"", ""};
        each(bytes, (number, value, ignored) -> {
            if (number == 1) {
                pair[0] = text(value);
            } else if (number == 2) {
                each(value, (kind, inside, whole) -> pair[1] = kind == 1 ? text(inside) : Long.toString(whole));
            }
        });
        into.put(pair[0], pair[1]);
    }

    private static void each(ByteBuffer bytes, Fields fields) throws IOException {
        ByteBuffer in = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            long key = varint(in);
            int number = (int) (key >>> 3);
            switch ((int) (key & 7)) {
                case 0 -> fields.field(number, ByteBuffer.allocate(0), varint(in));
                case 1 -> fields.field(number, ByteBuffer.allocate(0), in.getLong());
                case 2 -> {
                    int length = (int) varint(in);
                    ByteBuffer part = in.slice(in.position(), length);
                    in.position(in.position() + length);
                    fields.field(number, part, 0);
                }
                case 5 -> fields.field(number, ByteBuffer.allocate(0), in.getInt());
                default -> throw new IOException("wire type of field " + number);
            }
        }
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    private static String hex(ByteBuffer bytes) {
        byte[] all = new byte[bytes.remaining()];
        bytes.duplicate().get(all);
        return HexFormat.of().formatHex(all);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
